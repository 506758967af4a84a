"""Tell us once, as somebody with a browser that runs no scripts lives through it."""

import dataclasses
import re
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.core import clock
from backend.demo_registers import records_of, say_what_is_wrong
from backend.domain.applications.models import Answer
from backend.domain.identity import actions as identity
from backend.domain.intake import known
from backend.domain.mandates import actions as mandates
from backend.domain.registers.models import Consent, Correction, RegisterFact
from backend.parts import Parts
from flows.types import check
from registers import http
from registers.answers import Fact
from registers.http import HttpRegister
from tests.domain.given import AMIR, ANSWERS, ROSA, Town
from tests.registers.fake_registers import KEY, FakeRegisters, listening
from tests.web.readers import Reader

SINCE = date(2026, 5, 3)
WRONG = {"line1": "17 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"}
RECORDS = {
    "residents": {
        ROSA: {
            "full_name": Fact("Rosa Lee", SINCE),
            "birth_date": Fact("1951-05-04", SINCE),
            "address": Fact(WRONG, SINCE),
        }
    },
    "benefits": {ROSA: {"pension_credit": Fact(value=True, as_of=SINCE)}},
}
SEAL = re.compile(r'name="(?:known|wrong)" value="([^"]+)"')
FROM = "From: Residents' register, 3 May 2026"


@pytest.fixture(scope="module")
def listener() -> Iterator[FakeRegisters]:
    with listening(RECORDS) as fake:
        yield fake


@pytest.fixture
def register(listener: FakeRegisters) -> FakeRegisters:
    listener.fault, listener.tries = None, 0
    listener.asked.clear()
    return listener


@pytest.fixture
def parts(parts: Parts, register: FakeRegisters) -> Parts:
    asked = {name: HttpRegister(name, register.address, "demo", KEY) for name in parts.content.registers}
    return dataclasses.replace(parts, registers=asked)


@pytest.fixture
def town(parts: Parts) -> Town:
    return Town(parts.database, parts.content, parts.versions)


def begin(reader: Reader, service: str = "senior-travel-card") -> str:
    """Begin a service; returns the address of what was begun."""
    went = reader.post(f"/services/{service}/begin")
    return str(went.location).partition("/next")[0].partition("/questions")[0]


def allow(reader: Reader, mine: str, said: str = "yes") -> None:
    assert reader.get(f"{mine}/questions/full_name").location.startswith(f"{mine}/consent?next=")
    assert reader.post(f"{mine}/consent", say=said, next=f"{mine}/next").location == f"{mine}/next"


def offered(reader: Reader, mine: str, question: str, ending: str = "") -> str:
    """What the page of a question shows, with an html entity as what it stands for."""
    page = reader.get(f"{mine}/questions/{question}{ending}")
    assert page.status_code == 200
    return page.text.replace("&#39;", "'")


def seal(text: str) -> str:
    found = SEAL.search(text)
    assert found is not None
    return found[1]


def test_nothing_is_asked_of_a_register_before_a_yes_and_the_page_names_whom_for_what(
    rosa: Reader, register: FakeRegisters
) -> None:
    mine = begin(rosa)
    page = rosa.get(rosa.get(f"{mine}/questions/full_name").location).text.replace("&#39;", "'")
    for words in (
        "Residents' register",
        "Date of birth",
        "What we use it for",
        "Only to fill in your answers here",
        "I’d rather type it",
    ):
        assert words in page
    assert register.asked == []


def test_a_known_value_is_not_put_over_what_another_device_has_typed_meanwhile(
    rosa: Reader, app: Flask, register: FakeRegisters
) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    name = f"{mine}/questions/full_name"
    known = seal(offered(rosa, mine, "full_name"))
    Reader(app).sign_in().post(name, answer="Rosa Anna Lee", base="")
    both = rosa.post(name, known=known, base="")
    assert both.status_code == 412
    assert "Rosa Anna Lee" in both.text
    version = re.findall(r'name="base" value="([^"]+)"', both.text)[0]
    assert rosa.post(name, known=seal(both.text), base=version).location == f"{mine}/questions/birth_date"
    assert "Rosa Anna Lee" not in rosa.get(name).text
    assert register.asked


def test_who_rather_types_is_not_asked_again_and_no_register_hears_of_them(
    rosa: Reader, register: FakeRegisters
) -> None:
    mine = begin(rosa)
    allow(rosa, mine, "no")
    assert 'name="answer"' in offered(rosa, mine, "full_name")
    assert register.asked == []


def test_a_known_value_is_shown_with_its_source_and_day_and_taken_over_with_one_press(
    rosa: Reader, register: FakeRegisters
) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    page = offered(rosa, mine, "full_name")
    assert "Rosa Lee" in page
    assert FROM in page
    assert rosa.post(f"{mine}/questions/full_name", known=seal(page)).location == f"{mine}/questions/birth_date"
    page = offered(rosa, mine, "birth_date")
    rosa.post(f"{mine}/questions/birth_date", known=seal(page))
    assert len(register.asked) == 1, "all that was allowed is asked for at once"
    assert "4 May 1951" in page


