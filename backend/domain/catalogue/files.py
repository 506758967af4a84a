"""The files of a city's folder: read, and every mistake in them named by its file and place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from flows.load import Problem, ServiceBroken, read_yaml
from tutorials.load import LessonBroken


def read_file(path: Path, schema: Schema, problems: list[Problem]) -> dict[str, Any]:
    """One file as its schema has it, {} where it cannot be used; what is wrong is added to `problems`."""
    try:
        data: dict[str, Any] = schema.load(read_yaml(path.read_text()))
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
    for path in sorted((folder / kind).glob("*.yaml")):
        try:
            documents[path.stem] = path.read_text()
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
