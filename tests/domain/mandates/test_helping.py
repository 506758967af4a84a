"""Giving, typing the code, acting, and stopping: what is promised, and what is refused."""

import threading
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import months_later
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import CODE_LIFETIME, TRIES, Helper
from backend.domain.inbox import queries as inbox
from backend.domain.mandates import actions, queries
from backend.domain.mandates.errors import (
    MandateCodeWrong,
    MandateIdTaken,
    MandateOver,
    MandateTaken,
    MandateTooLong,
    OwnCode,
    TooManyMandates,
    WaitToTry,
)
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.mandates.rules import MOST_GIVEN, TRIES_PER_HELPER, TRY_WINDOW, last_day
from tests.domain.given import NOW, ROSA, WAI, Town

ANNA = "+447700900104"
TODAY = NOW.date()
KEPT = 72


class Two:
    """Rosa, who wants help, and Anna, who gives it."""

    def __init__(self, town: Town, session: Session) -> None:
        self.town, self.session = town, session
        self.rosa, self.anna = town.account(session, ROSA), town.account(session, ANNA)

    def give(self, length: str = "month", *, public_id: uuid.UUID | None = None, at: datetime = NOW) -> Mandate:
        until = last_day(length, at.date())
        public_id = public_id or uuid.uuid4()
        what = {"scope": ["appointments"], "ends_on": until}
        return actions.give(self.session, self.rosa, public_id, **what, today=at.date(), now=at)  # type: ignore[arg-type]

    def code(self, mandate: Mandate, at: datetime = NOW) -> str:
        return actions.new_code(self.session, mandate, today=at.date(), now=at)

    def type(
        self, code: str, by: int | None = None, *, phone: str = ROSA, at: datetime = NOW, name: str = ""
    ) -> object:
        by = by or self.anna
        return actions.take(self.session, by, phone, code, region="GB", today=at.date(), now=at, name=name)

    def begun(self, length: str = "month") -> Mandate:
        mandate = self.give(length)
        assert self.type(self.code(mandate)) is mandate
        return mandate

    def acting(self, mandate: Mandate, by: int | None = None, today: date = TODAY) -> queries.Acting | None:
        return queries.acting(self.session, by or self.anna, mandate.public_id, today)

    def helper(self, mandate: Mandate) -> Helper:
        return Helper(self.anna, mandate.id, "0104", mandate.kind, tuple(mandate.scope), mandate.may_send)

    def hold(self, mandate: Mandate, today: date = TODAY) -> None:
        actions.hold_to(self.session, self.rosa, self.helper(mandate), today)


@pytest.fixture
def two(town: Town, session: Session) -> Two:
    return Two(town, session)


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_who_types_the_code_may_act_and_the_giver_is_told(two: Two) -> None:
    mandate = two.give()
    assert two.acting(mandate) is None, "giving alone lets nobody act"
    code = two.code(mandate)
    assert two.type(f" {code[:3]} - {code[3:]} ", phone="07700 900 101", name="Mum") is mandate
    acting = two.acting(mandate)
    assert acting is not None
    assert (acting.giver_id, acting.ending, acting.name, acting.helper) == (
        two.rosa,
        "0101",
        "Mum",
        two.helper(mandate),
    )
    (letter,) = inbox.messages(two.session, two.rosa)
    assert (letter.kind, inbox.values_of(two.session, letter)) == ("help-begun", {"ending": "0104"})
    assert two.acting(mandate, two.town.account(two.session, WAI)) is None


def test_the_code_is_kept_only_as_a_hash_and_the_names_sealed(two: Two) -> None:
    mandate = two.give()
    code = two.code(mandate)
    two.type(code, name="Mum")
    assert mandate.code_hash is not None
    assert mandate.giver_name_sealed is not None
    assert code.encode() not in mandate.code_hash
    assert b"Mum" not in mandate.giver_name_sealed


def test_giving_twice_under_one_id_gives_once_and_somebody_elses_id_is_refused(two: Two) -> None:
    mandate = two.give()
    assert two.give("year", public_id=mandate.public_id) is mandate
    assert mandate.ends_on == last_day("month", TODAY)
    two.rosa = two.town.account(two.session, WAI)
    with pytest.raises(MandateIdTaken):
        two.give(public_id=mandate.public_id)


def test_the_same_helper_types_it_again_on_a_bad_line_and_nobody_else_can(two: Two) -> None:
    mandate = two.give()
    code = two.code(mandate)
    assert two.type(code) is mandate
    assert two.type(code) is mandate
    assert isinstance(two.type(code, two.town.account(two.session, WAI)), MandateCodeWrong)
    assert mandate.helper_id == two.anna
    assert len(inbox.messages(two.session, two.rosa)) == 1


