"""What must hold in a step on a simulated phone, in itself: it can be done, and each likely mistake can be made."""

from collections.abc import Iterable, Iterator, Mapping

from flows.load import Problem
from tutorials.lesson import SIMULATED, Step
from tutorials.screen import Screen
from tutorials.simulated import key_of


def simulated_problems(step: Step, screens: Mapping[str, Screen]) -> Iterator[Problem]:
    """Say all that is wrong with a tap, type, order, sort or watch step, naming the step and the key in the file."""
    checks = {"tap": _tap, "type": _type, "watch": _watch}
    found = list(checks[step.kind](step, screens)) if step.kind in checks else []
    found += [("cards", f"'{each}' is given twice") for each in repeated(card.id for card in step.cards)]
    found += _order(step) if step.kind == "order" else _sort(step) if step.kind == "sort" else []
    found += [
        (f"mistakes.{number}.harm", "only something pressed can do harm")
        for number, each in enumerate(step.mistakes, 1)
        if each.harm and step.kind != "tap"
    ]
    # The mistakes can be held to the right answer only when that is sound.
    found += [] if found or step.kind not in SIMULATED else _mistakes(step)
    yield from (Problem(f"steps.{step.id}.{where}", what) for where, what in found)


def repeated(ids: Iterable[str]) -> list[str]:
    """Return the ids that are there more than once."""
    every = list(ids)
    return sorted({each for each in every if every.count(each) > 1})


def _tap(step: Step, screens: Mapping[str, Screen]) -> Iterator[tuple[str, str]]:
    screen = screens.get(step.screen or "")
    if screen is None:
        yield "screen", f"there is no screen '{step.screen}'"
        return
    yield from _piece_problems(screen)
    pressed = {"expect": step.expect} | {f"mistakes.{n}.is": each.value for n, each in enumerate(step.mistakes, 1)}
    for where, piece_id in pressed.items():
        piece = screen.piece(piece_id if isinstance(piece_id, str) else None)
        if piece is None:
            yield where, f"there is no '{piece_id}' on the screen '{screen.id}'"
        elif piece.kind not in {"press", "field"}:
            yield where, f"'{piece_id}' on the screen '{screen.id}' cannot be pressed"


def _type(step: Step, screens: Mapping[str, Screen]) -> Iterator[tuple[str, str]]:
    screen = screens.get(step.screen or "")
    if screen is None:
        yield "screen", f"there is no screen '{step.screen}'"
    elif screen.field is None or len([each for each in screen.pieces if each.kind == "field"]) > 1:
        yield "screen", f"the screen '{screen.id}' needs one field to type in"
    elif not screen.senders:
        yield "screen", f"the screen '{screen.id}' needs something to press after its field, to send"
    else:
        yield from _piece_problems(screen)


def _watch(step: Step, screens: Mapping[str, Screen]) -> Iterator[tuple[str, str]]:
    for number, frame in enumerate(step.frames, 1):
        screen = screens.get(frame.screen)
        if screen is None:
            yield f"frames.{number}.screen", f"there is no screen '{frame.screen}'"
        elif frame.points is not None and screen.piece(frame.points) is None:
            yield f"frames.{number}.points", f"there is no '{frame.points}' on the screen '{screen.id}'"


def _piece_problems(screen: Screen) -> Iterator[tuple[str, str]]:
    for each in repeated(piece.id for piece in screen.pieces):
        yield "screen", f"'{each}' is twice on the screen '{screen.id}'"


def _order(step: Step) -> Iterator[tuple[str, str]]:
    shown = [card.id for card in step.cards]
    wanted = {"expect": step.expect} | {f"mistakes.{n}.is": each.value for n, each in enumerate(step.mistakes, 1)}
    for where, order in wanted.items():
        if not isinstance(order, list) or sorted(map(str, order)) != sorted(shown):
            yield where, "names each card once, in order"
    if step.expect == shown:
        yield "cards", "lie in the right order from the start"


def _sort(step: Step) -> Iterator[tuple[str, str]]:
    piles = [pile.id for pile in step.piles]
    yield from (("piles", f"'{each}' is given twice") for each in repeated(piles))
    for card in step.cards:
        if card.pile not in piles:
            yield f"cards.{card.id}.pile", f"there is no pile '{card.pile}'"
        if card.say is None:
            yield f"cards.{card.id}.say", "says nothing when the card lies on a wrong pile"
    for pile in piles:
        if pile not in {card.pile for card in step.cards}:
            yield "piles", f"no card belongs on '{pile}'"


def _mistakes(step: Step) -> Iterator[tuple[str, str]]:
    key = key_of(step)
    for number, mistake in enumerate(key["mistakes"] if step.kind != "sort" else (), 1):
        if any(way in key["expect"] for way in mistake.get("is", ())):
            yield f"mistakes.{number}", "is the right answer"
