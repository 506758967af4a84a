"""One question of GOV.UK Forms as one of ours, or a few: by its type, with all that its type cannot take over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.govuk_forms.document import line, listed, mapping, said
from flows.govuk_forms.ids import Ids
from flows.govuk_forms.routes import When

LONGEST_LINE, LONGEST_WORDS, LONGEST_OURS = 499, 4999, 4000
MOST_OPTIONS, FEWEST_OPTIONS = 30, 2
LONGEST_OPTION = 120
NONE = "None of the above"
NONE_ID = "none_of_the_above"

Raw = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """What a question becomes. `answers` gives the value that an answer in words has in conditions.

    `changed` and `lost` are halves of sentences about it. `follow` is asked after it, under its own `when`.
    """

    id: str
    raw: Raw
    changed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    free: bool = False
    """Whether any words can be the answer, as they stand."""
    follow: list[Raw] = field(default_factory=list)

    def test(self, words: str) -> When | None:
        """The condition that this was answered; None where it cannot be."""
        value = words if self.free else self.answers.get(words)
        if value is None:
            return None
        return {self.id: {"includes": value} if self.raw["type"] == "choices" else value}


def asked(data: Mapping[str, Any], ids: Ids, number: int) -> Asked | None:
    """What a question becomes, without its words; None for a type that is not known or cannot be."""
    kind, settings = line(data.get("answer_type")), mapping(data.get("answer_settings"))
    question = Asked(ids.new(line(data.get("question_text")), f"question_{number}"), {})
    optional = said(data.get("is_optional"))
    if kind == "selection":
        _selection(question, settings, ids, optional=optional)
    elif kind in SETTLED:
        raw, words = SETTLED[kind]
        question.raw |= raw
        question.changed += words
    elif kind in BY_SETTINGS:
        BY_SETTINGS[kind](question, settings)
    if question.raw and optional and kind != "selection":
        question.raw["optional"] = True
    return question if question.raw else None


def _text(asked: Asked, settings: Mapping[str, Any]) -> None:
    if settings.get("input_type") == "long_text":
        asked.raw |= {"type": "long_text", "max_length": LONGEST_OURS}
        asked.changed.append(f"answers may have {LONGEST_OURS} letters, not {LONGEST_WORDS}")
        return
    asked.raw |= {"type": "text", "max_length": LONGEST_LINE}
    asked.free = True


def _address(asked: Asked, settings: Mapping[str, Any]) -> None:
    kinds = mapping(settings.get("input_type"))
    if said(kinds.get("international_address")):
        asked.raw |= {"type": "long_text", "max_length": 500}
        asked.changed.append("an address in any country is written into one box, as there is no type for that")
        return
    asked.raw["type"] = "address"
    asked.changed.append("the address has no box for the county")


def _date(asked: Asked, settings: Mapping[str, Any]) -> None:
    asked.raw["type"] = "date"
    if settings.get("input_type") == "date_of_birth":
        asked.raw["latest"] = "today"


def _name(asked: Asked, settings: Mapping[str, Any]) -> None:
    kind = settings.get("input_type")
    if kind == "full_name":
        asked.raw |= {"type": "text", "max_length": LONGEST_LINE, "autocomplete": "name"}
    else:
        asked.raw["type"] = "person"
        asked.changed.append("each part of the name may have 80 letters, and a name of one part is taken too")
    if kind == "first_middle_and_last_name":
        asked.changed.append("middle names are written with the first name")
    if said(settings.get("title_needed")):
        asked.lost.append("the title before the name, such as Mrs, is not asked")


def _selection(asked: Asked, settings: Mapping[str, Any], ids: Ids, *, optional: bool) -> None:
    names, one = _options(asked, settings), said(settings.get("only_one_option"))
    if not names:
        asked.lost.append("a choice without anything to choose")
    elif one and not optional and [each.lower() for each in names] == ["yes", "no"]:
        asked.raw["type"] = "yes_no"
        asked.answers |= dict(zip(names, (True, False), strict=True))
    elif len(names) + optional > MOST_OPTIONS:
        asked.raw |= {"type": "text", "max_length": LONGEST_LINE} | ({"optional": True} if optional else {})
        asked.free = True
        words = f"more than {MOST_OPTIONS} answers cannot be shown to choose from, so it is asked in words"
        asked.changed.append(f"{words}: {', '.join(names)}")
    elif len(names) + optional < FEWEST_OPTIONS:
        asked.raw |= {"type": "yes_no", "hint": names[0]}
        asked.answers[names[0]] = True
        asked.changed.append("a choice with one answer is asked as a question for yes or no")
    else:
        _choice(asked, names, optional=optional, one=one)
    _none_of_them(asked, settings, ids)
    for each in map(mapping, listed(settings.get("selection_options"))):
        name, inside = line(each.get("name")), line(each.get("value"))
        if inside and name in asked.answers:
            asked.answers.setdefault(inside, asked.answers[name])


def _options(asked: Asked, settings: Mapping[str, Any]) -> list[str]:
    """What can be chosen, each once."""
    names: list[str] = []
    for each in map(mapping, listed(settings.get("selection_options"))):
        name = line(each.get("name"))
        if not name or name in names:
            asked.lost.append(f"an answer is empty or there twice: “{name}”")
        else:
            names.append(name)
    return names


def _choice(asked: Asked, names: list[str], *, optional: bool, one: bool) -> None:
    own = Ids()
    asked.raw |= {"type": "choice" if one else "choices", "options": []}
    for number, name in enumerate(names, start=1):
        option = {"id": own.new(name, f"option_{number}"), "text": name[:LONGEST_OPTION]}
        if len(name) > LONGEST_OPTION:
            asked.lost.append(f"an answer is longer than {LONGEST_OPTION} letters and was cut: “{name}”")
        asked.raw["options"].append(option)
        asked.answers[name] = option["id"]
    if optional:
        option = {"id": own.new(NONE, NONE_ID), "text": NONE}
        asked.raw["options"].append(option)
        asked.answers[NONE_ID] = asked.answers[NONE] = option["id"]
        asked.changed.append(f"“{NONE}”, which it has because it is optional, is one of the answers")
        if not one:
            asked.lost.append(f"that nobody can tick “{NONE}” beside another answer")


def _none_of_them(asked: Asked, settings: Mapping[str, Any], ids: Ids) -> None:
    """What is asked in the same place of whoever chose none of the answers becomes a page of its own."""
    more = mapping(settings.get("none_of_the_above_question"))
    words = line(more.get("question_text"))
    if not words:
        return
    if NONE_ID not in asked.answers:
        asked.lost.append(f"the question for those who choose none, as none cannot be chosen: “{words}”")
        return
    follow = {"id": ids.new(words, f"{asked.id}_other"), "type": "text", "ask": words, "max_length": LONGEST_LINE}
    follow["when"] = asked.test(NONE_ID)
    asked.follow.append(follow | ({"optional": True} if said(more.get("is_optional")) else {}))
    asked.changed.append(f"“{words}” is asked on a page of its own")


SETTLED: Mapping[str, tuple[Raw, tuple[str, ...]]] = {
    "number": (
        {"type": "number", "minimum": 0},
        ("it takes whole numbers only; for an amount of money change its type to money",),
    ),
    "email": ({"type": "email"}, ()),
    "national_insurance_number": ({"type": "national_id", "check": "uk-nino"}, ()),
    "phone_number": ({"type": "phone"}, ()),
    "organisation_name": ({"type": "text", "max_length": LONGEST_LINE, "autocomplete": "organization"}, ()),
    "file": (
        {"type": "file", "most": 1},
        ("the file is a PDF or a picture (JPEG, PNG, HEIC); tables and other documents are not taken",),
    ),
}
"""Types that are always the same, with what has to be said of them."""
BY_SETTINGS: Mapping[str, Callable[[Asked, Mapping[str, Any]], None]] = {
    "text": _text,
    "address": _address,
    "date": _date,
    "name": _name,
}
