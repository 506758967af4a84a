"""What a person needs for a visit, said in the answers of a service: it is booked with the time, and fits."""

from datetime import timedelta

import pytest

from backend.domain.applications.errors import AnswerNotTaken
from backend.domain.appointments import queries as diary
from backend.domain.appointments.models import Appointment
from flows.load import ServiceBroken, service_from
from tests.domain.appointments.clinic import NOW, Clinic, minutes, plan
from tests.domain.intake.desk import OVER, Desk
from tests.flows.flows_examples import document, raw

WISHES = [{"id": each, "text": each} for each in ("interpreter", "longer")]
CHECK = service_from(
    document(
        raw("wishes", "choices", options=WISHES, optional=True), raw("visit", "slot", needs="wishes"), id="check-up"
    )
)


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return Desk(clinic, CHECK)


def needs(clinic: Clinic, found: Appointment) -> tuple[str, ...]:
    with clinic.parts.reading() as session:
        return diary.needs_of(session, diary.at_desk(session, found.public_id))


def test_what_somebody_needs_is_booked_with_their_time_and_sealed(desk: Desk, clinic: Clinic) -> None:
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", ["interpreter"])
    desk.answer(draft, "visit", {"slot": clinic.slot(3)})
    desk.send(draft)
    (booked,) = desk.appointments()
    assert needs(clinic, booked) == ("interpreter",)
    assert b"interpreter" not in (booked.needs_sealed or b"")


def test_who_needs_nothing_books_without(desk: Desk, clinic: Clinic) -> None:
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", None)
    desk.answer(draft, "visit", {"slot": clinic.slot(3)})
    desk.send(draft)
    assert needs(clinic, desk.appointments()[0]) == ()


def test_a_longer_visit_takes_the_time_after_it_too(desk: Desk, clinic: Clinic) -> None:
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", ["longer"])
    first, second = clinic.slots()[2:4]
    desk.answer(draft, "visit", {"slot": first.id})
    desk.send(draft)
    (booked,) = desk.appointments()
    assert booked.ends_at == second.ends_at
    assert (clinic.booked(first.id), clinic.booked(second.id)) == (1, 1)


def test_a_time_without_room_for_a_longer_visit_is_told_at_once_with_times_that_have_it(
    desk: Desk, clinic: Clinic
) -> None:
    slots = clinic.slots()
    clinic.book(slots[4].id, clinic.person(2))
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", ["longer"])
    with pytest.raises(AnswerNotTaken) as refused:
        desk.answer(draft, "visit", {"slot": slots[3].id})
    near = [free.starts_at for free in refused.value.values["alternatives"]]
    assert len(near) == 5
    assert not {slots[3].starts_at, slots[4].starts_at} & set(near)
    assert slots[7].starts_at not in near, "the last time of the day has nothing after it"
    assert desk.held(slots[3].id) == 0
    assert "longer visit" in refused.value.errors[0].message


def test_wishing_for_longer_after_choosing_the_time_is_told_when_sending_and_nothing_is_sent(
    desk: Desk, clinic: Clinic
) -> None:
    slots = clinic.slots()
    clinic.book(slots[4].id, clinic.person(2))
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", None)
    desk.answer(draft, "visit", {"slot": slots[3].id})
    desk.answer(draft, "wishes", ["longer"])
    with pytest.raises(AnswerNotTaken) as refused:
        desk.send(draft)
    assert refused.value.values["question"] == "visit"
    assert (desk.state(draft), desk.appointments()[1:]) == ("draft", [])
    desk.answer(draft, "visit", {"slot": refused.value.values["alternatives"][0].slot_id})
    desk.send(draft)
    assert needs(clinic, desk.appointments()[-1]) == ("longer",)


def test_a_hold_that_is_over_is_booked_with_its_needs_all_the_same(desk: Desk, clinic: Clinic) -> None:
    draft = desk.begin(clinic.person())
    desk.answer(draft, "wishes", ["longer", "interpreter"])
    desk.answer(draft, "visit", {"slot": clinic.slot(2)})
    desk.send(draft, OVER + timedelta(minutes=5))
    assert needs(clinic, desk.appointments()[0]) == ("interpreter", "longer")


def test_a_need_that_the_city_has_given_up_keeps_nobody_from_sending(clinic: Clinic) -> None:
    service = service_from(
        document(
            raw("wishes", "choices", options=[*WISHES, {"id": "piano", "text": "A piano"}], optional=True),
            raw("visit", "slot", needs="wishes"),
        )
    )
    old = Desk(clinic, service)
    draft = old.begin(clinic.person())
    old.answer(draft, "wishes", ["piano", "interpreter"])
    old.answer(draft, "visit", {"slot": clinic.slot(2)})
    old.send(draft)
    assert needs(clinic, old.appointments()[0]) == ("interpreter",)


def test_only_times_with_room_for_a_longer_visit_are_found(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=2))
    clinic.open()
    slots = clinic.slots()
    for number in (1, 2):
        clinic.book(slots[4].id, clinic.person(number))
    found = [free.slot_id for free in clinic.soonest(in_a_row=2)]
    assert found[:5] == [slots[number].id for number in (0, 1, 2, 5, 6)]
    assert slots[7].id not in found
    assert [free.starts_at - NOW for free in clinic.soonest(in_a_row=3)][:3] == [minutes(60), minutes(75), minutes(135)]


@pytest.mark.parametrize("named", ["nothing", "visit", "later", "words"])
def test_a_time_names_a_question_of_choices_before_it_or_the_service_is_broken(named: str) -> None:
    described = document(
        raw("words", "text"), raw("visit", "slot", needs=named), raw("later", "choices", options=WISHES, optional=True)
    )
    with pytest.raises(ServiceBroken, match=f"there is no question '{named}' of type choices before it"):
        service_from(described)
