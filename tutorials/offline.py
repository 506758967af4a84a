"""What a phone needs to judge a step with no network: a small key, and an algorithm of four lines.

The key of a practise step is JSON:

    {"step": "give-birth-date", "kind": "practise",
     "fields": ["answer-day", "answer-month", "answer-year"],     the form fields, in their order
     "drop": {"answer-day": "^0+(?=[0-9])", …},                   per field, a regular expression: what to leave out
     "expect": [{"answer-day": "4", "answer-month": "5", "answer-year": "1951"}],
     "mistakes": [{"is": [{…}], "say": "…"}, {"like": "^.*20[2-9]", "say": "…"}],
     "else": "…", "done": "…"}

The phone does this, and nothing else:

1. For each field: take its text (several ticked values joined by a space); turn ０-９，．＠ into 0-9,.@ and so the
   digits ٠-٩ and ۰-۹ and the signs ٬ and ٫; turn each run of white space into one space and trim; make it small
   letters. This is its plain text. Then remove every match of `drop[field]` (flags `gu`), where there is one. This is
   its normal text.
2. Where the normal texts equal those of any entry of `expect`, in all fields that the entry names: right; say `done`.
3. For each mistake in order: where it has `is`, the normal texts equal any entry of it so; where it has `like`, the
   regular expression (flags `iu`) is found in the plain texts of the fields that are not empty, joined by a space, cut
   after 200 signs. The first that fits: say its `say`.
4. Else say `else`.

The keys of tap, hold, swipe, type, speak, order and sort steps have the same form, and the server judges by them too
(see `tutorials.simulated`). A tap is the id of the piece that was pressed, a swipe its direction, an order the ids of
the cards in their order, a sorted card has a field of its own. A held piece has `answer-touch`: 'long'; a swipe over a
piece has its id in `answer-over`. A mistake that is `stopped` would do harm on a real phone.

The key of a stretch is {"step", "kind", "pages": {question id: the key of that page}}, that of a choose or recall step
{"step", "kind", "options": {id: {"right": bool, "say": "…"}}}; that of a real step has `done` for who says that it
worked and `else` for who says 'not yet'. Any other has only {"step", "kind"}.

With a network the server judges a practise step by the live service (`tutorials.practice.judge`) and says the same,
except that where the service could not even read the answer, it says why, and the phone says `else`. A number or a
phone number typed in an unusual way (850.000, +44 (0) 7700 …) may be right for the server alone; nothing is right for
the phone alone.
"""

from collections.abc import Callable
from typing import Any

from flows.service import Question, Service
from flows.text import N_
from flows.types import Context
from tutorials.lesson import CHOSEN, SIMULATED, Choice, Lesson, Mistake, Step
from tutorials.practice import question_of
from tutorials.simulated import key_of
from tutorials.typed import drops, field_names, forms


def offline_key(
    lesson: Lesson, step: Step, service: Service | None, context: Context, text: Callable[[str], str] = N_
) -> dict[str, Any]:
    """Return a step's key, as described above; raises `LessonOutOfDate`. `text` translates the sentences in it."""
    key: dict[str, Any] = {"step": step.id, "kind": step.kind}
    if step.kind in CHOSEN:
        return {**key, "options": {choice.id: _option(choice, text) for choice in step.choices}}
    if step.kind in SIMULATED:
        return {**key, **key_of(step, text)}
    if step.kind == "real":
        return {**key, "else": text(step.otherwise or ""), "done": text(step.done or "")}
    if step.pages:
        pages = {page.question: offline_key(lesson, page, service, context, text) for page in step.pages}
        return {**key, "pages": pages}
    if step.kind != "practise":
        return key
    question = question_of(lesson, step, service)
    return {
        **key,
        "fields": list(field_names(question.type)),
        "drop": drops(question.type),
        "expect": forms(question, step.expect, context),
        "mistakes": [_mistake(each, question, context, text) for each in step.mistakes],
        "else": text(step.otherwise or ""),
        "done": text(step.done or ""),
    }


def _option(choice: Choice, text: Callable[[str], str]) -> dict[str, Any]:
    return {"right": choice.right, "say": text(choice.say)} | ({"stopped": True} if choice.harm else {})


def _mistake(mistake: Mistake, question: Question, context: Context, text: Callable[[str], str]) -> dict[str, Any]:
    matcher = {"is": forms(question, mistake.value, context)} if mistake.like is None else {"like": mistake.like}
    return {**matcher, "say": text(mistake.say)} | ({"stopped": True} if mistake.harm else {})
