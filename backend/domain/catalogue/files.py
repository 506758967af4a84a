"""The files of a city's folder: read, and every mistake in them named by its file and place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from flows.load import Problem, ServiceBroken, read_yaml
from tutorials.load import LessonBroken

LARGEST = 1_000_000
"""Of a file; each kind has a smaller limit of its own. What is larger is not even read."""
MOST_FILES = 500


def whole(path: Path) -> str:
    """The text of a file. Raises `OSError` for what is too large or no file, before any of it is read."""
    if path.exists() and not path.is_file():
        raise OSError("it is no file")
    if path.stat().st_size > LARGEST:
        raise OSError(f"it is larger than {LARGEST} bytes")
    return path.read_text(encoding="utf-8")


def read_file(path: Path, schema: Schema, problems: list[Problem]) -> dict[str, Any]:
    """One file as its schema has it, {} where it cannot be used; what is wrong is added to `problems`."""
    try:
        data: dict[str, Any] = schema.load(read_yaml(whole(path)))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, f"cannot be read: {error}"))
    except ServiceBroken as error:
        problems.extend(Problem(f"{path.name} {each.where}", each.what) for each in error.problems)
    except ValidationError as error:
        problems.extend(Problem(f"{path.name} {key}", what) for key, what in _flat(error.messages))
    else:
        return data
    return {}


def read_texts(folder: Path, kind: str, problems: list[Problem]) -> dict[str, str]:
    """The files of a folder inside it, such as 'services', as they were written, by name."""
    documents = {}
    paths = sorted((folder / kind).glob("*.yaml"))
    if len(paths) > MOST_FILES:
        problems.append(Problem(kind, f"has more than {MOST_FILES} files"))
    for path in paths[:MOST_FILES]:
        try:
            documents[path.stem] = whole(path)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(f"{kind}/{path.name}", f"cannot be read: {error}"))
    return documents


def each_loaded(documents: Mapping[str, str], load: Any, kind: str, problems: list[Problem]) -> Any:
    """What was loaded of each, as (id, thing); one that cannot be loaded is left out, and told."""
    for name, text in documents.items():
        try:
            loaded = load(text)
        except (ServiceBroken, LessonBroken) as error:
            problems.extend(Problem(f"{kind}/{name}.yaml {each.where}", each.what) for each in error.problems)
            continue
        if loaded.id != name:
            problems.append(Problem(f"{kind}/{name}.yaml id", f"is '{loaded.id}', but the file is named '{name}'"))
        yield loaded.id, loaded


def _flat(messages: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(messages, dict):
        return [each for key, value in messages.items() for each in _flat(value, f"{path}.{key}".strip("."))]
    return [(path, " ".join(messages))]
