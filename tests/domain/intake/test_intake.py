"""A service that asks for a time: it is held while the person answers, and booked when they send, once."""

import itertools
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.domain.applications import queries as applications
from backend.domain.applications.errors import AlreadySent, AnswerNotTaken, NotComplete, NotForYou, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.appointments.errors import SlotTaken
from backend.domain.appointments.rules import HOLD_FOR, MOST_AHEAD
from backend.domain.intake import actions, queries
from backend.parts import Parts
from flows.types import Context
from tests.domain.appointments.clinic import NOW, QUAY, Clinic, minutes, plan
from tests.domain.intake.desk import CHECK, OLD, OVER, SOON_OVER, YOUNG, Desk


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return Desk(clinic)


def refused(call: Callable[[], Any]) -> AnswerNotTaken:
    with pytest.raises(AnswerNotTaken) as caught:
        call()
    assert caught.value.values["question"] == "visit"
    assert [(each.field, each.pointer) for each in caught.value.errors] == [("answer", "/value")]
    return caught.value


def test_a_time_is_held_while_the_person_answers_and_booked_when_they_send(desk: Desk, clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slots()[3]
    draft = desk.ready(rosa, slot.id)
    assert (desk.held(slot.id), clinic.booked(slot.id)) == (1, 0)
    assert [each.kept_until for each in desk.times(draft)] == [NOW + HOLD_FOR]
    reference = desk.send(draft, SOON_OVER)
    booked = desk.appointments()
    assert [(each.account_id, each.starts_at, each.office, each.state) for each in booked] == [
        (rosa, slot.starts_at, slot.office, "booked")
    ]
    assert (desk.held(slot.id), clinic.booked(slot.id)) == (0, 1)
    assert [(each.kept_until, each.appointment.id) for each in desk.times(draft) if each.appointment] == [
        (None, booked[0].id)
    ]
    assert clinic.told(rosa) == ["received", "booked"]
    assert reference != booked[0].reference


def test_the_answer_is_plain_json_with_all_that_staff_must_read(desk: Desk, clinic: Clinic) -> None:
    clinic.plan(plan(staff="Dr Mei Wong", office=QUAY))
    clinic.open()
    slot = clinic.slots(QUAY)[0]
    draft = desk.begin(clinic.person())
    desk.answer(draft, "born", OLD)
    desk.answer(draft, "wants", value=True)
    answer = desk.answer(draft, "visit", {"slot": slot.id})
    token = answer.pop("hold")
    assert len(token) > 20
    assert answer == {
        "slot": slot.id,
        "starts_at": slot.starts_at.isoformat(),
        "office": QUAY,
        "staff": "Dr Mei Wong",
    }
    assert desk.answer(draft, "visit", answer | {"hold": token}) == answer | {"hold": token}, "as it was kept"


def test_choosing_the_same_again_changes_nothing_and_keeps_it_anew_when_the_time_is_over(
    desk: Desk, clinic: Clinic
) -> None:
    slot = clinic.slot()
    draft = desk.ready(clinic.person(), slot)
    desk.answer(draft, "visit", {"slot": slot}, SOON_OVER)
    assert [each.kept_until for each in desk.times(draft)] == [NOW + HOLD_FOR], "nobody keeps a time for ever"
    desk.answer(draft, "visit", {"slot": slot}, OVER)
    assert [each.kept_until for each in desk.times(draft, OVER)] == [OVER + HOLD_FOR]
    assert desk.held(slot, OVER) == 1


def test_another_time_lets_the_first_go(desk: Desk, clinic: Clinic) -> None:
    first, second = clinic.slot(0), clinic.slot(1)
    draft = desk.ready(clinic.person(), first)
    desk.answer(draft, "visit", {"slot": second})
    assert (desk.held(first), desk.held(second)) == (0, 1)
    desk.send(draft)
    assert [each.starts_at for each in desk.appointments()] == [clinic.slots()[1].starts_at]


def test_a_hold_that_is_over_is_taken_again_if_nobody_was_quicker(desk: Desk, clinic: Clinic) -> None:
    slot = clinic.slot()
    draft = desk.ready(clinic.person(), slot)
    assert [each.kept_until for each in desk.times(draft, OVER)] == [None]
    desk.send(draft, OVER + minutes(5))
    assert clinic.booked(slot) == 1


def test_a_time_that_is_gone_sends_nothing_and_names_the_nearest_free_ones(desk: Desk, clinic: Clinic) -> None:
    rosa, wai, slots = clinic.person(1), clinic.person(2), clinic.slots()
    draft = desk.ready(rosa, slots[3].id)
    clinic.book(slots[3].id, wai, OVER)
    error = refused(lambda: desk.send(draft, OVER))
    assert error.errors[0].message.startswith("Somebody was a little quicker")
    near = [free.starts_at for free in error.values["alternatives"]]
    assert set(near[:2]) == {slots[2].starts_at, slots[4].starts_at}
    assert desk.state(draft) == "draft"
    assert clinic.told(rosa) == []
    assert [each.account_id for each in desk.appointments()] == [wai]
    desk.answer(draft, "visit", {"slot": slots[4].id}, OVER)
    desk.send(draft, OVER)
    assert desk.state(draft) == "sent"


def test_a_time_that_somebody_holds_is_not_taken_as_an_answer(desk: Desk, clinic: Clinic) -> None:
    slot, other = clinic.slot(0), clinic.slot(1)
    clinic.hold(slot, clinic.person(2))
    draft = desk.ready(clinic.person(1), other)
    error = refused(lambda: desk.answer(draft, "visit", {"slot": slot}))
    assert error.values["alternatives"]
    assert desk.held(other) == 1, "what was kept before is kept"
    assert [each.kept_until for each in desk.times(draft)] == [NOW + HOLD_FOR]


def test_sending_twice_and_from_two_devices_books_once(desk: Desk, clinic: Clinic) -> None:
    rosa = clinic.person()
    draft = desk.ready(rosa, clinic.slot(0))
    desk.answer(draft, "visit", {"slot": clinic.slot(1)})  # the other device thought better of it
    reference = desk.send(draft)
    assert desk.send(draft) == desk.send(draft, OVER + minutes(60)) == reference
    assert len(desk.appointments()) == 1
    assert clinic.told(rosa) == ["received", "booked"]


def test_pressing_send_on_six_devices_at_once_books_once(desk: Desk, clinic: Clinic) -> None:
    rosa = clinic.person()
    draft = desk.ready(rosa, clinic.slot())
    with ThreadPoolExecutor(6) as devices:
        references = set(devices.map(lambda _: desk.send(draft), range(6)))
    assert len(references) == 1
    assert len(desk.appointments()) == 1
    assert clinic.told(rosa) == ["received", "booked"]


def test_of_six_people_whose_holds_are_over_one_gets_the_place_and_five_are_told(desk: Desk, clinic: Clinic) -> None:
    slot = clinic.slot(20)
    drafts = [desk.ready(clinic.person(each), slot, NOW + each * HOLD_FOR) for each in range(6)]

    def send(draft: uuid.UUID) -> str:
        try:
            return desk.send(draft, NOW + 6 * HOLD_FOR)
        except AnswerNotTaken as error:
            assert error.values["alternatives"]  # noqa: PT017  (either outcome is right)
            return ""

    with ThreadPoolExecutor(6) as people:
        references = list(people.map(send, drafts))
    assert len([each for each in references if each]) == clinic.booked(slot) == 1
    assert sorted(desk.state(each) for each in drafts) == ["draft"] * 5 + ["sent"]


def test_a_cancelled_appointment_is_not_booked_again_by_sending_once_more(desk: Desk, clinic: Clinic) -> None:
    draft = desk.ready(clinic.person(), clinic.slot(20))
    reference = desk.send(draft)
    clinic.cancel(desk.appointments()[0])
    assert desk.send(draft) == reference
    assert [each.state for each in desk.appointments()] == ["cancelled"]
    assert [each.appointment.state for each in desk.times(draft) if each.appointment] == ["cancelled"]


def test_discarding_lets_the_time_go_and_no_other_hold(desk: Desk, clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slot()
    draft = desk.ready(rosa, slot)
    desk.discard(draft)
    assert desk.held(slot) == 0
    draft = desk.ready(rosa, slot)
    other = clinic.hold(clinic.slot(1), rosa)  # in the list of appointments: the draft's time is let go by it
    desk.discard(draft)
    assert desk.held(other.slot.id) == 1


def test_what_was_sent_is_not_discarded_and_stays_booked(desk: Desk, clinic: Clinic) -> None:
    draft = desk.ready(clinic.person(), clinic.slot())
    desk.send(draft)
    with pytest.raises(AlreadySent):
        desk.discard(draft)
    assert clinic.booked(clinic.slot()) == 1


@pytest.mark.parametrize(("question", "value"), [("wants", False), ("born", YOUNG)])
def test_an_earlier_answer_that_leads_elsewhere_lets_the_time_go(
    desk: Desk, clinic: Clinic, question: str, value: Any
) -> None:
    slot = clinic.slot()
    draft = desk.ready(clinic.person(), slot)
    desk.answer(draft, question, value)
    assert desk.held(slot) == 0
    if question == "wants":
        desk.send(draft)
        assert desk.times(draft) == [queries.Time("visit", None, None)]
    else:
        with pytest.raises(NotForYou):
            desk.send(draft)
    assert desk.appointments() == []


def test_coming_back_to_the_question_takes_the_time_again(desk: Desk, clinic: Clinic) -> None:
    draft = desk.ready(clinic.person(), clinic.slot())
    desk.answer(draft, "wants", value=False)
    desk.answer(draft, "wants", value=True)
    desk.send(draft)
    assert clinic.booked(clinic.slot()) == 1


def test_killed_between_holding_and_sending_leaves_nothing_behind(desk: Desk, clinic: Clinic) -> None:
    slot = clinic.slot()
    draft = desk.ready(clinic.person(1), slot)

    def be_killed() -> None:
        with clinic.parts.writing() as session:
            found = desk._find(session, draft)  # noqa: SLF001
            context = Context(NOW.date(), "GB", NOW)
            actions.send(session, clinic.diary, found, CHECK, context, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_killed()
    assert (desk.state(draft), desk.appointments(), desk.held(slot)) == ("draft", [], 1)
    assert clinic.book(slot, clinic.person(2), OVER).state == "booked", "the hold frees itself"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"slot": 2**31 - 1}, "We do not know this time."),
        ("tomorrow", "We do not know this time."),
        ({"slot": -1}, "We do not know this time."),
        ({"slot": 1, "hold": "stolen"}, "This answer has the wrong form."),
        (None, "Please choose a time."),
    ],
)
def test_what_is_no_time_is_refused_in_words(desk: Desk, clinic: Clinic, value: Any, words: str) -> None:
    draft = desk.ready(clinic.person(), clinic.slot())
    with pytest.raises(AnswerNotTaken) as caught:
        desk.answer(draft, "visit", value)
    assert caught.value.errors[0].message.startswith(words)
    assert desk.held(clinic.slot()) == 1


