"""`handrail check lessons`: the product's lessons and the demo city's are fit to be published, and a fault is named."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend import lesson_checks
from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.practice import with_practice

TODAY = date(2026, 11, 24)


def test_every_lesson_is_fit_to_be_published_and_faults_are_named_with_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks at every text of every lesson in every language, so it takes its time."""
    assert lesson_checks.problems_of(ROOT / "content", TODAY) == []
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    lesson = folder / "lessons" / "senior-travel-card.yaml"
    lesson.write_text(
        lesson.read_text()
        .replace("title: Practise getting a senior travel card", "title: Practise something new")
        .replace("question: birth_date", "question: born_on", 1)
    )
    own = Path(shutil.copytree(lesson_checks.OWN / "lessons", tmp_path / "product" / "lessons")).parent
    message = own / "lessons" / "answer-a-message.yaml"
    message.write_text(
        message.read_text()
        .replace("say: Send the words Yes please.", "say: Touch the box and type Yes please. Then press Send.")
        .replace("done: You know the whole way.", "done: You have ascertained the whole way.")
    )
    monkeypatch.setattr(lesson_checks, "OWN", own)
    found = [str(each) for each in lesson_checks.problems_of(folder, TODAY)]
    assert "lessons/senior-travel-card.yaml (ar) title: is not translated" in found
    assert [each for each in found if "step give-birth-date: question 'born_on' is not in service" in each]
    crowded = "This step asks for 3 things. Give each a step of its own."
    assert f"lessons/answer-a-message.yaml steps.write-yes.say: {crowded}" in found, (
        "the product's are held to the same"
    )
    assert [each for each in found if each.startswith("lessons/answer-a-message.yaml steps") and "ascertained" in each]


def test_what_is_asked_before_it_was_shown_and_never_done_for_real_is_named() -> None:
    lesson = load_content(ROOT / "content").lessons["street-problem"]
    assert list(lesson_checks.without_a_run([lesson])) == []
    without = tuple(step for step in lesson.steps if step.kind not in {"watch", "real"})
    shown, real = (str(each) for each in lesson_checks.without_a_run([replace(lesson, steps=without)]))
    assert shown == "lesson street-problem, step no-danger: there is no 'watch' step before this first one to do"
    assert real == "lesson street-problem: has no 'real' step, to do it on one's own phone"
    late = (*without[:2], *(step for step in lesson.steps if step.kind in {"watch", "real"}))
    assert [str(each) for each in lesson_checks.without_a_run([replace(lesson, steps=late)])] == [shown]


def test_a_module_whose_task_is_gone_is_named() -> None:
    content = with_practice(load_content(ROOT / "content"), TODAY)
    assert list(lesson_checks.without_a_task(content)) == []
    lessons = {name: each for name, each in content.lessons.items() if name != "join-wifi"}
    (found,) = lesson_checks.without_a_task(replace(content, lessons=lessons))
    assert str(found).startswith("curriculum, module connected: shows step 'choose-network' of lesson 'join-wifi'")


def test_a_lesson_that_any_of_the_services_makes_says_one_thing_to_do_in_plain_words() -> None:
    """The services that have a written lesson too: theirs could be taken away tomorrow."""
    folder = ROOT / "content"
    written = load_content(folder)
    bare = {name: lesson for name, lesson in written.lessons.items() if lesson.service is None}
    content = with_practice(replace(written, lessons=bare), TODAY)
    made = [content.lessons[name] for name in written.services]
    assert len(made) == 12
    assert list(lesson_checks.in_words(folder, content, lesson_checks.made_texts(made))) == []


def test_words_of_a_service_that_crowd_the_lesson_made_from_it_are_named() -> None:
    folder = ROOT / "content"
    content = with_practice(load_content(folder), TODAY)
    lesson = content.lessons["library-card"]
    first, second, *rest = lesson.steps
    say = "Rosa is here. Rosa is well. Type her name, then press Continue."
    crowded = replace(lesson, steps=(replace(first, say=say), replace(second, hints=("We ascertain it.",)), *rest))
    found = [str(each) for each in lesson_checks.in_words(folder, content, lesson_checks.made_texts([crowded]))]
    place = f"lessons/library-card (made from its service) steps.{first.id}.say"
    assert f"{place.replace(' steps', ' (en) steps')}: says more than 2 sentences" in found
    assert f"{place}: This step asks for 2 things. Give each a step of its own." in found
    assert [each for each in found if f"(es) steps.{first.id}.say: is not translated" in each]
    assert [each for each in found if f"steps.{second.id}.hints.1" in each and "ascertain" in each]
