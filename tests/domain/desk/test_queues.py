"""Whose work waits where, finding it, and counting it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from backend.core.outbox import OutboxRow
from backend.domain.applications.due import ESCALATION, escalate
from backend.domain.applications.names import name_words
from backend.domain.desk.exports import COLUMNS, submissions, table
from backend.domain.desk.figures import figures
from backend.domain.desk.models import Export
from backend.domain.desk.queue import Wanted, find, page
from backend.domain.identity import actions as identity
from backend.domain.inbox import queries as inbox
from tests.domain.applications.after import NADIA, Desk
from tests.domain.given import AMIR, ANSWERS, CARD, NOW, ROSA, WAI, Town

LEAD = "+447700900207"


@pytest.fixture
def send(town: Town, session: Session) -> Callable[..., Desk]:
    def make(number: str = ROSA) -> Desk:
        return Desk(town, session, town.sent(session, town.account(session, number)))

    return make


def ids(found: object) -> list[int]:
    return [each.id for each in found]  # type: ignore[attr-defined]


def test_what_waits_comes_oldest_first_and_what_has_ended_newest_first(
    session: Session, town: Town, send: Callable[..., Desk]
) -> None:
    waiting = [send().application.id for _ in range(3)]
    town.begin(session, town.account(session, WAI))
    assert ids(page(session, Wanted())) == waiting
    assert ids(page(session, Wanted(), after=waiting[0], limit=1)) == [waiting[1]]
    for each in [send(), send()]:
        each.decide("approved")
        waiting.append(each.application.id)
    assert ids(page(session, Wanted("approved"))) == waiting[:2:-1]
    assert ids(page(session, Wanted("approved"), after=waiting[4])) == [waiting[3]]


def test_each_filter_leaves_what_it_says(session: Session, send: Callable[..., Desk]) -> None:
    new, taken, asked, withdrawn = send(), send(), send(), send()
    taken.take()
    asked.ask("When do you move?")
    withdrawn.withdraw()
    late = send()
    late.application.due_on = date(2026, 11, 20)
    session.flush()
    amir = taken.id(AMIR)
    assert ids(page(session, Wanted())) == [new.application.id, taken.application.id, late.application.id]
    assert ids(page(session, Wanted("open")))[2] == asked.application.id
    assert ids(page(session, Wanted("more_needed"))) == [asked.application.id]
    assert ids(page(session, Wanted("withdrawn"))) == [withdrawn.application.id]
    assert ids(page(session, Wanted(mine=amir))) == [taken.application.id]
    assert ids(page(session, Wanted(unassigned=True))) == [new.application.id, late.application.id]
    assert ids(page(session, Wanted(late_on=date(2026, 11, 23)))) == [late.application.id]
    assert ids(page(session, Wanted(service="health-check"))) == []
    assert ids(page(session, Wanted(service=CARD, office="travel-desk", unassigned=True)))[0] == new.application.id


def test_what_is_proposed_waits_for_a_second_look(session: Session, send: Callable[..., Desk]) -> None:
    send()
    two = send()
    two.want_two()
    two.propose("approved")
    assert ids(page(session, Wanted("second"))) == [two.application.id]


def test_everybody_sees_their_own_offices_and_no_others(session: Session, send: Callable[..., Desk]) -> None:
    mine = send().application
    for offices, seen in ((None, 1), ({"travel-desk"}, 1), ({"travel-desk", "warm-homes"}, 1), ({"warm-homes"}, 0)):
        assert len(page(session, Wanted(offices=offices))) == seen
        assert len(find(session, mine.reference or "", "GB", offices)) == seen
    assert page(session, Wanted(offices=set())) == []
    assert page(session, Wanted(office="travel-desk", offices={"warm-homes"})) == []


def test_many_offices_are_looked_at_by_their_states(session: Session, send: Callable[..., Desk]) -> None:
    mine = send().application
    offices = {f"office-{number}" for number in range(40)} | {"travel-desk"}
    assert ids(page(session, Wanted(offices=offices))) == [mine.id]


@pytest.mark.parametrize("typed", ["Rosa Lee", "lee rosa", " ROSA ", "Lée", "07700 900101", "+44 7700 900101"])
def test_an_application_is_found_as_people_say_it(session: Session, send: Callable[..., Desk], typed: str) -> None:
    mine = send().application
    send(WAI)
    assert mine.id in ids(find(session, typed, "GB", None))


@pytest.mark.parametrize("typed", ["Rosa Smith", "Ros", "07700 900999", "AA39EN9W", "%", "", "   "])
def test_what_fits_nothing_finds_nothing(session: Session, send: Callable[..., Desk], typed: str) -> None:
    send()
    assert find(session, typed, "GB", None) == []


def test_a_name_is_found_whatever_its_letters(town: Town, session: Session) -> None:
    application = town.begin(session, town.account(session))
    town.answer_all(session, application, ANSWERS | {"full_name": "陈桂英 Chen Guì-yīng"})
    town.send(session, application)
    for typed in ("陈桂英", "chen", "GUI YING", "Yīng Chen"):
        assert ids(find(session, typed, "GB", None)) == [application.id], typed
    assert name_words("O'Brien-Smith 2") == ["o", "brien", "smith"]


def test_a_draft_is_found_by_nobody(town: Town, session: Session) -> None:
    application = town.begin(session, town.account(session))
    town.answer_all(session, application)
    for typed in ("Rosa Lee", "07700 900101"):
        assert find(session, typed, "GB", None) == []


def test_lists_open_nothing_that_is_sealed(
    session: Session, send: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    monkeypatch.setattr(session.info["vault"].__class__, "open", lambda *_: pytest.fail("a sealed value was opened"))
    assert len(page(session, Wanted())) == 1
    assert len(find(session, "Rosa Lee", "GB", None)) == 1


def test_what_is_late_is_told_to_the_lead_once(town: Town, session: Session, send: Callable[..., Desk]) -> None:
    lead = town.account(session, LEAD)
    identity.give_role(session, lead, "lead", "travel-desk")
    other = town.account(session, NADIA)
    identity.give_role(session, other, "lead", "warm-homes")
    first, second = send(), send()
    due = first.application.due_on
    assert due is not None
    jobs = session.query(OutboxRow).where(OutboxRow.kind == ESCALATION).all()
    assert [each.due_at.isoformat() for each in jobs] == ["2026-12-08T09:00:00+00:00"] * 2, "the morning after"
    morning = jobs[0].due_at

    def run(desk: Desk) -> str:
        payload = {"application": desk.application.id, "due_on": due.isoformat()}
        return escalate(session, town.content.offices.__getitem__, payload, desk.days, morning)

    assert [run(first), run(second), run(first)] == ["sent", "sent", "not-needed"]
    told = inbox.messages(session, lead)
    assert [(each.kind, each.link) for each in told] == [("case-late", "/desk?office=travel-desk&late=1")]
    assert inbox.messages(session, other) == []


@pytest.mark.parametrize("ending", ["decide", "withdraw", "ask", "moved"])
def test_nobody_is_told_of_what_is_not_late_any_more(
    town: Town, session: Session, send: Callable[..., Desk], ending: str
) -> None:
    identity.give_role(session, town.account(session, LEAD), "lead", "travel-desk")
    desk = send()
    payload = {"application": desk.application.id, "due_on": str(desk.application.due_on)}
    if ending == "decide":
        desk.decide("approved")
    elif ending == "withdraw":
        desk.withdraw()
    else:
        request = desk.ask("When do you move?")
        if ending == "moved":
            desk.answer(request, "On 4 May.", at=NOW + timedelta(days=3))
    at = NOW + timedelta(days=15)
    assert escalate(session, str, payload, desk.days, at) == "not-needed"
    assert inbox.messages(session, town.account(session, LEAD)) == []


def test_figures_count_states_ages_and_what_is_late(session: Session, send: Callable[..., Desk]) -> None:
    send()
    taken, asked = send(), send()
    taken.take()
    asked.ask("When do you move?")
    taken.application.sent_at = NOW - timedelta(days=12)
    taken.application.due_on = date(2026, 11, 20)
    send().decide("approved")
    session.flush()
    found = figures(session, None, taken.days, NOW)
    assert (found.states["sent"], found.states["in_work"], found.states["more_needed"], found.states["approved"]) == (
        1,
    ) * 4
    assert found.ages == {"0-2": 2, "3-5": 0, "6-10": 0, "11-20": 1, "21": 0}
    assert (found.late, found.soon, found.unassigned) == (1, 0, 1)
    assert sum(figures(session, {"warm-homes"}, taken.days, NOW).states.values()) == 0


def test_files_come_in_parts_and_are_written_down(
    session: Session, send: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.domain.desk.exports.MOST_IN_FILE", 2)
    sent = [send() for _ in range(3)]
    amir = sent[0].id(AMIR)
    identity.introduce(session, amir, "Amir Khan", "travel-desk")
    sent[0].take()
    part = table(session, Wanted(), amir, NOW)
    assert part.rows[0][COLUMNS.index("assigned_to")] == "Amir Khan"
    assert part.next == sent[1].application.id
    assert len(table(session, Wanted(), amir, NOW, after=part.next).rows) == 1
    documents = submissions(session, CARD, {"travel-desk"}, lambda *_: "https://a", amir, NOW)
    assert [each["answers"] for each in documents.rows] == [dict(ANSWERS)] * 2
    assert submissions(session, CARD, {"warm-homes"}, lambda *_: "https://a", amir, NOW).rows == []
    taken = session.query(Export).order_by(Export.id).all()
    assert [(each.format, each.count, each.wanted["after"]) for each in taken] == [
        ("csv", 2, None),
        ("csv", 1, part.next),
        ("submissions", 2, None),
        ("submissions", 0, None),
    ]
    assert "Rosa" not in str(part.rows), "nobody's answers are in a table"


def test_a_page_costs_the_same_number_of_queries_whatever_its_length(
    session: Session, send: Callable[..., Desk]
) -> None:
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *each: asked.append(each[2]))

    def cost(offices: set[str] | None) -> int:
        asked.clear()
        page(session, Wanted(offices=offices))
        return len(asked)

    send()
    few = [cost(None), cost({"travel-desk", "warm-homes"})]
    for _ in range(12):
        send()
    session.expunge_all()
    assert [cost(None), cost({"travel-desk", "warm-homes"})] == few == [1, 1]