def test_a_time_for_something_else_is_not_taken(clinic: Clinic) -> None:
    question = replace(CHECK.by_id["visit"], limits={"kind": "phone-help"})
    other = Desk(clinic, replace(CHECK, id="phone", questions=(*CHECK.questions[:3], question)))
    error = refused(lambda: other.ready(clinic.person(), clinic.slot()))
    assert error.errors[0].message.startswith("We do not know this time.")


def test_a_time_that_has_passed_is_refused_when_chosen_and_when_sent(desk: Desk, clinic: Clinic) -> None:
    slot = clinic.slots()[0]
    then, wish = slot.starts_at, {"slot": slot.id}
    draft = desk.ready(clinic.person(), slot.id)
    for call in (lambda: desk.send(draft, then), lambda: desk.answer(draft, "visit", wish, then)):
        assert refused(call).errors[0].message == "This time has passed. Please choose a later time."
    assert desk.appointments() == []


def test_a_day_that_was_closed_meanwhile_is_said_so(desk: Desk, clinic: Clinic) -> None:
    slot = clinic.slots()[20]
    draft = desk.ready(clinic.person(), slot.id)
    clinic.close(slot.day)
    error = refused(lambda: desk.send(draft))
    assert error.errors[0].message.startswith("The office is closed")
    assert error.values["alternatives"]


