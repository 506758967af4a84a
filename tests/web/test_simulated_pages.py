"""Lessons on a simulated phone, in a browser without scripts."""

import re
from typing import Any

import brotli
import pytest
from flask import Flask

from backend.parts import Parts
from tests.web.readers import Reader
from tests.web.routes import PHONE
from tutorials.lesson import JUDGED, Step
from tutorials.runs import steps_of

WHOLE_LESSON = 30_000


def sent(step: Step) -> dict[str, Any]:
    """The fields of the right answer."""
    match step.kind:
        case "sort":
            return {f"answer-{card.id}": card.pile for card in step.cards}
        case "choose" | "recall":
            return {"answer": next(choice.id for choice in step.choices if choice.right)}
        case "type" | "speak":
            return {"answer": step.write[0]}
        case "hold":
            return {"answer": step.expect, "answer-touch": "long"}
        case "swipe":
            return {"answer": step.expect} | ({"answer-over": step.over} if step.over else {})
        case "real":
            return {"answer": "worked"}
        case _:
            return {"answer": step.expect}


@pytest.mark.parametrize("name", PHONE)
def test_a_lesson_about_the_phone_is_done_to_its_end_by_forms_alone(nobody: Reader, parts: Parts, name: str) -> None:
    lesson = parts.content.lessons[name]
    for step in steps_of(lesson, "guided"):
        assert nobody.get(f"/lessons/{name}").location == f"/lessons/{name}?step={step.id}&run=guided", (
            "it goes on here"
        )
        told = nobody.post(f"/lessons/{name}/steps/{step.id}", **(sent(step) if step.kind in JUDGED else {}))
        assert told.status_code == (200 if step.kind in JUDGED else 303)
        assert step.kind not in JUDGED or "Well done." in told.text
    again = steps_of(lesson, "hints")[0].id
    assert nobody.get(f"/lessons/{name}").location == f"/lessons/{name}?step={again}&run=hints"


def test_a_wrong_press_has_its_own_words_and_a_harmful_one_is_stopped(nobody: Reader) -> None:
    steps = "/lessons/bigger-letters/steps"
    told = nobody.post(f"{steps}/open-display", answer="sound")
    assert (told.status_code, "That is for the ears." in told.text) == (422, True)
    assert "<strong>Not yet.</strong> That is for the ears." in told.text
    stopped = nobody.post(f"{steps}/open-display", answer="reset")
    assert "<strong>We stopped this for you.</strong> This erases" in stopped.text
    assert "Those are other settings." in nobody.post(f"{steps}/open-display", answer="wifi").text
    assert "Those are other settings." in nobody.post(f"{steps}/open-display", answer="<b>").text
    assert "failed" not in told.text.lower()


def test_what_was_typed_or_sorted_is_still_there_after_a_wrong_answer(nobody: Reader) -> None:
    told = nobody.post("/lessons/answer-a-message/steps/write-yes", answer="Perhaps <b>")
    assert 'value="Perhaps &lt;b&gt;"' in told.text
    fields = {"answer-parcel": "real", "answer-clinic": "real", "answer-bank": "scam"}
    told = nobody.post("/lessons/spot-a-scam/steps/first-cards", **fields)
    assert "Card 1 wants a fee" in told.text
    assert told.text.split('id="first-cards"')[1].split("</section>")[0].count(" checked") == len(fields)


def test_cards_are_moved_by_buttons_and_moving_is_no_mistake(nobody: Reader) -> None:
    step = "/lessons/bigger-letters/steps/know-the-way"
    moved = nobody.post(step, answer=["press", "settings", "size", "display"], move="settings:up")
    assert moved.status_code == 200
    assert "Not yet." not in moved.text.split('id="know-the-way-feedback"')[1].split("</section>")[0]
    cards = moved.text.split("data-order")[1].split("</ol>")[0]
    assert [part.split('"')[0] for part in cards.split('name="answer" value="')[1:]] == [
        "settings", "press", "size", "display",
    ]  # fmt: skip
    assert "Well done." in nobody.post(step, answer=["settings", "display", "size", "press"]).text


def test_what_to_type_is_said_and_taken_in_the_reader_s_language(reader: Any) -> None:
    chinese = reader("zh-Hans")
    assert "请发“好的”" in chinese.get("/lessons/answer-a-message?step=write-yes").text
    assert "做得好。" in chinese.post("/lessons/answer-a-message/steps/write-yes", answer="好的。").text


def test_the_list_has_the_modules_in_their_order(nobody: Reader) -> None:
    page = nobody.get("/lessons").text
    titles = ["My phone", "Getting connected", "Keeping in touch", "City services", "Safe and in charge", "On my own"]
    places = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("name", PHONE)
def test_a_lesson_with_all_it_needs_is_small(app: Flask, nobody: Reader, name: str) -> None:
    page = nobody.get(f"/lessons/{name}?step=welcome", headers={"Accept-Encoding": "gzip, br"})
    served = {asset.name: asset for asset in app.extensions["handrail.assets"].values()}
    names = re.findall(r'(?:src|href)="/assets/([^"]+)"', brotli.decompress(page.data).decode())
    needed = {"page": len(page.data)} | {each: len(served[each].small) for each in names}
    assert len(needed) >= 9
    assert sum(needed.values()) <= WHOLE_LESSON, needed


def test_only_a_lesson_in_which_one_speaks_may_ask_for_the_microphone(nobody: Reader) -> None:
    speaking = "/lessons/type-and-speak?step=done"
    heard = {path: nobody.get(path).headers["Permissions-Policy"] for path in (speaking, "/lessons", "/")}
    assert {path for path, powers in heard.items() if "microphone=(self)" in powers} == {speaking}
