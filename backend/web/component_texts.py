"""What the examples of texts and of simulated phones are given, for `/components`."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from backend.core import clock
from backend.domain.catalogue.city import Office
from backend.web.door import language, parts, say
from tutorials.lesson import Lesson, Step

OTHER = "Guten Tag"
"""Words in a language that no page is in: they say which."""


def texts(offices: list[Office]) -> dict[str, Any]:
    """A text of the city, one block of each kind."""
    line, bold = _line(say("Nothing is sent.")), _line(say("Messages"), strong=True)
    link = _of_spans((say("Nothing is sent.") + " ", False, None), (say("Help"), False, "/help"))
    foreign = _line(OTHER, "de")
    told = SimpleNamespace(short=[line, bold, link], minutes=3, ends_on=None)
    shown: dict[str, dict[str, Any]] = {
        "heading": {"level": 3, "lines": [line]},
        "paragraph": {"lines": [link]},
        **{kind: {"lines": [line, bold, foreign]} for kind in ("list", "steps", "quote")},
        "warning": {"lines": [bold]},
        "table": {"rows": [[_line(say("Number")), _line(say("When"))], [_line("1"), line]]},
        "contact": {"office": offices[0].id, "lines": [line]},
    }
    return {
        "sentence": line,
        "foreign": foreign,
        "turned": SimpleNamespace(**vars(line) | {"converted": True}),
        "foreign_is": Markup(' lang="de" dir="ltr"'),
        "told": told,
        "ending": SimpleNamespace(minutes=1, ends_on=parts().today()),
        "version": SimpleNamespace(publish_at=clock.now()),
        "blocks_of": {kind: SimpleNamespace(kind=kind, **block) for kind, block in shown.items()},
        "offices_by_id": {each.id: each for each in offices},
    }


def _line(text: str, tag: str | None = None, *, strong: bool = False) -> SimpleNamespace:
    return _of_spans((text, strong, None), tag=tag)


def _of_spans(*spans: tuple[str, bool, str | None], tag: str | None = None) -> SimpleNamespace:
    """A line of words, each bold or a link or neither."""
    spoken = {"language": tag or language().tag, "direction": "ltr" if tag else language().direction}
    made = [SimpleNamespace(text=text, strong=strong, href=href) for text, strong, href in spans]
    words = "".join(text for text, _, _ in spans)
    return SimpleNamespace(text=words, spoken=words, spans=made, converted=False, **spoken)


def screens(lessons: Iterable[Lesson]) -> dict[str, Any]:
    """A step of the city's lessons for each thing that is done on a simulated phone."""
    steps = [(lesson, step) for lesson in lessons for step in lesson.steps]
    kinds = {"tapped": "tap", "tapped_elsewhere": "tap", "held": "hold", "swiped": "swipe"}
    kinds |= {"typed": "type", "typed_elsewhere": "type", "spoken": "speak"}
    found: dict[str, Any] = {}
    for name, kind in kinds.items():  # two groups of one name on a page would be told apart by nobody who hears them
        used = {each["shown"].title for each in found.values()}
        found[name] = _on_screen(*_first([each for each in steps if _title(each) not in used], kind))
    ordered, (lesson, watched) = _first(steps, "order")[1], _first(steps, "watch")
    return found | {
        "ordered": {"step": ordered, "ids": [card.id for card in ordered.cards]},
        "sorted": {"step": _first(steps, "sort")[1]},
        "watched": {"step": watched, "screens": lesson.screens},
    }


def _first(steps: list[tuple[Lesson, Step]], kind: str) -> tuple[Lesson, Step]:
    """The one with the fewest pictures and cards, so that the page stays small."""
    return min((each for each in steps if each[1].kind == kind), key=lambda each: _size(*each))


def _title(of: tuple[Lesson, Step]) -> str | None:
    lesson, step = of
    return lesson.screens[step.screen].title if step.screen else None


def _size(lesson: Lesson, step: Step) -> int:
    shown = [step.screen] if step.screen else [frame.screen for frame in step.frames]
    return len(step.cards) + sum(len([*lesson.screens[each].inside, *lesson.screens[each].around]) for each in shown)


def _on_screen(lesson: Lesson, step: Step) -> dict[str, Any]:
    shown = lesson.screens[step.screen or ""]
    pieces = [*shown.inside, *shown.around]
    return {"step": step, "shown": shown, "marked": next((each.id for each in pieces if each.pressable), None)}
