"""Choosing what to see of the history, keeping a copy, and asking about an entry."""

import csv
import io
from http import HTTPStatus

from backend.core import clock
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.domain.given import CARD, INES
from tests.web.readers import Reader, Seeded


def test_a_question_goes_to_an_auditor_and_the_answer_comes_into_the_inbox(
    rosa: Reader, ines: Reader, amir: Reader, seeded: Seeded
) -> None:
    asked = rosa.post(f"/history/{seeded.entry}/question", text="Why did he read my birth date?")
    assert asked.location == f"/history/{seeded.entry}?asked=1"
    assert "We have your question" in rosa.get(str(asked.location)).text
    assert "You asked about this" in rosa.get("/history").text
    queue = ines.get("/desk/questions").text
    assert f"Entry {seeded.entry}" in queue
    assert "Why did he" not in queue, "words are read one at a time, and that is recorded"
    place = next(part.split('"')[0] for part in queue.split('href="')[1:] if part.startswith("/desk/questions/"))
    for path in queue.split('href="')[1:]:
        if path.startswith("/desk/questions/") and "Why did he" in ines.get(path.split('"')[0]).text:
            place = path.split('"')[0]
    page = ines.get(place).text
    assert "Amir Khan (Harbour City Travel Desk) read your answers to decide" in page
    assert ines.post(place, text="").status_code == 422
    for _ in range(2):
        done = ines.post(place, text="He decided about your card. That was right.")
        assert done.location == "/desk/questions?answered=1"
    assert ines.post(place, text="Something else").status_code == HTTPStatus.CONFLICT
    assert "He decided about your card." in rosa.get(f"/history/{seeded.entry}").text
    assert "You asked who saw your data" in rosa.get("/inbox").text
    assert "Ines Duarte read a question of yours" in rosa.get("/history").text
    assert amir.get("/desk/questions").status_code == HTTPStatus.FORBIDDEN


def test_asking_nothing_or_twice_is_answered_kindly(rosa: Reader, wai: Reader, seeded: Seeded) -> None:
    assert rosa.post(f"/history/{seeded.entry}/question", text=" ").status_code == 422
    again = rosa.post(f"/history/{seeded.asked}/question", text="Once more")
    assert again.location == f"/history/{seeded.asked}"
    assert wai.post(f"/history/{seeded.entry}/question", text="Why?").status_code == HTTPStatus.NOT_FOUND


def test_what_is_chosen_is_shown_and_nothing_else(rosa: Reader, amir: Reader, seeded: Seeded) -> None:
    amir.get(f"/desk/appointments/{seeded.appointment}")
    assert "looked at your appointment" in rosa.get("/history").text
    assert "looked at your appointment" not in rosa.get(f"/history?service={CARD}").text
    assert "to decide about" in rosa.get(f"/history?service={CARD}&days=7&who=staff").text
    assert "Nobody read your data in this way." in rosa.get("/history?who=helper").text
    assert rosa.get("/history?who=x&days=y&service=z&after=-1").status_code == HTTPStatus.OK


def test_the_same_by_the_same_on_one_day_is_told_once_with_how_often(rosa: Reader, seeded: Seeded) -> None:
    page = rosa.get("/history").text
    assert page.count("read your answers to decide about") == 1
    assert "2 times that day" in page
    assert f"/history/{seeded.entry}" in page


def test_a_copy_to_keep_holds_the_same_as_a_table_and_for_programs(rosa: Reader, seeded: Seeded) -> None:
    table = rosa.get("/history/download.csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="who-saw-my-data.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    told = rosa.get("/history/download.json").json["items"]
    assert [row["number"] for row in rows] == [str(each["number"]) for each in told]
    assert told[0]["number"] == seeded.entry
    assert {"id": "birth_date", "label": "Date of birth"} in told[0]["read"]
    assert "Date of birth" in rows[0]["read"]
    assert "1951" not in table.text


def test_an_auditor_does_not_answer_for_what_they_read_themselves(
    parts: Parts, ines: Reader, rosa: Reader, seeded: Seeded
) -> None:
    with parts.writing() as session:
        account = identity.account_for(session, INES, clock.now())
        identity.give_role(session, account, "caseworker")
    ines.sign_in(INES)
    ines.get(f"/desk/applications/{seeded.refused}")
    page = rosa.get("/history").text
    number = next(part.split('"')[0] for part in page.split("/history/")[1:] if part[0].isdigit())
    rosa.post(f"/history/{number}/question", text="And this?")
    queue = ines.get("/desk/questions").text
    places = [part.split('"')[0] for part in queue.split('href="')[1:] if part.startswith("/desk/questions/")]
    answers = [ines.post(place, text="It was right.").status_code for place in places]
    assert sorted(answers) == [303, 403]
