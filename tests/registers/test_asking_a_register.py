"""Whatever a register does, an answer comes within a bounded time, and only what it really said counts."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers import http, signing
from registers.answers import Answer, Fact, Outcome
from registers.breaker import FAILURES, LONGEST_REST, REST_SECONDS, Circuit
from registers.directory import ask_all
from registers.http import AddressWrong, HttpRegister, check_address, read_answer
from tests.registers.fake_registers import KEY, ROSA, FakeRegisters, listening

BORN = Fact("1951-05-04", date(2026, 5, 3))
BOUND = http.BUDGET_SECONDS + http.TRY_SECONDS


@pytest.fixture
def server() -> Iterator[FakeRegisters]:
    with listening() as fake:
        yield fake


@pytest.fixture
def register(server: FakeRegisters) -> HttpRegister:
    return HttpRegister("residents", server.address, "demo", KEY)


def test_a_fact_comes_with_the_day_since_when_it_stands_there(register: HttpRegister) -> None:
    assert register.ask(ROSA, ["birth_date"]) == Answer(Outcome.ANSWERED, {"birth_date": BORN})


def test_only_what_was_asked_for_is_asked_for(register: HttpRegister, server: FakeRegisters) -> None:
    register.ask(ROSA, ["birth_date"])
    assert server.asked == [{"person": ROSA, "facts": ["birth_date"], "register": "residents"}]


def test_somebody_whom_the_register_does_not_know_is_unknown(register: HttpRegister) -> None:
    assert register.ask("+447700900999", ["birth_date"]) == Answer(Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("fault", "outcome", "tries"),
    [
        ("drop", Outcome.DOWN, 2),
        ("error", Outcome.DOWN, 2),
        ("moved", Outcome.BROKEN, 1),
        ("slow", Outcome.SLOW, 2),
        ("drip", Outcome.SLOW, 2),
        ("huge", Outcome.BROKEN, 1),
        ("broken", Outcome.BROKEN, 1),
        ("deep", Outcome.BROKEN, 1),
        ("other person", Outcome.OTHER_PERSON, 1),
        ("other key", Outcome.UNSIGNED, 1),
    ],
)
def test_a_register_that_fails_or_lies_brings_no_fact_and_holds_nobody_up(
    register: HttpRegister,
    server: FakeRegisters,
    fault: str,
    outcome: Outcome,
    tries: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.fault = fault
    if outcome is Outcome.SLOW:  # so long nobody need wait here; the others have their time on a busy machine
        monkeypatch.setattr(http, "TRY_SECONDS", 0.2)
    begun = time.monotonic()
    assert register.ask(ROSA, ["birth_date"]) == Answer(outcome)
    assert time.monotonic() - begun < BOUND
    assert server.tries == tries


def test_a_second_try_mends_a_dropped_line(register: HttpRegister, server: FakeRegisters) -> None:
    server.fault = "drop once"
    assert register.ask(ROSA, ["birth_date"]).facts == {"birth_date": BORN}


def test_a_register_that_fails_again_and_again_rests_and_is_then_tried_by_one(
    register: HttpRegister, server: FakeRegisters, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.fault = "broken"
    for _ in range(FAILURES):
        register.ask(ROSA, ["birth_date"])
    assert register.ask(ROSA, ["birth_date"]) == Answer(Outcome.RESTING)
    assert server.tries == FAILURES
    server.fault, later = None, time.monotonic() + REST_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert register.ask(ROSA, ["birth_date"]).outcome is Outcome.ANSWERED
    assert register.ask(ROSA, ["birth_date"]).outcome is Outcome.ANSWERED


def test_a_question_that_was_listened_in_on_cannot_be_asked_again(server: FakeRegisters) -> None:
    assert [server.is_new("the same nonce"), server.is_new("the same nonce")] == [True, False]


def test_a_register_with_another_key_is_told_nothing(server: FakeRegisters) -> None:
    stranger = HttpRegister("residents", server.address, "demo", b"not the key that they share.....")
    assert stranger.ask(ROSA, ["birth_date"]) == Answer(Outcome.BROKEN)
    assert server.asked == []


def test_registers_are_asked_beside_each_other_and_one_the_city_has_not_is_down(register: HttpRegister) -> None:
    came = ask_all({"residents": register}, ROSA, {"residents": ["birth_date"], "property": ["home"]})
    assert came == {"residents": Answer(Outcome.ANSWERED, {"birth_date": BORN}), "property": Answer(Outcome.DOWN)}


NEXT_WEEK = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
"""Far enough that midnight may come before the test does."""


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"person": ROSA},
        {"person": ROSA, "facts": []},
        {"person": ROSA, "facts": {"birth_date": "1951-05-04"}},
        {"person": ROSA, "facts": {"birth_date": {"value": "1951-05-04", "as_of": "soon"}}},
        {"person": ROSA, "facts": {"birth_date": {"value": "1951-05-04", "as_of": NEXT_WEEK}}},
        {"person": ROSA, "facts": {"birth_date": {"value": "x" * 401, "as_of": "2026-05-03"}}},
        {"person": ROSA, "facts": {"birth_date": {"value": {"a": {"b": {"c": {}}}}, "as_of": "2026-05-03"}}},
        {"person": ROSA, "facts": {"income": {"value": "1", "as_of": "2026-05-03"}}},
    ],
)
def test_what_has_another_form_than_agreed_is_not_taken(said: Any) -> None:
    assert read_answer(orjson.dumps(said), ROSA, ["birth_date"]).outcome is Outcome.BROKEN


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_an_answer_fail(said: bytes) -> None:
    assert read_answer(said, ROSA, ["birth_date"]).facts == {}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=30))
def test_a_circuit_rests_only_after_failures_in_a_row_and_never_for_ever(steps: list[tuple[bool, float]]) -> None:
    circuit, now, row = Circuit(), 0.0, 0
    for well, later in steps:
        now += later
        if not circuit.may_ask(now):
            assert row >= FAILURES
            assert circuit.may_ask(now + LONGEST_REST)
            continue
        circuit = circuit.asked(now).noted(well=well, now=now)
        row = 0 if well else row + 1
        assert circuit.may_ask(now) is (row < FAILURES)


def test_after_a_rest_one_tries_and_the_others_wait() -> None:
    circuit = Circuit()
    for _ in range(FAILURES):
        circuit = circuit.noted(well=False, now=0)
    trying = circuit.asked(REST_SECONDS)
    assert not trying.may_ask(REST_SECONDS)
    assert trying.may_ask(2 * REST_SECONDS), "whoever tried was never heard of again"


def test_a_signature_is_that_of_the_standards_own_example() -> None:
    """RFC 9421, B.2.5."""
    key = base64.b64decode("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")
    covered = ("date", "@authority", "content-type")
    values = dict(zip(covered, ("Tue, 20 Apr 2021 02:07:55 GMT", "example.com", "application/json"), strict=True))
    told = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
    assert signing.signature(key, covered, values, told) == "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="


VALUES = {"@method": "POST", "@target-uri": "http://127.0.0.1/residents/facts", "content-digest": signing.digest(b"{}")}


@pytest.mark.parametrize("changed", VALUES)
def test_a_message_that_was_changed_on_its_way_has_no_signature(changed: str) -> None:
    headers = signing.sign(KEY, "demo", signing.REQUEST, VALUES, 1, "n" * 20)
    assert signing.verified(KEY, signing.REQUEST, VALUES, headers) == "n" * 20
    assert signing.verified(KEY, signing.REQUEST, VALUES | {changed: "another"}, headers) is None
    assert signing.verified(b"another key", signing.REQUEST, VALUES, headers) is None
    fewer = signing.sign(KEY, "demo", signing.REQUEST[:2], VALUES, 1, "n" * 20)
    assert signing.verified(KEY, signing.REQUEST, VALUES, fewer) is None, "the body is not covered"
    assert signing.verified(KEY, signing.REQUEST, VALUES, {}) is None


@pytest.mark.parametrize(
    "address", ["", "ftp://a.example", "http://a.example", "https://u:p@a.example", "https://a.example/#x", "http://[x"]
)
def test_an_address_that_is_none_or_not_private_is_refused(address: str) -> None:
    with pytest.raises(AddressWrong):
        check_address(address)
