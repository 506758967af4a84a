from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.identity.rules import CODES_PER_PHONE, WAITS, WINDOW, Caller, Who, may, wait_before_code
from tests.domain.given import NOW

MOMENTS = st.lists(st.integers(0, 2 * 3600).map(lambda seconds: NOW - timedelta(seconds=seconds)), max_size=8)


def caller(*roles: str) -> Caller:
    return Caller(1, 1, frozenset(roles), None, None, None)


def test_who_may_do_what() -> None:
    allowed = {
        name: [who.name for who in Who if may(each, who)]
        for name, each in {
            "nobody": None,
            "citizen": caller(),
            "staff": caller("caseworker"),
            "publisher": caller("publisher"),
        }.items()
    }
    assert allowed == {
        "nobody": ["ANYONE"],
        "citizen": ["ANYONE", "SIGNED_IN"],
        "staff": ["ANYONE", "SIGNED_IN", "CASEWORKER", "STAFF"],
        "publisher": ["ANYONE", "SIGNED_IN", "PUBLISHER", "STAFF"],
    }


def test_a_role_of_another_kind_opens_no_door() -> None:
    assert not may(caller("auditor", "signed in"), Who.CASEWORKER)


@given(MOMENTS)
def test_the_wait_is_never_negative_never_over_an_hour_and_over_when_it_says(asked: list) -> None:
    wait = wait_before_code(asked, NOW)
    assert timedelta(0) <= wait <= WINDOW
    assert wait_before_code(asked, NOW + wait) == timedelta(0)


@given(MOMENTS)
def test_no_more_than_five_codes_go_to_one_phone_in_any_hour(asked: list) -> None:
    recent = [moment for moment in asked if NOW - moment < WINDOW]
    if len(recent) >= CODES_PER_PHONE:
        assert wait_before_code(asked, NOW) > timedelta(0)


@given(st.lists(st.integers(0, 600), min_size=30, max_size=60))
def test_somebody_who_asks_at_every_chance_gets_five_codes_an_hour(pauses: list[int]) -> None:
    moment, given_out = NOW, []
    for pause in pauses:
        moment += timedelta(seconds=pause)
        if not wait_before_code(given_out, moment):
            given_out.append(moment)
    for each in given_out:
        assert sum(each <= other < each + WINDOW for other in given_out) <= CODES_PER_PHONE


def test_codes_older_than_an_hour_count_no_more() -> None:
    assert wait_before_code([NOW - WINDOW] * 20, NOW) == timedelta(0)
    assert wait_before_code([NOW], NOW) == WAITS[1]
