"""The curriculum: which lessons there are for everybody, in modules, in the order in which they are learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.load import read_yaml
from tutorials.lesson import Lesson

OWN = Path(__file__).parent
"""Has the folder `lessons`, as a city's content folder has."""
SERVICES = "services"
"""The module of the lessons that the curriculum does not name: practice on what this city offers."""


@dataclass(frozen=True, slots=True)
class Module:
    """A few lessons that belong together; `lessons` are their ids, and may name some that are not written yet.

    `shows` is a lesson and a step of it: who does this one alone can do most of the module already.
    """

    id: str
    title: str
    lessons: tuple[str, ...]
    shows: tuple[str, str]


@cache
def curriculum() -> tuple[Module, ...]:
    """All modules, in their order."""
    raw = read_yaml((OWN / "curriculum.yaml").read_text())
    return tuple(
        Module(each["id"], each["title"], tuple(each["lessons"]), (each["shows"]["lesson"], each["shows"]["step"]))
        for each in raw["modules"]
    )


@cache
def shown_by() -> frozenset[tuple[str, str]]:
    """What each module `shows`: the steps that 'What can you do already?' asks for."""
    return frozenset(module.shows for module in curriculum())


def in_modules(lessons: Mapping[str, Lesson]) -> list[tuple[Module, list[Lesson]]]:
    """Return the lessons in their modules. A module without lessons is left out; each lesson is in one."""
    named = {each for module in curriculum() for each in module.lessons}
    others = [lesson for lesson in lessons.values() if lesson.id not in named]
    found = [
        (
            module,
            [lessons[each] for each in module.lessons if each in lessons] + (others if module.id == SERVICES else []),
        )
        for module in curriculum()
    ]
    return [(module, inside) for module, inside in found if inside]