def test_two_devices_type_one_code_and_one_of_them_helps(town: Town) -> None:
    with town.database.writing() as session:
        two = Two(town, session)
        code, wai = two.code(two.give()), town.account(session, WAI)
    results: list[object] = []
    begin = threading.Barrier(2)

    def device(helper: int) -> None:
        begin.wait()
        with town.database.writing() as own:
            results.append(actions.take(own, helper, ROSA, code, region="GB", today=TODAY, now=NOW))

    threads = [threading.Thread(target=device, args=(helper,)) for helper in (two.anna, wai)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(isinstance(each, Mandate) for each in results) == [False, True]


def test_a_code_that_is_too_old_counts_no_more_and_a_new_one_does(two: Two) -> None:
    mandate = two.give()
    old = two.code(mandate)
    assert isinstance(two.type(old, at=NOW + CODE_LIFETIME), MandateCodeWrong)
    new = two.code(mandate, NOW + CODE_LIFETIME)
    if old != new:
        assert isinstance(two.type(old, at=NOW + CODE_LIFETIME), MandateCodeWrong)
    assert two.type(new, at=NOW + 2 * CODE_LIFETIME - timedelta(microseconds=1)) is mandate


def test_after_five_wrong_codes_the_right_one_counts_no_more(two: Two) -> None:
    mandate = two.give()
    code = two.code(mandate)
    for _ in range(TRIES):
        assert isinstance(two.type(wrong(code)), MandateCodeWrong)
    assert isinstance(two.type(code), MandateCodeWrong)
    assert mandate.helper_id is None
    assert two.type(two.code(mandate)) is mandate


def test_who_types_many_wrong_codes_waits_whomever_they_meant(two: Two) -> None:
    for number in range(TRIES_PER_HELPER):
        two.type("123456", phone=f"+4477009003{number:02}")
    mandate = two.give()
    code = two.code(mandate)
    with pytest.raises(WaitToTry) as caught:
        two.type(code)
    assert caught.value.values["wait"] == TRY_WINDOW
    assert two.type(code, two.town.account(two.session, WAI)) is mandate, "others do not wait for them"


def test_a_number_that_nobody_has_is_answered_like_a_wrong_code(two: Two) -> None:
    two.code(two.give())
    unknown, known = two.type("123456", phone="+447700900999"), two.type("12345", phone=ROSA)
    assert type(unknown) is type(known) is MandateCodeWrong
    with pytest.raises(PhoneNumberWrong):
        two.type("123456", phone="rosa")


def test_nobody_helps_themselves(two: Two) -> None:
    mandate = two.give()
    with pytest.raises(OwnCode):
        two.type(two.code(mandate), two.rosa)
    assert two.session.scalar(select(func.count()).select_from(WrongCode)) == 0


def test_help_lasts_to_the_end_of_its_last_day_and_no_code_begins_it_later(two: Two) -> None:
    today, offered = two.begun("today"), two.give("today")
    code, tomorrow = two.code(offered), TODAY + timedelta(days=1)
    two.hold(today)
    assert two.acting(today, today=tomorrow) is None
    with pytest.raises(MandateOver):
        two.hold(today, tomorrow)
    later = actions.take(two.session, two.anna, ROSA, code, region="GB", today=tomorrow, now=NOW)
    assert isinstance(later, MandateCodeWrong)


@pytest.mark.parametrize("off", [-1, 366])
def test_help_is_given_for_a_year_at_most_and_not_for_yesterday(two: Two, off: int) -> None:
    day = TODAY + timedelta(days=off)
    with pytest.raises(MandateTooLong):
        actions.give(two.session, two.rosa, uuid.uuid4(), scope=["appointments"], ends_on=day, today=TODAY, now=NOW)


def test_what_was_stopped_counts_no_more_in_the_same_second(two: Two) -> None:
    mandate = two.begun()
    two.hold(mandate)
    actions.end(two.session, mandate, two.rosa, NOW)
    with pytest.raises(MandateOver):
        two.hold(mandate)
    assert two.acting(mandate) is None
    (told,) = inbox.messages(two.session, two.anna)
    assert (told.kind, inbox.values_of(two.session, told)) == ("help-stopped", {"ending": "0101"})
    actions.end(two.session, mandate, two.anna, NOW + timedelta(days=1))
    assert (mandate.ended_by, mandate.ended_at) == (two.rosa, NOW), "stopping again changes nothing"


def test_who_stops_waits_for_what_is_being_done_and_nothing_comes_after(town: Town) -> None:
    with town.database.writing() as session:
        two = Two(town, session)
        mandate = two.begun()
    order: list[str] = []
    holding = threading.Event()

    def helper() -> None:
        with town.database.writing() as own:
            actions.hold_to(own, two.rosa, two.helper(mandate), TODAY)
            holding.set()
            actions.note(own, mandate.id, "booked", key="a", link="/", now=NOW)
            order.append("done")

    doing = threading.Thread(target=helper)
    doing.start()
    holding.wait()
    with town.database.writing() as own:
        actions.end(own, queries.own(own, two.rosa, mandate.public_id), two.rosa, NOW)
        order.append("stopped")
    doing.join()
    assert order == ["done", "stopped"]
    with town.database.writing() as own, pytest.raises(MandateOver):
        actions.hold_to(own, two.rosa, two.helper(mandate), TODAY)


def test_the_helper_may_stop_too_and_the_giver_is_told(two: Two) -> None:
    mandate = two.begun()
    actions.end(two.session, queries.of_helper(two.session, two.anna, mandate.public_id), two.anna, NOW)
    assert queries.one_given(two.session, two.rosa, mandate.public_id, TODAY).ended_by == "helper"
    assert [each.kind for each in inbox.messages(two.session, two.rosa)] == ["help-given-up", "help-begun"]


def test_a_mandate_of_others_is_not_there(two: Two) -> None:
    mandate = two.begun()
    wai = two.town.account(two.session, WAI)
    for look in (queries.own, queries.of_helper):
        with pytest.raises(NotFound):
            look(two.session, wai, mandate.public_id)
    with pytest.raises(NotFound):
        queries.one_given(two.session, two.anna, mandate.public_id, TODAY)
    with pytest.raises(MandateOver):
        actions.hold_to(two.session, wai, two.helper(mandate), TODAY)
    with pytest.raises(MandateOver):
        actions.hold_to(two.session, two.rosa, Helper(wai, mandate.id, "0103"), TODAY)


def test_the_same_person_helps_once_and_the_newer_terms_count(two: Two) -> None:
    month, year = two.begun(), two.begun("year")
    assert [each.public_id for each in queries.helped(two.session, two.anna, TODAY)] == [year.public_id]
    two.session.refresh(month)
    assert month.ended_at == NOW
    rows = {"giver_id": two.rosa, "helper_id": two.anna, "scope": [], "ends_on": TODAY, "tries_left": 0}
    again = rows | {"public_id": uuid.uuid4(), "created_at": NOW, "taken_at": NOW}
    with pytest.raises(IntegrityError), two.session.begin_nested():
        two.session.execute(insert(Mandate).values(again))


def test_there_is_a_most_of_people_who_help(two: Two) -> None:
    for _ in range(MOST_GIVEN):
        last = two.give()
    with pytest.raises(TooManyMandates):
        two.give()
    actions.end(two.session, last, two.rosa, NOW)
    two.give()


def test_no_code_is_made_for_help_that_somebody_gives_or_that_has_ended(two: Two) -> None:
    for mandate in (two.begun(), two.give()):
        actions.end(two.session, mandate, two.rosa, NOW) if mandate.helper_id is None else None
        with pytest.raises(MandateTaken):
            two.code(mandate)


def test_what_a_helper_did_is_noted_once_for_each_key(two: Two) -> None:
    mandate = two.begun()
    for key in ("a", "a", "b"):
        actions.note(two.session, mandate.id, "booked", key=key, link="/appointments/1", now=NOW)
    assert [each.key for each in queries.deeds(two.session, mandate.id)] == ["b", "a"]
    assert two.session.scalar(select(func.count()).select_from(Deed)) == 2


def test_old_tries_and_offers_that_nobody_took_are_forgotten_and_help_is_not(two: Two) -> None:
    begun, offered = two.begun(), two.give()
    two.type(wrong(two.code(offered)))
    two.give()
    actions.forget_old(two.session, NOW + timedelta(hours=23), KEPT)
    assert two.session.scalar(select(func.count()).select_from(Mandate)) == 3
    actions.forget_old(two.session, NOW + timedelta(days=1, minutes=16), KEPT)
    assert two.session.scalars(select(Mandate.id)).all() == [begun.id]
    assert two.session.scalar(select(func.count()).select_from(WrongCode)) == 0


def test_what_helpers_did_goes_after_so_many_months_and_help_with_its_names_after_its_last_day(two: Two) -> None:
    mandate = two.give()
    two.type(two.code(mandate), name="Mum")
    actions.note(two.session, mandate.id, "booked", key="a", link="/appointments/1", now=NOW)
    over = datetime.combine(mandate.ends_on, time(12), UTC)
    for moment, left in ((NOW, 1), (months_later(NOW, KEPT) + timedelta(seconds=1), 0)):
        actions.forget_old(two.session, moment, KEPT)
        assert two.session.scalar(select(func.count()).select_from(Deed)) == left
    for moment, named in ((months_later(over, KEPT), True), (months_later(over, KEPT) + timedelta(days=1), False)):
        actions.forget_old(two.session, moment, KEPT)
        two.session.refresh(mandate)
        assert (mandate.giver_name_sealed is not None) is named


def test_lists_pass_over_nothing(two: Two) -> None:
    given = [two.give().id for _ in range(5)]
    first = queries.given(two.session, two.rosa, TODAY, limit=3)
    second = queries.given(two.session, two.rosa, TODAY, after=first[-1].id, limit=3)
    assert [each.id for each in (*first, *second)] == given[::-1]
