"""The page of a question for a time, what comes of it, and practising it."""

import dataclasses
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.app import create_app
from backend.core import clock
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.parts import Parts
from tests.domain.given import AMIR
from tests.support import Opened
from tests.watch import A_MONDAY_EVENING, Watch
from tests.web.readers import Reader, seed, snapshot
from tutorials.check import problems_of
from tutorials.lesson import Lesson
from tutorials.load import lesson_from

GUIYING = "+447700900102"
CHECK = "health-check"
TAKEN = "Somebody was a little quicker, and this time is taken. Please choose another time."


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open from that evening on."""
    return opened(A_MONDAY_EVENING)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(clock, "now", made.now)
    return made


@pytest.fixture
def guiying(app: Flask) -> Reader:
    return Reader(app).sign_in(GUIYING)


@pytest.fixture
def visit(rosa: Reader) -> str:
    """The page of the question, in an application of Rosa's that has come to it."""
    return come_to_the_question(rosa)


def come_to_the_question(person: Reader) -> str:
    here = str(person.post(f"/services/{CHECK}/begin").location)
    base = here.partition("/questions/")[0].removesuffix("/next")
    person.post(f"{base}/questions/full_name", answer="Rosa Lee")
    person.post(f"{base}/questions/birth_date", **{"answer-day": "4", "answer-month": "5", "answer-year": "1951"})
    person.post(f"{base}/questions/to_know", answer="")
    after = person.post(f"{base}/questions/help_needed")
    assert str(after.location) == f"{base}/questions/visit"
    return f"{base}/questions/visit"


def base_of(visit: str) -> str:
    return visit.removesuffix("/questions/visit")


def offered(answer: TestResponse) -> list[str]:
    return re.findall(r'type="radio"[^>]* value="(\d+)"', answer.text)


def chosen(answer: TestResponse) -> list[str]:
    return re.findall(r'value="(\d+)" checked', answer.text)


def choose(person: Reader, visit: str, number: int = 0, **wish: str) -> str:
    """Choose one of the times on the page; returns which."""
    slot = offered(person.get(visit, query_string=wish))[number]
    assert person.post(visit, answer=slot).status_code == 303
    return slot


def finish(person: Reader, visit: str) -> TestResponse:
    """Agree to the last page, and send."""
    assert person.post(f"{base_of(visit)}/questions/not_urgent", answer="yes").status_code == 303
    return person.post(f"{base_of(visit)}/send")


def booked(parts: Parts) -> list[Appointment]:
    with parts.reading() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.id)))


def held(parts: Parts) -> list[int]:
    with parts.reading() as session:
        return list(session.scalars(select(Seat.slot_id).where(Seat.held_until > clock.now())))


def test_the_soonest_times_stand_under_their_days_and_the_one_chosen_is_kept(
    rosa: Reader, visit: str, parts: Parts
) -> None:
    first = rosa.get(visit)
    assert first.status_code == 200
    assert "Tuesday 2 June 2026" in first.text
    assert chosen(first) == []
    slot = choose(rosa, visit, 2)
    assert held(parts) == [int(slot)]
    again = rosa.get(visit)
    assert chosen(again) == [slot]
    assert "We keep your time for you until 6:10pm." in again.text
    check = rosa.post(f"{base_of(visit)}/questions/not_urgent", answer="yes").location
    assert "We keep your time for you until 6:10pm." in rosa.get(check).text


def test_sending_books_it_and_everybody_sees_it(rosa: Reader, amir: Reader, visit: str, parts: Parts) -> None:
    choose(rosa, visit, staff="Dr Mei Wong")
    assert finish(rosa, visit).status_code == 303
    assert rosa.post(f"{base_of(visit)}/send").status_code == 303, "pressing twice"
    (made,) = booked(parts)
    page = rosa.get(f"{base_of(visit)}?sent=1").text
    for words in ("Your time is booked.", "Tuesday 2 June 2026", "Dr Mei Wong", f"/appointments/{made.public_id}"):
        assert words in page
    assert "9:00am" in rosa.get("/appointments").text
    at_desk = amir.get(f"/desk{base_of(visit)}").text
    assert at_desk.count("Tuesday 2 June 2026 at 9:00am") == 2, "as it was sent, and as it stands now"
    rosa.post(f"/appointments/{made.public_id}/cancel")
    assert "Cancelled" in amir.get(f"/desk{base_of(visit)}").text
    assert "Cancelled" in rosa.get(base_of(visit)).text


