"""What must hold in a step on a simulated phone, in itself: it can be done, and each likely mistake can be made."""

from collections.abc import Iterable, Iterator, Mapping

from flows.load import Problem
from tutorials.lesson import ON_SCREEN, SIMULATED, Step
from tutorials.screen import DIRECTIONS, Piece, Screen
from tutorials.simulated import key_of, likely_mistakes


def simulated_problems(step: Step, screens: Mapping[str, Screen]) -> Iterator[Problem]:
    """Say all that is wrong with a step on a screen, with cards, or to watch, naming step and key."""
    found = list(_on_screen(step, screens.get(step.screen or ""))) if step.kind in ON_SCREEN else []
    found += _watch(step, screens) if step.kind == "watch" else []
    found += [("cards", f"'{each}' is given twice") for each in repeated(card.id for card in step.cards)]
    found += _order(step) if step.kind == "order" else _sort(step) if step.kind == "sort" else []
    found += [
        (f"mistakes.{number}.harm", "putting cards in another order does no harm")
        for number, each in enumerate(step.mistakes, 1)
        if each.harm and step.kind == "order"
    ]
    # The mistakes can be held to the right answer only when that is sound.
    found += [] if found or step.kind not in SIMULATED else _mistakes(step)
    yield from (Problem(f"steps.{step.id}.{where}", what) for where, what in found)


def repeated(ids: Iterable[str]) -> list[str]:
    """Return the ids that are there more than once."""
    every = list(ids)
    return sorted({each for each in every if every.count(each) > 1})


def _on_screen(step: Step, screen: Screen | None) -> Iterator[tuple[str, str]]:
    if screen is None:
        yield "screen", f"there is no screen '{step.screen}'"
        return
    for each in repeated(piece.id for piece in screen.pieces):
        yield "screen", f"'{each}' is twice on the screen '{screen.id}'"
    if step.points is not None and screen.piece(step.points) is None:
        yield "points", f"there is no '{step.points}' on the screen '{screen.id}'"
    checks = {"tap": _pressed, "hold": _pressed, "swipe": _swiped}
    yield from checks.get(step.kind, _typed)(step, screen)


def _pressed(step: Step, screen: Screen) -> Iterator[tuple[str, str]]:
    for where, piece_id in _answers(step).items():
        yield from _not_pressable(screen, where, piece_id)


def _swiped(step: Step, screen: Screen) -> Iterator[tuple[str, str]]:
    if step.expect not in DIRECTIONS:
        yield "expect", f"is a direction: {', '.join(DIRECTIONS)}"
    if step.over is not None and screen.piece(step.over) is None:
        yield "over", f"there is no '{step.over}' on the screen '{screen.id}'"
    for each in (piece.id for piece in screen.pieces if piece.id in DIRECTIONS):
        yield "screen", f"'{each}' on the screen '{screen.id}' has the name of a direction"
    for where, value in _answers(step).items():
        if value not in DIRECTIONS and where != "expect":
            yield from _not_pressable(screen, where, value)


def _answers(step: Step) -> dict[str, object]:
    return {"expect": step.expect} | {f"mistakes.{n}.is": each.value for n, each in enumerate(step.mistakes, 1)}


def _not_pressable(screen: Screen, where: str, piece_id: object) -> Iterator[tuple[str, str]]:
    piece = screen.piece(piece_id if isinstance(piece_id, str) else None)
    if piece is None:
        yield where, f"there is no '{piece_id}' on the screen '{screen.id}'"
    elif not piece.pressable:
        yield where, f"'{piece_id}' on the screen '{screen.id}' cannot be pressed"


def _typed(_: Step, screen: Screen) -> Iterator[tuple[str, str]]:
    if len([each for each in screen.pieces if each.kind == "field"]) != 1:
        yield "screen", f"the screen '{screen.id}' needs one field to type in"
    elif not screen.senders:
        yield "screen", f"the screen '{screen.id}' needs something to press after its field, to send"


def _watch(step: Step, screens: Mapping[str, Screen]) -> Iterator[tuple[str, str]]:
    for number, frame in enumerate(step.frames, 1):
        screen = screens.get(frame.screen)
        piece = screen.piece(frame.points) if screen else None
        if screen is None:
            yield f"frames.{number}.screen", f"there is no screen '{frame.screen}'"
        elif frame.points is not None and piece is None:
            yield f"frames.{number}.points", f"there is no '{frame.points}' on the screen '{screen.id}'"
        yield from (("frames." + str(number) + ".does", what) for what in _moved(frame.does, piece))


def _moved(does: str | None, piece: Piece | None) -> Iterator[str]:
    if does in {"press", "hold", "type"} and piece is None:
        yield f"says '{does}', but points to nothing"
    elif does == "type" and piece is not None and piece.kind != "field":
        yield f"nothing can be typed into '{piece.id}'"


def _order(step: Step) -> Iterator[tuple[str, str]]:
    shown = [card.id for card in step.cards]
    for where, order in _answers(step).items():
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
    written = key["mistakes"][len(likely_mistakes(step)) - len(step.mistakes) :] if step.kind != "sort" else ()
    for number, mistake in enumerate(written, 1):
        if any(way in key["expect"] for way in mistake.get("is", ())):
            yield f"mistakes.{number}", "is the right answer"
