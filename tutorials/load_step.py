"""One step of a lesson from its YAML: what each kind needs, what it may have, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from flows.entries import ENTRY
from flows.load import SLUG, Problem, flat_problems, words
from flows.types import TYPES
from tutorials.lesson import CHOSEN, HINTS, KINDS, PAGES, RECALL_HINTS, Card, Choice, Frame, Mistake, Pile, Step
from tutorials.patterns import LONGEST_PATTERN, PatternUnsound, compiled
from tutorials.screen import DIRECTIONS
from tutorials.simulated_check import repeated
from tutorials.typed import typed_fields

MOST_SENTENCES = 2
MOST_PAGES = 8
LONGEST_VALUE = 2000
DEEPEST_VALUE = 3
GESTURES = ("press", "hold", "type", *DIRECTIONS)
PATH = validate.Regexp(
    rf"^[a-z][a-z0-9_]{{0,59}}(/{ENTRY.pattern}/[a-z][a-z0-9_]{{0,59}})?$",
    error="is the id of a question, or in a group children/first/name",
)


class MistakeSchema(Schema):
    """One likely mistake."""

    value = fields.Raw(data_key="is", allow_none=True)
    like = fields.String(validate=validate.Length(1, LONGEST_PATTERN))
    say = words(300, required=True)
    harm = fields.Boolean()


class ChoiceSchema(Schema):
    """One option of a choose step."""

    id = fields.String(required=True, validate=SLUG)
    text = words(120, required=True)
    right = fields.Boolean()
    harm = fields.Boolean()
    say = words(300, required=True)


class CardSchema(Schema):
    """One card to put in order or to sort."""

    id = fields.String(required=True, validate=SLUG)
    text = words(400, required=True)
    title = words(80)
    pile = fields.String(validate=SLUG)
    say = words(300)


class PileSchema(Schema):
    """One place to sort cards to."""

    id = fields.String(required=True, validate=SLUG)
    text = words(80, required=True)


class FrameSchema(Schema):
    """One picture of a demonstration."""

    screen = fields.String(required=True, validate=SLUG)
    say = words(200, required=True)
    points = fields.String(validate=SLUG)
    does = fields.String(validate=validate.OneOf(GESTURES))


class PageSchema(Schema):
    """One page of a stretch of the live service."""

    question = fields.String(required=True, validate=PATH)
    type = fields.String(required=True, validate=validate.OneOf(tuple(TYPES)))
    expect = fields.Raw(required=True, allow_none=True)
    options = fields.List(fields.Raw(), validate=validate.Length(2, 30))
    mistakes = fields.List(fields.Nested(MistakeSchema), validate=validate.Length(0, 12))
    otherwise = words(300, required=True, data_key="else")


class StepSchema(Schema):
    """One step; what its kind needs is checked after it."""

    id = fields.String(required=True, validate=SLUG)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = words(80, required=True)
    say = words(300, required=True)
    spoken = words(400)
    hints = fields.List(words(300), validate=validate.Length(1, HINTS))
    question = fields.String(validate=PATH)
    type = fields.String(validate=validate.OneOf(tuple(TYPES)))
    expect = fields.Raw(allow_none=True)
    options = fields.List(fields.Raw(), validate=validate.Length(2, 30))
    mistakes = fields.List(fields.Nested(MistakeSchema), validate=validate.Length(0, 12))
    otherwise = words(300, data_key="else")
    done = words(300)
    screen = fields.String(validate=SLUG)
    write = fields.List(words(120), validate=validate.Length(1, 8))
    cards = fields.List(fields.Nested(CardSchema), validate=validate.Length(2, 10))
    piles = fields.List(fields.Nested(PileSchema), validate=validate.Length(2, 4))
    frames = fields.List(fields.Nested(FrameSchema), validate=validate.Length(2, 12))
    short = words(300)
    over = fields.String(validate=SLUG)
    points = fields.String(validate=SLUG)
    pages = fields.List(fields.Nested(PageSchema), validate=validate.Length(2, MOST_PAGES))
    about = fields.String(validate=SLUG)
    look_for = words(300)
    service = fields.String(validate=SLUG)
    opens = fields.String(validate=validate.OneOf(PAGES))


_ANSWERED = frozenset({"hints", "else", "done"})
_LIVE = frozenset({"question", "type", "expect"}) | _ANSWERED
NEEDS: Mapping[str, frozenset[str]] = {
    "read": frozenset(),
    "watch": frozenset({"frames"}),
    "tap": frozenset({"screen", "expect"}) | _ANSWERED,
    "hold": frozenset({"screen", "expect", "short"}) | _ANSWERED,
    "swipe": frozenset({"screen", "expect"}) | _ANSWERED,
    "type": frozenset({"screen", "write"}) | _ANSWERED,
    "speak": frozenset({"screen", "write"}) | _ANSWERED,
    "choose": frozenset({"options", "hints"}),
    "recall": frozenset({"options", "about", "hints"}),
    "order": frozenset({"cards", "expect"}) | _ANSWERED,
    "sort": frozenset({"cards", "piles"}) | _ANSWERED,
    "practise": _LIVE,
    "check": frozenset({"hints"}),
    "send": frozenset({"hints"}),
    "real": frozenset({"look_for"}) | _ANSWERED,
}
"""What a step of each kind has; where something is to be done, hints too.