def test_the_ways_to_look_are_links_and_keep_what_was_chosen(rosa: Reader, visit: str, parts: Parts) -> None:
    slot = choose(rosa, visit, staff="Dr Mei Wong")
    page = rosa.get(visit).text
    links = [each.replace("&amp;", "&") for each in re.findall(rf'href="({visit}\?[^"]+)"', page)]
    assert {re.sub(r".*\?(\w+)=.*", r"\1", each) for each in links} == {"part", "office", "staff", "after"}
    for link in links:
        assert chosen(rosa.get(link)) == [slot], link
    others = [each for each in offered(rosa.get(visit, query_string={"part": "afternoon"})) if each != slot]
    with parts.reading() as session:
        assert {session.get_one(Slot, int(each)).part for each in others} == {"afternoon"}


def test_later_times_follow_and_lead_back_to_the_check_page(rosa: Reader, visit: str) -> None:
    choose(rosa, visit)
    rosa.post(f"{base_of(visit)}/questions/not_urgent", answer="yes")
    page = rosa.get(f"{visit}?check=1")
    later = re.search(rf'href="({visit}\?check=1&amp;after=[^"]+)"', page.text)
    assert later
    following = rosa.get(later[1].replace("&amp;", "&"))
    fresh = [each for each in offered(following) if each not in offered(page)]
    assert len(fresh) >= 8
    assert f'action="{visit}?check=1"' in following.text
    assert str(rosa.post(f"{visit}?check=1", answer=fresh[0]).location).endswith("/check")


def test_nothing_chosen_and_nonsense_are_answered_in_words(rosa: Reader, visit: str, parts: Parts) -> None:
    for sent, words in (
        ("", "Please choose a time."),
        ("x", "We do not know this time."),
        ("0", "We do not know this time."),
        ("2147483648", "We do not know this time."),
        ("9" * 40, "We do not know this time."),
        ("１", "We do not know this time."),
    ):
        answer = rosa.post(visit, answer=sent)
        assert answer.status_code == 422
        assert words in answer.text
        assert offered(answer)
    assert held(parts) == []


def test_a_time_that_somebody_takes_first_leaves_near_ones_to_choose(
    rosa: Reader, guiying: Reader, visit: str, parts: Parts
) -> None:
    slot = offered(rosa.get(visit, query_string={"staff": "Dr Mei Wong"}))[0]
    choose(guiying, come_to_the_question(guiying), staff="Dr Mei Wong")
    answer = rosa.post(visit, answer=slot)
    assert answer.status_code == 422
    assert TAKEN in answer.text
    assert slot not in offered(answer)
    assert len(offered(answer)) == 5
    assert 'href="#answer"' in answer.text
    assert len(held(parts)) == 1


def test_a_time_that_is_gone_when_sending_is_chosen_anew_at_once(
    rosa: Reader, guiying: Reader, visit: str, watch: Watch, parts: Parts
) -> None:
    slot = choose(rosa, visit, staff="Dr Mei Wong")
    watch.wait(minutes=10)
    theirs = come_to_the_question(guiying)
    assert choose(guiying, theirs, staff="Dr Mei Wong") == slot
    assert "Your time is not kept any more" not in guiying.get(f"{base_of(theirs)}/questions/visit").text
    answer = finish(rosa, visit)
    assert answer.status_code == 422
    assert TAKEN in answer.text
    assert booked(parts) == []
    assert f'action="{visit}?check=1"' in answer.text
    reloaded = rosa.get(f"{visit}?check=1")
    assert TAKEN in reloaded.text
    assert offered(reloaded) == offered(answer), "the near ones, also when the page is opened again"
    check = rosa.post(f"{visit}?check=1", answer=offered(answer)[0]).location
    assert check == f"{base_of(visit)}/check"
    assert rosa.post(f"{base_of(visit)}/send").status_code == 303
    assert len(booked(parts)) == 1


def test_when_a_time_is_kept_no_longer_the_pages_say_so_and_sending_still_books(
    rosa: Reader, visit: str, watch: Watch, parts: Parts
) -> None:
    slot = choose(rosa, visit)
    rosa.post(f"{base_of(visit)}/questions/not_urgent", answer="yes")
    watch.wait(minutes=10)
    page = rosa.get(visit)
    assert "Your time is not kept any more, but it is still free." in page.text
    assert chosen(page) == [slot]
    assert "Your time is not kept any more." in rosa.get(f"{base_of(visit)}/check").text
    assert rosa.post(f"{base_of(visit)}/send").status_code == 303
    assert len(booked(parts)) == 1


def test_a_time_that_has_passed_is_said_so_on_the_page_to_choose_another(
    rosa: Reader, visit: str, watch: Watch, parts: Parts
) -> None:
    slot = choose(rosa, visit)
    watch.wait(minutes=24 * 60)
    answer = finish(rosa, visit)
    assert answer.status_code == 422
    assert "This time has passed. Please choose a later time." in answer.text
    assert slot not in offered(answer)
    assert booked(parts) == []


