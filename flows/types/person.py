"""A person: the parts of a name, and the date of birth where the service needs it."""

from collections.abc import Callable, Mapping

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type
from flows.types.day import PARTS as BORN_PARTS
from flows.types.day import day_from, within

NAMES = ("given", "family")
ONE_PART = "one_part"
LONGEST_NAME = 80
EXAMPLE = '{"given": "Mary Ann", "family": "Green"}'
BORN = frozenset({"optional", "required"})
"""What the limit `born` may say; without it the date of birth is not asked."""


class Person:
    """A name as {given, family}, or as {name} where it has one part only; with `born` as 'YYYY-MM-DD' where asked.

    A form has a box for each part, in the order of the reader's language, and a tick for a name of one part: nobody is
    made to invent a second one, and nobody forgets theirs. `earliest` and `latest` limit the date of birth.
    """

    limits = frozenset({"born", "earliest", "latest"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the boxes as a mapping, or None when all are empty."""
        asked = (*NAMES, ONE_PART, *(BORN_PARTS if "born" in question.limits else ()))
        boxes = {part: one(fields, part) for part in asked}
        return boxes if any(text for part, text in boxes.items() if part != ONE_PART) else None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the name in its parts, and the date of birth where there is one."""
        if not isinstance(value, Mapping) or not set(value) <= {"name", *NAMES, ONE_PART, "born", *BORN_PARTS}:
            raise wrong_type(EXAMPLE)
        name, wrongs = _tried(lambda: _name(value))
        born, more = _tried(lambda: _born(question, value, context))
        if wrongs or more:
            raise AnswerWrong(*wrongs, *more)
        return name | born


def _tried(read: Callable[[], dict[str, str]]) -> tuple[dict[str, str], tuple[Wrong, ...]]:
    """What is read, or what is wrong with it: both parts of the page are told at once."""
    try:
        return read(), ()
    except AnswerWrong as error:
        return {}, error.wrongs


def _name(value: Mapping[str, object]) -> dict[str, str]:
    typed = {part: " ".join(clean(value.get(part) or "", LONGEST_NAME, part).split()) for part in ("name", *NAMES)}
    parts = {part: typed[part] for part in NAMES}
    if typed["name"]:
        if any(parts.values()):
            raise wrong_type(EXAMPLE)
        return {"name": typed["name"]}
    if value.get(ONE_PART) in {"yes", True}:
        return _one_part(parts)
    missing = [Wrong(f"{part}-missing", MISSING[part], {}, part) for part in NAMES if not parts[part]]
    if missing:
        raise AnswerWrong(*missing)
    return parts


def _one_part(parts: Mapping[str, str]) -> dict[str, str]:
    given = [text for text in parts.values() if text]
    if not given:
        raise AnswerWrong(Wrong("given-missing", MISSING["given"], {}, "given"))
    if len(given) > 1:
        message = N_(
            "You ticked that the name has one part, and wrote two. Take the tick away, or leave one box empty."
        )
        raise AnswerWrong(Wrong("two-parts", message, {}, ONE_PART))
    return {"name": given[0]}


def _born(question: Question, value: Mapping[str, object], context: Context) -> dict[str, str]:
    asked = question.limits.get("born")
    boxes = {part: value.get(part) for part in BORN_PARTS}
    said = value.get("born") or (boxes if any(boxes.values()) else None)
    if asked is None:
        if said:
            raise wrong_type(EXAMPLE)
        return {}
    if said is None:
        if asked == "optional":
            return {}
        message = N_("We need the date of birth too, for example 27 3 1950.")
        raise AnswerWrong(Wrong("born-missing", message, {}, "day"))
    day = day_from(said)
    within(day, question, context)
    return {"born": day.isoformat()}


def name_of(value: Mapping[str, str]) -> str:
    """A name as it is written: the family name first and without a blank where it stands in Han characters."""
    if "name" in value:
        return value["name"]
    given, family = value["given"], value["family"]
    return f"{family}{given}" if _is_han(given + family) else f"{given} {family}"


def _is_han(text: str) -> bool:
    return all("\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or sign > "\U0001ffff" for sign in text)


MISSING: Mapping[str, str] = {
    "given": N_("We need the given name, for example Mary Ann."),
    "family": N_("We need the family name too. If the name has one part only, tick the box below."),
}