A practise step with `pages` has these in place of `question`, `type` and `expect`.
"""
MAY: Mapping[str, frozenset[str]] = {
    "read": frozenset({"done"}),
    "watch": frozenset({"hints"}),
    "tap": frozenset({"mistakes", "points"}),
    "hold": frozenset({"mistakes", "points"}),
    "swipe": frozenset({"mistakes", "points", "over"}),
    "type": frozenset({"mistakes", "points"}),
    "speak": frozenset({"mistakes", "points"}),
    "order": frozenset({"mistakes"}),
    "practise": frozenset({"mistakes", "options"}),
    "check": frozenset({"done"}),
    "send": frozenset({"done"}),
    "real": frozenset({"service", "opens"}),
}
_A_STRETCH = frozenset({"pages", "hints", "done"})
AS_IT_IS = (
    *("id", "kind", "title", "say", "spoken", "question", "type", "expect", "otherwise", "done", "screen"),
    *("short", "over", "points", "about", "look_for", "service", "opens"),
)
OF_KINDS = frozenset().union(*NEEDS.values(), *MAY.values(), _A_STRETCH)


def step_from(raw: Mapping[str, Any], problems: list[Problem]) -> Step:
    """Return the step of a description that `StepSchema` has taken; what is wrong with it is added to `problems`."""
    place = f"steps.{raw['id']}"
    problems += _kind_problems(place, raw)
    if count_sentences(raw["say"]) > MOST_SENTENCES:
        problems.append(Problem(f"{place}.say", f"says more than {MOST_SENTENCES} sentences; make it two steps"))
    problems += value_problems(f"{place}.expect", raw.get("expect"), raw.get("type"))
    chooses = raw["kind"] in CHOSEN
    return Step(
        **{key: raw[key] for key in AS_IT_IS if key in raw},
        hints=tuple(raw.get("hints", ())),
        write=tuple(raw.get("write", ())),
        cards=tuple(Card(**each) for each in raw.get("cards", ())),
        piles=tuple(Pile(**each) for each in raw.get("piles", ())),
        frames=tuple(Frame(**each) for each in raw.get("frames", ())),
        options=None if chooses or "options" not in raw else _option_ids(place, raw["options"], problems),
        mistakes=_mistakes(place, raw, problems),
        choices=_choices(place, raw.get("options", ()), problems) if chooses else (),
        pages=tuple(_page(raw, page, problems) for page in raw.get("pages", ())),
    )


def _page(step: Mapping[str, Any], raw: Mapping[str, Any], problems: list[Problem]) -> Step:
    """A page of a stretch: a practise step that has its words and hints from the whole."""
    place = f"steps.{step['id']}.pages.{raw['question']}"
    problems += _options_problems(place, raw) + value_problems(f"{place}.expect", raw["expect"], raw["type"])
    return Step(
        **{key: raw[key] for key in ("question", "type", "expect", "otherwise")},
        **{key: step[key] for key in ("id", "kind", "title", "say")},
        done=step.get("done"),
        options=_option_ids(place, raw["options"], problems) if "options" in raw else None,
        mistakes=_mistakes(place, raw, problems),
    )


def _mistakes(place: str, raw: Mapping[str, Any], problems: list[Problem]) -> tuple[Mistake, ...]:
    return tuple(
        _mistake(f"{place}.mistakes.{number}", each, raw.get("type"), problems)
        for number, each in enumerate(raw.get("mistakes", ()), 1)
    )


def _kind_problems(place: str, raw: Mapping[str, Any]) -> list[Problem]:
    kind = raw["kind"]
    given = {"else" if key == "otherwise" else key for key in raw} & OF_KINDS
    needs, may = NEEDS[kind], MAY.get(kind, frozenset())
    if kind == "practise" and "pages" in raw:
        needs, may = _A_STRETCH, frozenset()
    problems = [Problem(f"{place}.{key}", f"a step of kind {kind} needs this") for key in sorted(needs - given)]
    problems += [
        Problem(f"{place}.{key}", f"a step of kind {kind} has no '{key}'") for key in sorted(given - needs - may)
    ]
    problems += _ladder_problems(place, kind, raw.get("hints"))
    return problems + (_options_problems(place, raw) if kind == "practise" else [])


def _ladder_problems(place: str, kind: str, hints: list[str] | None) -> list[Problem]:
    if hints is None or len(hints) == (wanted := RECALL_HINTS if kind == "recall" else HINTS):
        return []
    what = (
        f"a ladder has exactly {HINTS} hints" if wanted == HINTS else "what is to be remembered has one hint, in words"
    )
    return [Problem(f"{place}.hints", what)]


def _options_problems(place: str, raw: Mapping[str, Any]) -> list[Problem]:
    if (raw.get("type") in {"choice", "choices"}) == ("options" in raw):
        return []
    return [Problem(f"{place}.options", "a step on a choice names the options it knows, and no other does")]


def count_sentences(text: str) -> int:
    """Count the full stops, question marks and exclamation marks that end something ('1.50' ends nothing)."""
    return len(re.findall(r"[.?!]+(?!\w)|[。？！]+", text))


def _option_ids(place: str, raw: list[Any], problems: list[Problem]) -> tuple[str, ...]:
    odd = [each for each in raw if not isinstance(each, str)]
    if odd:
        problems.append(Problem(f"{place}.options", f"{odd[0]!r} is not an option id; put quotes around words"))
        return ()
    problems += [Problem(f"{place}.options", f"'{each}' is given twice") for each in repeated(raw)]
    return tuple(raw)


def _choices(place: str, raw: list[Any], problems: list[Problem]) -> tuple[Choice, ...]:
    place = f"{place}.options"
    try:
        options = ChoiceSchema(many=True).load(raw)
    except ValidationError as error:
        problems += [Problem(f"{place}.{each.where}", each.what) for each in sorted(flat_problems(error.messages, raw))]
        return ()
    problems += [Problem(place, f"'{each}' is given twice") for each in repeated(o["id"] for o in options)]
    if sum(option.get("right", False) for option in options) != 1:
        problems.append(Problem(place, "exactly one option is right"))
    if any(option.get("right") and option.get("harm") for option in options):
        problems.append(Problem(place, "what is right does no harm"))
    return tuple(Choice(**option) for option in options)


def _mistake(place: str, raw: Mapping[str, Any], kind: str | None, problems: list[Problem]) -> Mistake:
    if ("value" in raw) == ("like" in raw):
        problems.append(Problem(place, "a mistake has either 'is' or 'like'"))
    problems += value_problems(f"{place}.is", raw.get("value"), kind)
    try:
        compiled(raw.get("like", ""))
    except PatternUnsound as error:
        problems.append(Problem(f"{place}.like", str(error)))
    return Mistake(**raw)


def value_problems(place: str, value: Any, kind: str | None = None) -> list[Problem]:
    """Say what keeps a value from being a canonical answer of this type (or of any): it is small, plain JSON."""
    if isinstance(value, date):
        return [Problem(place, f'put quotes around a date: "{value}"')]
    if not _is_plain(value) or len(repr(value)) > LONGEST_VALUE:
        return [Problem(place, "is not an answer: use a text, a number, true, false, or a short list or mapping")]
    try:
        typed_fields(kind or "text", value if kind else None)
    except ValueError as error:
        return [Problem(place, str(error))]
    return []


def _is_plain(value: Any, depth: int = 0) -> bool:
    if isinstance(value, list):
        return depth < DEEPEST_VALUE and all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, dict):
        return depth < DEEPEST_VALUE and all(
            isinstance(key, str) and _is_plain(each, depth + 1) for key, each in value.items()
        )
    return value is None or isinstance(value, (str, bool, int))
