"""The files that keep the words that lessons were written beside: `bound/<lesson>.yaml` in a city's folder.

`handrail lessons bind` writes them after somebody has read the lessons; `handrail check` compares.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml
from marshmallow import Schema, ValidationError, fields

from backend.domain.catalogue.city import Content
from backend.domain.catalogue.files import whole
from flows.load import Problem, ServiceBroken, read_yaml
from flows.service import Service
from tutorials import bound
from tutorials.bound import Words
from tutorials.lesson import Lesson

FOLDER = "bound"
WHY = (
    "# The words of the service when this lesson was last read beside them. Made by `handrail lessons bind`:\n"
    "# do not change it by hand. It is not translated, and nobody reads it but `handrail check`.\n"
)


class _BoundSchema(Schema):
    questions = fields.Dict(
        required=True, keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String())
    )


def changed(folder: Path, content: Content) -> Iterator[Problem]:
    """Say which steps of the written lessons were made beside other words. Takes content as it was read."""
    for lesson, service in _taught(content):
        try:
            was = _read(folder / FOLDER / f"{lesson.id}.yaml")
        except (ServiceBroken, ValidationError, OSError, UnicodeDecodeError) as error:
            yield Problem(f"{FOLDER}/{lesson.id}.yaml", f"cannot be read, so run `handrail lessons bind`: {error}")
            continue
        yield from bound.problems_of(lesson, service, was)


def bind(folder: Path, content: Content) -> list[str]:
    """Write the words of today for every written lesson on a service; return the lessons."""
    (folder / FOLDER).mkdir(exist_ok=True)
    taught = {lesson.id: service for lesson, service in _taught(content)}
    for path in (folder / FOLDER).glob("*.yaml"):
        if path.stem not in taught:
            path.unlink()
    for lesson, service in taught.items():
        written = {"questions": bound.words_of(service)}
        text = yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=110)
        (folder / FOLDER / f"{lesson}.yaml").write_text(WHY + text, encoding="utf-8")
    return sorted(taught)


def _taught(content: Content) -> Iterator[tuple[Lesson, Service]]:
    for lesson in content.lessons.values():
        service = content.services.get(lesson.service or "")
        if service is not None:
            yield lesson, service


def _read(path: Path) -> Words | None:
    if not path.exists():
        return None
    read: Words = _BoundSchema().load(read_yaml(whole(path)))["questions"]
    return read