def test_who_has_as_many_appointments_as_they_may_is_told_before_answering_on(desk: Desk, clinic: Clinic) -> None:
    rosa = clinic.person()
    draft = desk.ready(rosa, clinic.slot(0))
    for number in range(1, MOST_AHEAD + 1):
        clinic.book(clinic.slot(number), rosa)
    for call in (lambda: desk.send(draft), lambda: desk.answer(draft, "visit", {"slot": clinic.slot(7)})):
        error = refused(call)
        assert error.errors[0].message % error.errors[0].values == (
            "You have 5 appointments already. Please cancel one first, or call us."
        )
    assert (desk.state(draft), len(desk.appointments())) == ("draft", MOST_AHEAD)


def test_a_question_that_is_not_next_holds_nothing(desk: Desk, clinic: Clinic) -> None:
    draft = desk.begin(clinic.person())
    with pytest.raises(NotOnJourney):
        desk.answer(draft, "visit", {"slot": clinic.slot()})
    assert desk.held(clinic.slot()) == 0
    with pytest.raises(NotComplete):
        desk.send(draft)


def test_after_sending_no_time_is_held_any_more(desk: Desk, clinic: Clinic) -> None:
    draft = desk.ready(clinic.person(), clinic.slot(0))
    desk.send(draft)
    with pytest.raises(AlreadySent):
        desk.answer(draft, "visit", {"slot": clinic.slot(1)})
    assert desk.held(clinic.slot(1)) == 0


