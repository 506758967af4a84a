import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.outbox import OutboxRow
from backend.domain.identity import actions, queries
from backend.domain.identity.actions import SignedIn, hash_token
from backend.domain.identity.errors import (
    CodeOver,
    CodeWrong,
    PhoneNumberWrong,
    SignInForAnother,
    SignInUnknown,
    WaitForCode,
)
from backend.domain.identity.models import Account, LoginSession, SignIn
from backend.domain.identity.rules import CITIZEN_SESSION, CODE_LIFETIME, CODES_PER_CALLER, STAFF_SESSION, TRIES
from tests.domain.given import AMIR, NOW, ROSA

SECOND = timedelta(seconds=1)


def ask(
    session: Session,
    phone: str = ROSA,
    *,
    at: datetime = NOW,
    caller: str = "203.0.113.7",
    sign_in: uuid.UUID | None = None,
) -> uuid.UUID:
    sign_in = sign_in or uuid.uuid4()
    actions.ask_for_code(session, sign_in, phone, region="GB", language="en", caller=caller, now=at)
    return sign_in


def codes(session: Session, at: datetime = NOW) -> list[dict[str, str]]:
    return [job.payload for job in outbox.claim(session, at + timedelta(days=1), 500)]


def asked(session: Session, phone: str = ROSA) -> tuple[uuid.UUID, str]:
    sign_in = ask(session, phone)
    return sign_in, codes(session)[-1]["code"]


def enter(session: Session, sign_in: uuid.UUID, code: str, at: datetime = NOW) -> SignedIn:
    result = actions.enter_code(session, sign_in, code, at)
    assert isinstance(result, SignedIn)
    return result


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_a_code_of_six_digits_is_on_its_way_to_the_number_in_its_full_form(session: Session) -> None:
    ask(session, "07700 900 101")
    (payload,) = codes(session)
    assert payload["phone"] == ROSA
    assert len(payload["code"]) == 6
    assert payload["code"].isdigit()


def test_a_corrected_number_under_the_same_id_is_refused_rather_than_left_without_a_code(session: Session) -> None:
    sign_in = ask(session)
    with pytest.raises(SignInForAnother):
        actions.ask_for_code(session, sign_in, "+447700900199", region="GB", language="en", caller="192.0.2.1", now=NOW)


def test_asking_again_with_the_same_id_sends_no_second_code(session: Session) -> None:
    sign_in = ask(session)
    ask(session, sign_in=sign_in)
    ask(session, sign_in=sign_in, at=NOW + timedelta(minutes=10))
    assert len(codes(session)) == 1


@pytest.mark.parametrize("typed", ["", "rosa", "12", "0" * 5000, "+44770090010100000000", "a@b.example"])
def test_what_cannot_be_a_phone_number_is_refused_beside_its_field(session: Session, typed: str) -> None:
    with pytest.raises(PhoneNumberWrong) as caught:
        ask(session, typed)
    assert [error.field for error in caught.value.errors] == ["phone"]
    assert session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_each_code_makes_the_next_one_wait_longer(session: Session) -> None:
    moment = NOW
    for wait in (30, 60, 120, 300):
        ask(session, at=moment)
        with pytest.raises(WaitForCode) as caught:
            ask(session, at=moment)
        assert caught.value.values["wait"] == timedelta(seconds=wait)
        with pytest.raises(WaitForCode):
            ask(session, at=moment + timedelta(seconds=wait) - SECOND)
        moment += timedelta(seconds=wait)
    ask(session, at=moment)
    with pytest.raises(WaitForCode) as caught:
        ask(session, at=moment)
    assert caught.value.values["wait"] == NOW + timedelta(hours=1) - moment, "the sixth waits until the first is old"
    ask(session, at=NOW + timedelta(hours=1))


def test_waiting_for_one_phone_does_not_hold_up_another(session: Session) -> None:
    ask(session, ROSA)
    ask(session, AMIR)
    assert {payload["phone"] for payload in codes(session)} == {ROSA, AMIR}


def test_a_whole_workshop_may_sign_in_behind_one_address_and_a_machine_may_not(session: Session) -> None:
    for number in range(CODES_PER_CALLER):
        ask(session, f"+4477009{number:05}")
    with pytest.raises(WaitForCode) as caught:
        ask(session, "+447700999999")
    assert caught.value.values["wait"] == CODE_LIFETIME
    ask(session, "+447700999999", caller="203.0.113.8")
    ask(session, "+447700999998", at=NOW + timedelta(hours=1, seconds=1))


def test_neither_number_code_nor_address_stands_readable_in_the_row(session: Session) -> None:
    sign_in, code = asked(session)
    row = session.get(SignIn, sign_in)
    assert row is not None
    kept = row.phone_sealed + row.phone_index + row.caller_index + row.code_hash
    assert ROSA.encode() not in kept
    assert code.encode() not in kept
    assert b"203.0.113.7" not in kept


def test_the_right_code_signs_in_as_people_type_it(session: Session) -> None:
    sign_in, code = asked(session)
    signed_in = enter(session, sign_in, f" {code[:3]} - {code[3:]} ")
    caller = queries.caller_of(session, hash_token(signed_in.token), NOW)
    assert caller is not None
    assert (caller.account_id, caller.roles, caller.is_staff) == (signed_in.account_id, frozenset(), False)
    assert queries.phone_of(session, signed_in.account_id) == ROSA


def test_only_a_hash_of_the_token_is_kept(session: Session) -> None:
    signed_in = enter(session, *asked(session))
    kept = session.scalars(select(LoginSession.token_hash)).one()
    assert kept == hash_token(signed_in.token)
    assert signed_in.token.encode() not in kept


