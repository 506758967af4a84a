"""The words that a lesson was written beside: what it says of a page is only right while the page says the same.

A lesson that says 'Tick Help with hearing' is stale when the option is called 'A hearing loop', though no id has
changed. So the words of every page of the service are kept as they were when somebody last read the lesson beside them,
with the page that each came after. Pages that no step practises are kept too: they come between, and a person's answer
may stand on them.
"""

from collections.abc import Iterator, Mapping

from flows.load import Problem
from flows.service import Question, Service
from tutorials.lesson import Lesson

Words = Mapping[str, Mapping[str, str]]
"""Question id → what is read there (`label`, `options.post` …) → the words, in the order of the service."""
BIND = "read the step again, then run `handrail lessons bind`"


def words_of(service: Service) -> dict[str, dict[str, str]]:
    """Return the words of the service as they are today."""
    return {each.id: _page(each, after) for each, after in _pages(service)}


def problems_of(lesson: Lesson, service: Service, bound: Words | None) -> list[Problem]:
    """Say which steps were written beside other words; `bound` is None for a lesson that was never bound."""
    if bound is None:
        return [_at(lesson, _step(lesson, "", []), f"the lesson is not bound to the words of its service; {BIND}")]
    live = words_of(service)
    found = []
    for question, was in bound.items():
        if question in live:
            step = _step(lesson, question, list(live))
            found += [_at(lesson, step, what) for what in _changes(question, was, live[question])]
        else:
            step = _step(lesson, question, list(bound))
            found.append(_at(lesson, step, f"question '{question}' is not in service '{service.id}' any more; {BIND}"))
    for question in live:
        if question not in bound:
            step = _step(lesson, question, list(live))
            found.append(_at(lesson, step, f"question '{question}' is new since this step was written; {BIND}"))
    return found


def _at(lesson: Lesson, step: str, what: str) -> Problem:
    return Problem(f"lesson {lesson.id}, step {step}", what)


def _changes(question: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    if was.get("after") != now["after"]:
        places = [f"after '{each}'" if each else "first" for each in (now["after"], was.get("after"))]
        yield f"question '{question}' now comes {places[0]}, and came {places[1]} when this step was written; {BIND}"
    names = [name for name in dict.fromkeys((*was, *now)) if name != "after" and was.get(name) != now.get(name)]
    if names:
        told = ", ".join(f'{name} "{was.get(name, "")}" → "{now.get(name, "")}"' for name in names)
        yield f"the words of question '{question}' have changed since this step was written ({told}); {BIND}"


def _step(lesson: Lesson, question: str, order: list[str]) -> str:
    """The step that practises a question, else that of the nearest before it, else the first that practises any."""
    steps = {(page.question or "").rpartition("/")[2]: step.id for step in lesson.steps for page in step.practised}
    before = reversed(order[: order.index(question) + 1] if question in order else [])
    found = next((steps[each] for each in before if each in steps), None)
    return found or next(iter(steps.values()), lesson.steps[0].id)


def _pages(service: Service) -> Iterator[tuple[Question, str]]:
    """Every question with the one before it; the first inside a group comes after what is before the group."""
    before = ""
    for each in service.every:
        yield each, before
        before = each.id


def _page(question: Question, after: str) -> dict[str, str]:
    words: dict[str, str | None] = {
        "type": question.type,
        "after": after,
        "group": question.group,
        "optional": "yes" if question.optional else None,
        "ask": question.ask,
        "label": question.label,
        "why": question.why,
        "hint": question.hint,
        **{f"text.{number}": each for number, each in enumerate(question.text, 1)},
        **{f"instead.{number}": each for number, each in enumerate(question.instead, 1)},
        "options": ", ".join(option.id for option in question.options),
    }
    for option in question.options:
        words |= {f"options.{option.id}": option.text, f"options.{option.id}.hint": option.hint}
    words |= {name: question.limits.get(name) for name in ("one", "add", "unit")}
    return {name: each or "" for name, each in words.items() if each or name == "after"}