def test_discarding_lets_the_time_go(rosa: Reader, visit: str, parts: Parts) -> None:
    choose(rosa, visit)
    rosa.post(f"{base_of(visit)}/discard")
    assert held(parts) == []


def test_signing_in_again_keeps_the_time_that_was_pressed(rosa: Reader, visit: str, parts: Parts) -> None:
    slot = offered(rosa.get(visit))[1]
    rosa.client.delete_cookie("handrail_session")
    assert "/sign-in" in str(rosa.post(visit, answer=slot).location)
    assert held(parts) == []
    rosa.sign_in()
    assert chosen(rosa.get(visit)) == [slot]


def test_a_city_without_free_times_says_what_to_do(rosa: Reader, visit: str, watch: Watch) -> None:
    watch.wait(minutes=200 * 24 * 60)
    page = rosa.sign_in().get(visit).text
    assert "There is nothing more free here" in page
    assert "Please look again tomorrow, or call us." in page
    assert 'id="answer"' in page


@pytest.mark.parametrize("wish", ["after=yesterday", "office=nowhere&part=night&staff=%00", "check=1&after=0001-01-01"])
def test_a_malformed_wish_is_passed_over(rosa: Reader, visit: str, wish: str) -> None:
    assert offered(rosa.get(f"{visit}?{wish}"))


def practised(**expect: Any) -> Lesson:
    hints = ["Look at the list.", "The first one.", "Press the first time."]
    answers = {"full_name": "Rosa Lee", "birth_date": "1951-05-04", "to_know": None, "help_needed": None}
    return lesson_from(
        {
            "id": "a-visit",
            "title": "Practise choosing a time",
            "objective": "You can choose a time.",
            "service": CHECK,
            "minutes": 3,
            "skills": [{"framework": "DigComp", "version": "2.2", "code": "2.3"}],
            "person": {
                "name": "Rosa Lee",
                "story": "Rosa wants the first time.",
                "answers": answers | {"not_urgent": True},
            },
            "steps": [
                {
                    "id": "choose-a-time",
                    "kind": "practise",
                    "title": "Choose a time",
                    "say": "Press the first time.",
                    "question": "visit",
                    "type": "slot",
                    "expect": expect or {"slot": 1},
                    "hints": hints,
                    "mistakes": [{"is": {"slot": 2}, "say": "That is the afternoon."}],
                    "else": "Look for the first one.",
                    "done": "Well chosen.",
                },
                {"id": "check", "kind": "check", "title": "Look once more", "say": "Read it slowly.", "hints": hints},
                {"id": "send", "kind": "send", "title": "Press Send", "say": "Nothing is sent.", "hints": hints},
            ],
            "learned": ["I can choose a time."],
            "next": {"text": "Rest a little."},
        }
    )


def test_practice_shows_made_up_times_and_touches_nothing(parts: Parts) -> None:
    lesson = practised()
    assert problems_of(lesson, parts.content.services, parts.today()) == []
    content = dataclasses.replace(parts.content, lessons={lesson.id: lesson})
    learner = Reader(create_app(parts=dataclasses.replace(parts, content=content, versions=dict(parts.versions))))
    steps = f"/lessons/{lesson.id}/steps/choose-a-time"

    def untouched() -> dict[str, list[Any]]:
        learning = ("learner", "learning_event")
        return {name: rows for name, rows in snapshot(parts).items() if name not in learning}

    before = untouched()
    page = learner.get(f"/lessons/{lesson.id}?step=choose-a-time").text
    assert "These times are made up. Nothing is booked." in page
    assert page.count("Wednesday 3 June 2026 at 9:30am") == 1, "as it would be on the page of answers"
    for answer, words in (("1", "Well chosen."), ("2", "That is the afternoon."), ("3", "Look for the first one.")):
        assert words in learner.post(steps, answer=answer).text
        judged = learner.client.post(f"{steps}/judge", data={"answer": answer, "form_token": learner.form_token()})
        assert judged.json is not None
        assert judged.json["say"] == words
    assert "Please choose a time." in learner.post(steps).text
    assert learner.post(f"/lessons/{lesson.id}/steps/send").status_code == 303
    assert untouched() == before


def test_a_lesson_that_expects_a_real_time_is_named(parts: Parts) -> None:
    real = {"slot": 1, "starts_at": "2020-01-01T09:00:00+00:00", "office": "hill-clinic", "staff": "", "hold": "x"}
    found = problems_of(practised(**real), parts.content.services, parts.today())
    assert any("This time has passed" in each.what for each in found)


def test_a_caseworkers_page_of_a_service_without_a_time_says_nothing_of_one(app: Flask, parts: Parts) -> None:
    assert "<h2>Appointment</h2>" not in Reader(app).sign_in(AMIR).get(f"/desk/applications/{seed(parts).sent}").text
