"""The lessons of a city: those that every phone needs come with the product, and the city's own stand beside them."""

from pathlib import Path

from backend.domain.catalogue.files import each_loaded, read_texts
from flows.load import Problem
from tutorials.curriculum import OWN
from tutorials.in_city import in_city
from tutorials.lesson import Lesson
from tutorials.load import load_lesson


def read_lessons(folder: Path, city: str, problems: list[Problem]) -> tuple[dict[str, str], dict[str, Lesson]]:
    """The lessons as they were written, and as they are shown with the city's name in them, both by id.

    A city's own lesson takes the place of the product's of the same name. What is wrong is added to `problems`.
    """
    taught = read_texts(folder, "lessons", problems)
    taught |= {name: text for name, text in read_texts(OWN, "lessons", problems).items() if name not in taught}
    loaded = dict(each_loaded(taught, load_lesson, "lessons", problems))
    return taught, {name: in_city(each, city) for name, each in loaded.items()}