def finish(reader: Reader, mine: str) -> None:
    """Answer what no register knows."""
    reader.post(f"{mine}/questions/lives_here", answer="yes")
    page = offered(reader, mine, "address")
    reader.post(f"{mine}/questions/address", known=seal(page))
    for question, said in (("delivery", "post"), ("old_card", "no"), ("companion", "no"), ("contact_way", "letter")):
        reader.post(f"{mine}/questions/{question}", answer=said)


def test_staff_read_beside_the_answer_where_it_came_from(rosa: Reader, amir: Reader) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    for question in ("full_name", "birth_date"):
        rosa.post(f"{mine}/questions/{question}", known=seal(offered(rosa, mine, question)))
    finish(rosa, mine)
    check = rosa.get(f"{mine}/check").text.replace("&#39;", "'")
    assert check.count(FROM) == 3
    rosa.post(f"{mine}/send")
    assert amir.get(f"/desk{mine}").text.replace("&#39;", "'").count(FROM) == 3


def test_the_asking_stands_in_the_history_of_who_saw_my_data(rosa: Reader) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    offered(rosa, mine, "full_name")
    assert "asked another department about you, as you allowed, to fill in “Get a senior travel card”" in (
        rosa.get("/history").text
    )


@pytest.mark.parametrize("how", ["changed", "of another question", "of another application", "none"])
def test_a_value_that_comes_back_changed_is_refused_and_logged_without_what_was_in_it(
    rosa: Reader, parts: Parts, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(known.log, "warning", lambda *words, **more: said.append(f"{words} {more}"))
    mine = begin(rosa)
    allow(rosa, mine)
    right = seal(offered(rosa, mine, "full_name"))
    sent, question = right, "full_name"
    if how == "changed":
        sent = f"{right[:-6]}AAAA{right[-2:]}"
    elif how == "of another question":
        rosa.post(f"{mine}/questions/full_name", known=right)
        question = "birth_date"
    elif how == "of another application":
        other = begin(rosa, "health-check")
        mine = other
    else:
        sent = "no seal at all"
    answer = rosa.post(f"{mine}/questions/{question}", known=sent)
    assert answer.status_code == 422
    assert "not as we showed it to you" in answer.text
    assert "a known value came back changed" in said[0]
    assert question in said[0]
    assert "Rosa" not in said[0]
    with parts.reading() as session:
        assert session.scalars(select(Answer.question)).all() == ([] if how != "of another question" else ["full_name"])


def test_this_is_wrong_goes_to_the_keeper_while_the_persons_own_words_are_used(
    rosa: Reader, amir: Reader, parts: Parts
) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    for question in ("full_name", "birth_date"):
        rosa.post(f"{mine}/questions/{question}", known=seal(offered(rosa, mine, question)))
    rosa.post(f"{mine}/questions/lives_here", answer="yes")
    page = offered(rosa, mine, "address", "?wrong=1")
    assert 'value="17 Mill Lane"' in page, "only the number is to be changed"
    own = {f"answer-{part}": text for part, text in ANSWERS["address"].items()}
    rosa.post(f"{mine}/questions/address", wrong=seal(page), id=str(uuid.uuid4()), **own)
    for question, said in (("delivery", "post"), ("old_card", "no"), ("companion", "no"), ("contact_way", "letter")):
        rosa.post(f"{mine}/questions/{question}", answer=said)
    check = rosa.get(f"{mine}/check").text.replace("&#39;", "'")
    assert "7 Mill Lane" in check
    assert "In your own words. We told those who keep this: Residents' register" in check
    assert "17 Mill Lane" in rosa.get("/known").text
    with parts.reading() as session:
        waiting = session.scalars(select(Correction)).one()
    assert (waiting.keeper, waiting.fact) == ("residents-office", "residents.address")
    desk = f"/desk/corrections/{waiting.public_id}"
    assert desk in amir.get("/desk/corrections").text
    assert "17 Mill Lane" in amir.get(desk).text
    assert amir.post(desk, ending="kept").status_code == 422, "whoever leaves it as it is says why"
    assert amir.post(desk, ending="mended").location == "/desk/corrections?answered=1"
    assert "It is put right" in rosa.get("/known").text
    assert "We put right what was wrong" in rosa.get("/inbox").text
    assert "read what you say is wrong" in rosa.get("/history").text


def test_a_mistake_in_what_is_right_comes_back_and_is_still_a_correction(rosa: Reader, parts: Parts) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    offered(rosa, mine, "full_name")
    page = offered(rosa, mine, "full_name", "?wrong=1")
    again = rosa.post(f"{mine}/questions/full_name", wrong=seal(page), answer="")
    assert again.status_code == 422
    rosa.post(f"{mine}/questions/full_name", wrong=seal(again.text), answer="Rosa Maria Lee")
    with parts.reading() as session:
        assert session.scalars(select(Correction.fact)).all() == ["residents.full_name"]


def test_whoever_says_wrong_and_types_the_same_has_said_that_it_is_right(rosa: Reader, parts: Parts) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    offered(rosa, mine, "full_name")
    page = offered(rosa, mine, "full_name", "?wrong=1")
    rosa.post(f"{mine}/questions/full_name", wrong=seal(page), answer="Rosa Lee")
    with parts.reading() as session:
        assert session.scalars(select(Correction)).all() == []


def test_a_yes_can_be_taken_back_and_what_was_said_under_it_is_gone(rosa: Reader, parts: Parts) -> None:
    mine = begin(rosa)
    allow(rosa, mine)
    offered(rosa, mine, "full_name")
    with parts.reading() as session:
        assert session.scalars(select(RegisterFact.fact)).all() != []
    assert rosa.post("/known/senior-travel-card").location == "/known?taken-back=1"
    with parts.reading() as session:
        assert session.scalars(select(RegisterFact.fact)).all() == []
    assert 'name="answer"' in offered(rosa, mine, "full_name")
    assert "You said no" in rosa.get("/known").text


@pytest.mark.parametrize("fault", ["error", "slow", "huge", "broken", "other person", "other key", "drop"])
def test_a_register_that_fails_or_lies_only_means_that_the_question_is_asked(
    rosa: Reader, register: FakeRegisters, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.fault = fault
    if fault == "slow":
        monkeypatch.setattr(http, "TRY_SECONDS", 0.2)
    mine = begin(rosa)
    allow(rosa, mine)
    begun = time.monotonic()
    page = offered(rosa, mine, "full_name")
    assert time.monotonic() - begun < http.BUDGET_SECONDS + 2
    assert 'name="answer"' in page
    assert "No answer came from: Residents' register" in page
    tries = register.tries
    offered(rosa, mine, "full_name")
    assert register.tries == tries, "for a minute nobody tries again"
    rosa.post(f"{mine}/questions/full_name", answer="Rosa Lee")
    assert rosa.get(f"{mine}/next").location == f"{mine}/questions/birth_date"


def test_a_register_that_is_back_is_asked_again_after_a_minute(
    rosa: Reader, register: FakeRegisters, parts: Parts
) -> None:
    register.fault = "error"
    mine = begin(rosa)
    allow(rosa, mine)
    offered(rosa, mine, "full_name")
    register.fault = None
    with parts.writing() as session:
        session.execute(update(Consent).values(tried_at=clock.now() - timedelta(minutes=2)))
    assert FROM in offered(rosa, mine, "full_name")


def test_a_value_of_the_wrong_type_is_not_offered(rosa: Reader, register: FakeRegisters) -> None:
    register.fault = "says"
    said = {"full_name": {"value": {"first": 7}, "as_of": "2026-05-03"}}
    register.told = {"person": ROSA, "facts": said}
    mine = begin(rosa)
    allow(rosa, mine)
    assert 'name="answer"' in offered(rosa, mine, "full_name")


def test_a_fact_given_in_one_service_is_offered_in_the_next(rosa: Reader, town: Town, parts: Parts) -> None:
    with parts.writing() as session:
        town.sent(session, town.account(session, ROSA))
    mine = begin(rosa, "health-check")
    allow(rosa, mine, "no")
    page = offered(rosa, mine, "full_name")
    assert "Rosa Lee" in page
    assert "You told us this on" in page
    typed = offered(rosa, mine, "full_name", "?type=1")
    assert 'name="answer"' in typed
    rosa.post(f"{mine}/questions/full_name", known=seal(page))
    assert "4 May 1951" in offered(rosa, mine, "birth_date")


def test_a_helper_gives_no_consent_for_the_person_and_sees_only_what_they_help_with(
    rosa: Reader, town: Town, parts: Parts, amir: Reader, register: FakeRegisters
) -> None:
    with parts.writing() as session:
        account = town.account(session, ROSA)
        town.sent(session, account)
    mine = begin(rosa, "health-check")
    public_id, today, now = uuid.uuid4(), parts.today(), clock.now()
    with parts.writing() as session:
        helper = identity.account_for(session, AMIR, now)
        scope = ["service:health-check"]
        given = mandates.give(session, account, public_id, scope=scope, ends_on=today, today=today, now=now)
        code = mandates.new_code(session, given, today=today, now=now)
    with parts.writing() as session:
        mandates.take(session, helper, ROSA, code, region="GB", today=today, now=now)
    amir.help(public_id)
    page = amir.get(f"{mine}/questions/full_name")
    assert page.status_code == 200
    assert "Rosa Lee" not in page.text
    assert register.asked == []
    assert amir.post(f"{mine}/consent", say="yes", **{"for": str(public_id)}).status_code == 403


def test_the_demos_registers_know_its_people_and_a_correction_waits_there_once(parts: Parts) -> None:
    records = records_of(parts.settings.content)
    assert records["residents"][ROSA]["address"].value["line1"] == "17 Mill Lane"
    services = parts.content.services.values()
    questions = {each.prefill: each for service in services for each in service.questions if each.prefill}
    for register, people in records.items():
        for facts in people.values():
            for name, fact in facts.items():
                assert check(questions[f"{register}.{name}"], fact.value, parts.context()) is not None
    for _ in range(2):
        with parts.writing() as session:
            say_what_is_wrong(session, parts.versions, clock.now())
    with parts.reading() as session:
        assert session.scalars(select(Correction.keeper)).all() == ["residents-office"]