def test_the_same_number_is_the_same_account_each_time(session: Session) -> None:
    first = enter(session, *asked(session))
    second_sign_in = ask(session, at=NOW + timedelta(minutes=1))
    code = codes(session)[-1]["code"]
    assert enter(session, second_sign_in, code, NOW + timedelta(minutes=1)).account_id == first.account_id
    assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_wrong_code_says_how_many_tries_are_left_and_the_last_ends_it(session: Session) -> None:
    sign_in, code = asked(session)
    for left in range(TRIES - 1, 0, -1):
        result = actions.enter_code(session, sign_in, wrong(code), NOW)
        assert isinstance(result, CodeWrong)
        assert result.values["tries"] == left
        assert [error.field for error in result.errors] == ["code"]
    assert isinstance(actions.enter_code(session, sign_in, wrong(code), NOW), CodeOver)
    assert isinstance(actions.enter_code(session, sign_in, code, NOW), CodeOver), "the right one is too late now"


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "1" * 500, "١٢٣٤٥٦", "１２３４５６"])
def test_what_is_not_the_code_is_wrong_and_never_an_accident(session: Session, typed: str) -> None:
    sign_in, _ = asked(session)
    assert isinstance(actions.enter_code(session, sign_in, typed, NOW), CodeWrong)


def test_a_code_counts_as_an_arabic_keyboard_writes_it(session: Session) -> None:
    sign_in, code = asked(session)
    typed = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert not isinstance(actions.enter_code(session, sign_in, typed, NOW), CodeWrong)


def test_a_code_is_over_after_a_quarter_of_an_hour(session: Session) -> None:
    sign_in, code = asked(session)
    assert isinstance(actions.enter_code(session, sign_in, code, NOW + CODE_LIFETIME), CodeOver)
    enter(session, sign_in, code, NOW + CODE_LIFETIME - SECOND)


def test_a_code_of_one_sign_in_does_not_open_another(session: Session) -> None:
    _, code = asked(session, ROSA)
    other, other_code = asked(session, AMIR)
    result = actions.enter_code(session, other, code, NOW)
    assert isinstance(result, CodeWrong) or code == other_code


def test_an_unknown_sign_in_is_told_so(session: Session) -> None:
    with pytest.raises(SignInUnknown):
        actions.enter_code(session, uuid.uuid4(), "123456", NOW)


def test_the_right_code_again_on_a_bad_line_opens_the_session_anew_and_ends_the_one_before(session: Session) -> None:
    sign_in, code = asked(session)
    lost = enter(session, sign_in, code)
    found = enter(session, sign_in, code, NOW + SECOND)
    assert queries.caller_of(session, hash_token(lost.token), NOW + SECOND) is None
    assert queries.caller_of(session, hash_token(found.token), NOW + SECOND) is not None
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_signing_out_ends_this_device_and_no_other_and_twice_is_the_same(session: Session) -> None:
    here = enter(session, *asked(session))
    there_sign_in = ask(session, at=NOW + timedelta(minutes=1))
    there = enter(session, there_sign_in, codes(session)[-1]["code"], NOW + timedelta(minutes=1))
    caller = queries.caller_of(session, hash_token(here.token), NOW)
    assert caller is not None
    actions.sign_out(session, caller.session_id)
    actions.sign_out(session, caller.session_id)
    assert queries.caller_of(session, hash_token(here.token), NOW) is None
    assert queries.caller_of(session, hash_token(there.token), NOW) is not None


def test_citizens_stay_signed_in_and_staff_sign_in_each_day(session: Session) -> None:
    citizen = enter(session, *asked(session))
    staff_account = actions.account_for(session, AMIR, NOW)
    actions.give_role(session, staff_account, "caseworker")
    actions.give_role(session, staff_account, "caseworker")
    staff = enter(session, *asked(session, AMIR))
    assert citizen.expires_at == NOW + CITIZEN_SESSION
    assert staff.expires_at == NOW + STAFF_SESSION
    known = queries.caller_of(session, hash_token(staff.token), NOW + STAFF_SESSION - SECOND)
    assert known is not None
    assert known.roles == {"caseworker"}
    assert queries.caller_of(session, hash_token(staff.token), NOW + STAFF_SESSION) is None


def test_choices_are_kept_with_the_account_one_by_one(session: Session) -> None:
    signed_in = enter(session, *asked(session))
    actions.keep_choices(session, signed_in.account_id, {"language": "zh-Hant"})
    actions.keep_choices(session, signed_in.account_id, {"text_size": 200, "theme": "dark"})
    actions.keep_choices(session, signed_in.account_id, {})
    caller = queries.caller_of(session, hash_token(signed_in.token), NOW)
    assert caller is not None
    assert (caller.language, caller.text_size, caller.theme) == ("zh-Hant", 200, "dark")
    assert queries.language_of(session, signed_in.account_id) == "zh-Hant"


def test_forgetting_keeps_what_is_still_in_use(session: Session) -> None:
    sign_in, code = asked(session)
    signed_in = enter(session, sign_in, code)
    actions.forget_old(session, NOW + timedelta(hours=23))
    assert session.get(SignIn, sign_in) is not None
    session.expunge_all()
    actions.forget_old(session, NOW + timedelta(hours=25))
    assert session.get(SignIn, sign_in) is None
    assert queries.caller_of(session, hash_token(signed_in.token), NOW + timedelta(hours=25)) is not None
    actions.forget_old(session, NOW + CITIZEN_SESSION + SECOND)
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 0
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1
