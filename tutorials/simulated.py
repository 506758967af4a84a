"""Steps on a simulated phone: each is boiled down to a key, and judged by it, here as on a phone with no network.

`tutorials.offline` describes the key and the algorithm. What is sent, and what a native app sends as JSON:

    tap    the id of the piece that was pressed        "settings"
    hold   the id of the piece that was held           "photo", or {"short": "photo"} for a short press
    swipe  the direction                               "up", or {"left": "anna"} for one that began on a piece;
                                                       the id of a piece where one was pressed instead
    type   what was typed, or said                     "Yes, see you at 3"
    speak  the same, or true: it was said aloud, and nobody but the person heard it
    order  the ids of the cards, in their order        ["open", "read", "answer"]
    sort   for each card, the pile where it lies       {"parcel": "scam", "granddaughter": "real"}
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from flows.text import N_
from flows.types import FIELD, Fields
from tutorials.lesson import Mistake, Step
from tutorials.patterns import LONGEST_TYPED, compiled
from tutorials.practice import Feedback
from tutorials.screen import DIRECTIONS
from tutorials.typed import plain

UNMINDED = r"""[\s.,;:!?'"()。，、；：！？…’‘“”،؟¡¿-]+"""
"""What makes no difference in a typed message: white space and signs between words."""
TOUCH, OVER, ALOUD = f"{FIELD}-touch", f"{FIELD}-over", f"{FIELD}-aloud"
"""Fields beside the answer: if a press was 'long', on which piece a swipe began, if something was said aloud: 'yes'."""
LONG = "long"
TYPED = frozenset({"type", "speak"})
Ways = list[dict[str, str]]


def key_of(step: Step, text: Callable[[str], str] = N_) -> dict[str, Any]:
    """Return what judges this step. `text` translates its sentences, and what is to be typed."""
    return {
        "fields": fields_of(step),
        "drop": {FIELD: UNMINDED} if step.kind in TYPED else {},
        "expect": _right_ways(step, text),
        "mistakes": [_mistake_key(step, mistake, text) for mistake in likely_mistakes(step)],
        "else": text(step.otherwise or ""),
        "done": text(step.done or ""),
    }


def judge_simulated(step: Step, fields: Fields, text: Callable[[str], str] = N_) -> Feedback:
    """Judge what a step's form says, field name → values; `text` translates what is to be typed."""
    found = _verdict(key_of(step, text), fields)
    if found == "right":
        return Feedback("right", step.done or "")
    if found is None:
        return Feedback("not-right", step.otherwise or "")
    mistake = likely_mistakes(step)[found]
    return Feedback("stopped" if mistake.harm else "mistake", mistake.say, mistake=found)


def fields_of(step: Step) -> list[str]:
    """The names of a step's form fields: one for each card that is sorted; else one, and how and where it was done."""
    if step.kind == "sort":
        return [_field(card.id) for card in step.cards]
    beside = {"hold": [TOUCH], "swipe": [OVER] if step.over else [], "speak": [ALOUD]}
    return [FIELD, *beside.get(step.kind, [])]


def as_fields(step: Step, value: object) -> Fields:
    """Return an answer given as JSON as the form fields in which it would have been sent; nonsense is no answer."""
    if step.kind == "sort" and isinstance(value, Mapping):
        return {_field(str(card)): [str(pile)] for card, pile in value.items()}
    if step.kind == "order" and isinstance(value, list):
        return {FIELD: [str(each) for each in value]}
    if step.kind == "hold" and isinstance(value, Mapping):
        return {FIELD: [str(value.get("short", ""))], TOUCH: [""]}
    if step.kind == "hold" and isinstance(value, str):
        return {FIELD: [value], TOUCH: [LONG]}
    if step.kind == "speak" and value is True:
        return {ALOUD: ["yes"]}
    if step.kind == "swipe" and isinstance(value, Mapping):
        way, piece = next(iter(value.items()), ("", ""))
        return {FIELD: [str(way)], OVER: [str(piece)]}
    if not isinstance(value, str):
        return {}
    return {FIELD: [value], OVER: [step.over]} if step.over and value in DIRECTIONS else {FIELD: [value]}


def likely_mistakes(step: Step) -> Sequence[Mistake]:
    """The mistakes that have words of their own; in holding, the short press; in sorting, each card on a wrong pile."""
    if step.kind == "hold":
        return (Mistake(step.short or "", value={"short": step.expect}), *step.mistakes)
    if step.kind != "sort":
        return step.mistakes
    return [
        Mistake(card.say or "", value={card.id: pile.id})
        for card in step.cards
        for pile in step.piles
        if pile.id != card.pile
    ]


def card_order(step: Step, sent: Sequence[str], move: str = "") -> list[str]:
    """Return the ids of the cards as they lie after a move, such as 'read:up' or 'read:down'.

    `sent` is how they lay; cards that were not sent, or not sent right, lie as in the lesson.
    """
    usual = [card.id for card in step.cards]
    order = list(sent) if sorted(sent) == sorted(usual) else usual
    card, _, way = move.partition(":")
    if card in order and way in {"up", "down"}:
        place = order.index(card)
        order.insert(max(0, place + (-1 if way == "up" else 1)), order.pop(place))
    return order


def _field(card_id: str) -> str:
    return f"{FIELD}-{card_id}"


def _right_ways(step: Step, text: Callable[[str], str]) -> Ways:
    match step.kind:
        case "type":
            return [_way(step, text(each)) for each in step.write]
        case "speak":
            return [*(_way(step, text(each)) for each in step.write), {ALOUD: "yes"}]
        case "sort":
            return [_way(step, {card.id: card.pile for card in step.cards})]
        case _:
            return [_way(step, step.expect)]


def _way(step: Step, value: Any) -> dict[str, str]:
    """A right or wrong answer as field → normal text; in sorting it may name some of the cards."""
    sent = as_fields(step, value)
    return {name: _normal(step, sent.get(name, ())) for name in fields_of(step) if name in sent}


def _normal(step: Step, values: Sequence[str]) -> str:
    typed = plain(" ".join(values))
    return re.sub(UNMINDED, "", typed) if step.kind in TYPED else typed


def _mistake_key(step: Step, mistake: Mistake, text: Callable[[str], str]) -> dict[str, Any]:
    if mistake.like is not None:
        known_by: dict[str, Any] = {"like": mistake.like}
    elif step.kind in {"hold", "swipe"} and isinstance(mistake.value, str):
        known_by = {"is": [{FIELD: _normal(step, [mistake.value])}]}  # however long, wherever it began
    else:
        known_by = {"is": [_way(step, mistake.value)]}
    return {**known_by, "say": text(mistake.say)} | ({"stopped": True} if mistake.harm else {})


def _verdict(key: Mapping[str, Any], fields: Fields) -> Literal["right"] | int | None:
    """Say 'right', the number of the first mistake that fits, or None: the phone's algorithm, line by line."""
    typed = {name: plain(" ".join(fields.get(name, ()))) for name in key["fields"]}
    normal = {name: re.sub(key["drop"].get(name, r"(?!)"), "", text) for name, text in typed.items()}

    def same(way: Mapping[str, str]) -> bool:
        return all(normal[name] == text for name, text in way.items())

    if any(map(same, key["expect"])):
        return "right"
    line = " ".join(text for text in typed.values() if text)[:LONGEST_TYPED]
    for number, mistake in enumerate(key["mistakes"]):
        if any(map(same, mistake["is"])) if "is" in mistake else compiled(mistake["like"]).search(line):
            return number
    return None