def test_a_time_that_may_be_left_out_is_let_go_when_it_is(clinic: Clinic) -> None:
    question = replace(CHECK.by_id["visit"], optional=True)
    desk = Desk(clinic, replace(CHECK, questions=(*CHECK.questions[:3], question)))
    draft = desk.ready(clinic.person(), clinic.slot())
    assert desk.answer(draft, "visit", None) is None
    assert desk.held(clinic.slot()) == 0
    desk.send(draft)
    assert desk.appointments() == []


def test_a_service_may_ask_for_two_times_and_both_are_booked(clinic: Clinic) -> None:
    second = replace(CHECK.by_id["visit"], id="visit_again")
    desk = Desk(clinic, replace(CHECK, questions=(*CHECK.questions, second)))
    draft = desk.ready(clinic.person(), clinic.slot(0))
    desk.answer(draft, "visit_again", {"slot": clinic.slot(1)})
    assert (desk.held(clinic.slot(0)), desk.held(clinic.slot(1))) == (0, 1), "a person holds one time"
    desk.send(draft)
    assert [each.starts_at for each in desk.appointments()] == [each.starts_at for each in clinic.slots()[:2]]
    assert len({each.public_id for each in desk.appointments()}) == 2


NUMBERS = itertools.count(100)
STEPS = st.sampled_from(["pick 0", "pick 1", "no", "yes", "young", "old", "send", "wait", "other 0", "other 1"])


@settings(max_examples=25)
@given(steps=st.lists(STEPS, max_size=12))
def test_whatever_people_do_nothing_is_booked_twice_and_what_is_sent_has_its_time(
    parts: Parts, steps: list[str]
) -> None:
    clinic = Clinic(parts)
    clinic.open()
    desk = Desk(clinic)
    rosa, wai = clinic.person(next(NUMBERS)), clinic.person(next(NUMBERS))
    slots = [each.id for each in clinic.slots() if not clinic.booked(each.id) and not desk.held(each.id)][:2]
    now, draft, before = NOW, desk.begin(rosa), len(desk.appointments())
    doing: dict[str, Callable[[], Any]] = {
        "pick": lambda: desk.answer(draft, "visit", {"slot": slots[which]}, now),
        "no": lambda: desk.answer(draft, "wants", value=False, now=now),
        "yes": lambda: desk.answer(draft, "wants", value=True, now=now),
        "young": lambda: desk.answer(draft, "born", YOUNG, now),
        "old": lambda: desk.answer(draft, "born", OLD, now),
        "send": lambda: desk.send(draft, now),
        "other": lambda: clinic.hold(slots[which], wai, now),
    }
    for step in ("old", "yes", *steps, "send"):
        name, _, number = step.partition(" ")
        which = int(number or 0)
        if name == "wait":
            now += HOLD_FOR
            continue
        with suppress(AnswerNotTaken, NotOnJourney, NotComplete, NotForYou, AlreadySent, SlotTaken):
            doing[name]()
    made = desk.appointments()[before:]
    sent = desk.state(draft) == "sent"
    with clinic.parts.reading() as session:
        found = session.scalars(select(Application).where(Application.public_id == draft)).one()
        answers = applications.submitted(session, found) if sent else {}
    wanted = [answers["visit"]["starts_at"]] if answers.get("visit") else []
    assert [each.starts_at.isoformat() for each in made] == wanted
    assert all(clinic.booked(slot) <= 1 for slot in slots)
