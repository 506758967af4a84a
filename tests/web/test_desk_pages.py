"""The staff desk on pages without scripts: queues, one application, deciding, many at once, figures, files."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from backend.domain.applications.models import Application
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.domain.applications.after import NADIA
from tests.domain.given import AMIR, WAI
from tests.web.readers import Reader, Seeded
from tests.web.test_sent_pages import hidden

LEAD = "+447700900207"


@pytest.fixture
def nadia(app: Flask) -> Reader:
    return Reader(app).sign_in(NADIA)


def test_the_queue_shows_what_is_to_do_and_tabs_lead_to_the_rest(amir: Reader, seeded: Seeded) -> None:
    to_do = amir.get("/desk").text
    assert str(seeded.sent) in to_do
    assert str(seeded.approved) not in to_do
    for view, there in (
        ("more_needed", seeded.needed),
        ("second", seeded.proposed),
        ("approved", seeded.approved),
        ("refused", seeded.refused),
        ("withdrawn", seeded.withdrawn),
    ):
        page = amir.get(f"/desk?view={view}").text
        assert str(there) in page, view
        assert f'view={view}" aria-current="page"' in page
    assert str(seeded.sent) in amir.get("/desk?view=no-such&after=-3&office=mars").text


def test_filters_stay_when_the_tab_changes(amir: Reader, seeded: Seeded) -> None:
    page = amir.get("/desk?office=travel-desk&unassigned=1").text
    assert str(seeded.sent) in page
    assert 'href="/desk?view=approved&amp;office=travel-desk&amp;unassigned=1"' in page
    assert str(seeded.sent) not in amir.get("/desk?mine=1").text
    assert str(seeded.sent) not in amir.get("/desk?late=1").text


def test_late_and_soon_late_are_said_in_words(parts: Parts, amir: Reader, seeded: Seeded) -> None:
    for days, words in ((1, "soon late"), (-1, ">late<")):
        due = parts.today().fromordinal(parts.today().toordinal() + days)
        with parts.writing() as session:
            session.execute(update(Application).where(Application.public_id == seeded.sent).values(due_on=due))
        assert words in amir.get("/desk").text.replace("soon late", "soon late" if days > 0 else "")


@pytest.mark.parametrize("typed", ["Rosa Lee", "07700 900101", "lee"])
def test_search_finds_by_name_and_number(amir: Reader, seeded: Seeded, typed: str) -> None:
    assert str(seeded.sent) in amir.get("/desk", query_string={"q": typed}).text
    assert str(seeded.sent) not in amir.get("/desk", query_string={"q": "Nobody Known"}).text


def test_whoever_works_for_no_office_is_told_so(parts: Parts, app: Flask, seeded: Seeded) -> None:
    with parts.writing() as session:
        stranger = identity.account_for(session, WAI, parts.context().now)  # type: ignore[arg-type]
        identity.give_role(session, stranger, "caseworker", "warm-homes")
    elsewhere = Reader(app).sign_in(WAI)
    assert str(seeded.sent) not in elsewhere.get("/desk").text
    assert elsewhere.get(f"/desk/applications/{seeded.sent}").status_code == 404
    assert elsewhere.post(f"/desk/applications/{seeded.sent}/decision", outcome="approved").status_code == 404


def test_one_application_shows_all_that_was_said_done_and_can_be_done(amir: Reader, seeded: Seeded) -> None:
    page = amir.get(f"/desk/applications/{seeded.needed}").text
    for words in ("Rosa Lee", "07700 900101", "I have moved.", "Is the house number right?", "Take your time."):
        assert words in page
    assert "We wait for the person" in page
    assert f"/desk/applications/{seeded.needed}/ask" not in page, "one thing is asked at a time"


def test_taking_handing_on_and_a_colleague_who_was_quicker(amir: Reader, nadia: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.sent}"
    take = re.search(r'name="to" value="(\d+)"', amir.get(where).text)
    assert take
    for _ in range(2):
        assert amir.post(f"{where}/assignment", to=take[1], instead_of="").location == f"{where}?just=taken"
    theirs = re.search(r'name="to" value="(\d+)"', nadia.get(where).text)
    assert theirs
    late = nadia.post(f"{where}/assignment", to=theirs[1], instead_of="")
    assert late.status_code == 409
    assert "Somebody else works on this by now." in late.text
    assert nadia.post(f"{where}/assignment", to=theirs[1], instead_of=take[1]).location == f"{where}?just=taken"
    assert amir.post(f"{where}/assignment", to="nobody", instead_of=theirs[1]).location == f"{where}?just=given-back"


def test_a_note_is_read_at_the_desk_alone(amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.sent}"
    amir.post(f"{where}/notes", note="I rang twice.")
    assert "I rang twice." in amir.get(where).text
    for page in ("", "/messages"):
        assert "I rang twice." not in rosa.get(f"/applications/{seeded.sent}{page}").text


def test_a_letter_is_begun_from_words_looked_at_and_sent_once(amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.sent}"
    form = amir.get(f"{where}/decide?outcome=refused&begin=lives_elsewhere")
    assert "The card is for people who live in Harbour City." in form.text
    look = amir.post(f"{where}/decide", outcome="refused", reason="You are not eligible pursuant to the regulations.")
    assert "This may be hard to read" in look.text
    assert "You are not eligible pursuant to the regulations." in look.text
    assert "You do not agree? You can say so within 28 days." in look.text
    assert "Sent, we look at it" in rosa.get(f"/applications/{seeded.sent}").text, "nothing is decided yet"
    changed = amir.post(f"{where}/decide", outcome="refused", reason="You live elsewhere.", change="1")
    assert "You live elsewhere.</textarea>" in changed.text.replace("\n", "")
    made = hidden(changed, "id")
    for _ in range(2):
        sent = amir.post(f"{where}/decision", outcome="refused", reason="You live elsewhere.", id=made)
        assert sent.location == f"{where}?just=decided"
    assert "You live elsewhere." in rosa.get(f"/applications/{seeded.sent}").text


def test_a_no_without_a_reason_comes_back_with_what_to_do(amir: Reader, seeded: Seeded) -> None:
    page = amir.post(f"/desk/applications/{seeded.sent}/decide", outcome="refused", reason=" ")
    assert page.status_code == 422
    assert "Please write why, in plain words." in page.text


def test_what_the_person_wrote_meanwhile_stops_the_decision(amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.sent}"
    seen = re.search(r"seen=(\d+)", amir.get(where).text)
    assert seen
    rosa.post(f"/applications/{seeded.sent}/messages", words="I have moved.")
    stopped = amir.post(f"{where}/decision", outcome="approved", seen=seen[1])
    assert stopped.status_code == 409
    assert "Please read that first" in stopped.text
    assert "The person wrote or answered" in stopped.text
    amir.post(f"{where}/seen")
    assert "The person wrote or answered" not in amir.get(where).text


def test_deciding_what_was_taken_back_says_so(amir: Reader, seeded: Seeded) -> None:
    page = amir.post(f"/desk/applications/{seeded.withdrawn}/decision", outcome="approved")
    assert page.status_code == 409
    assert "The person has taken this back." in page.text


def test_two_pairs_of_eyes(amir: Reader, nadia: Reader, rosa: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.proposed}"
    mine = nadia.get(where).text
    assert "You proposed this." in mine
    assert "Look at it and decide so" not in mine
    assert "Look at it and decide so" in amir.get(where).text
    assert amir.post(f"{where}/return", why="She is 65.").location == f"{where}?just=sent-back"
    assert "She is 65." in nadia.get(where).text
    proposed = nadia.post(f"{where}/decision", outcome="refused", reason="You are 64.")
    assert proposed.location == f"{where}?just=proposed"
    assert amir.post(f"{where}/decision", outcome="refused").location == f"{where}?just=decided"
    assert "You are 64." in rosa.get(f"/applications/{seeded.proposed}").text


def test_asking_for_more_in_words_and_by_questions(amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.sent}"
    assert "Please write what you need" in amir.post(f"{where}/ask", words=" ").text
    form = amir.get(f"{where}/ask?begin=address_unclear")
    assert "We cannot find your address." in form.text
    made = hidden(form, "id")
    for _ in range(2):
        asked = amir.post(f"{where}/ask", id=made, words="Is it 9?", questions=["address", "no_such"][:1])
        assert asked.location == f"{where}?just=asked"
    assert "Is it 9?" in rosa.get(f"/applications/{seeded.sent}/more").text


def test_many_at_once_are_looked_at_done_once_and_told_one_by_one(amir: Reader, seeded: Seeded) -> None:
    chosen = [str(each) for each in (seeded.sent, seeded.approved, seeded.proposed)]
    look = amir.post("/desk/batches/look", action="approve", applications=chosen)
    assert "It can be done with 1 of them." in look.text
    assert "Each of these must be looked at by itself." in look.text
    made = hidden(look, "id")
    for _ in range(2):
        done = amir.post("/desk/batches", id=made, action="approve", applications=chosen, words="Gladly")
        assert done.location.startswith(f"/desk/batches/{made}")
    results = amir.get(done.location).text
    assert "1 of 3" in results
    assert "This was already decided" in results
    assert str(seeded.sent) in amir.get("/desk?view=approved").text


@pytest.mark.parametrize("action", ["take", "hand_on", "ask", "approve", "no-such"])
def test_with_none_chosen_nothing_happens(amir: Reader, seeded: Seeded, action: str) -> None:
    page = amir.post("/desk/batches/look", action=action, applications="not-an-id")
    assert "You have chosen none" in page.text
    assert amir.post("/desk/batches", action=action).status_code in {303, 422}
    assert seeded


def test_many_are_handed_on(amir: Reader, nadia: Reader, seeded: Seeded) -> None:
    look = amir.post("/desk/batches/look", action="hand_on", applications=str(seeded.sent))
    to = re.search(r'<option value="(\d+)"[^>]*>Nadia Haddad', look.text)
    assert to
    amir.post("/desk/batches", id=hidden(look, "id"), action="hand_on", to=to[1], applications=str(seeded.sent))
    assert str(seeded.sent) in nadia.get("/desk?mine=1").text


def test_figures_have_their_table_and_files_are_remembered(amir: Reader, seeded: Seeded) -> None:
    page = amir.get("/desk/figures?office=travel-desk").text
    assert "How many in each state" in page
    assert "<svg" in page
    assert page.count("<table") == 3
    table = amir.get("/desk/applications.csv?view=open")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert "Rosa" not in table.text
    sent = amir.get("/desk/submissions.json?service=senior-travel-card")
    assert sent.json["items"][0]["answers"]["full_name"] == "Rosa Lee"
    files = amir.get("/desk/files").text
    assert "What was sent, as JSON" in files
    assert "Amir Khan" in files
    assert seeded


def test_a_lead_is_a_caseworker_of_their_offices(app: Flask, seeded: Seeded, tom: Reader) -> None:
    assert str(seeded.sent) in Reader(app).sign_in(LEAD).get("/desk").text
    assert tom.get("/desk").status_code == 403


def test_everything_of_the_desk_is_said_in_the_readers_language(
    seeded: Seeded, reader: Callable[[str], Reader]
) -> None:
    page = reader("ar").sign_in(AMIR).get(f"/desk/applications/{seeded.sent}").text
    assert 'dir="rtl"' in page
    assert "ما يمكن فعله" in page
