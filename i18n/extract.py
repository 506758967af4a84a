"""Takes the texts out of content files: at run time for checks, and for the catalogues as a Babel extractor."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import IO

import yaml

from i18n.fields import FIELDS, FOLDERS, NAMES, Fields, Kind, Text
from i18n.text import PLACES

Extracted = tuple[int, None, str, list[str]]
_PLACES = re.compile(PLACES)


def kind_of(path: PurePath) -> Kind | None:
    """The kind of content a file holds by its name and folder, or None: `content/services/x.yaml` is a 'service'."""
    return FOLDERS.get(path.parent.name) or NAMES.get(path.stem)


def texts_of(document: object, kind: Kind) -> Iterator[tuple[str, str]]:
    """Every translatable text of a loaded content file, in the order of the file.

    Yields:
        The text's path and the text, without blanks around it. A path has names joined by dots; an item of a list goes
        by its `id`, else by its number counted from 1: `questions.birth_date.why`, `need.1`, `steps.pay.hints.2`.
        What is nothing but a place to fill, such as `%(city)s`, says nothing that could be translated.

    What is not as the format says (a number where a text belongs) is passed over: the flow and lesson engines check
    the format and name the fault.
    """
    for path, text in _walk(document, FIELDS[kind], ""):
        yield path, text.strip()


def extract_yaml(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel's interface; YAML has no functions to look for
    comment_tags: Collection[str],  # noqa: ARG001 - the same: every text gets its path as a comment
    options: Mapping[str, str],
) -> Iterator[Extracted]:
    """Babel's extraction interface for service, lesson and other content files.

    Args:
        fileobj: the file, opened as bytes.
        keywords: not used.
        comment_tags: not used.
        options: `path` says which file this is where the file object has no name of its own.

    Yields:
        (line number, None, text, [comment]); the comment says where the text stands, for the translator:
        `senior-travel-card · questions.birth_date.why`.

    Raises:
        ValueError: nothing says which fields of this file are texts, or it is not YAML.
    """
    file = PurePath(options.get("path") or fileobj.name)
    kind = kind_of(file)
    if kind is None:
        raise ValueError("i18n/fields.py does not say which fields of this file are texts")
    try:
        document = yaml.load(fileobj, Loader=_LineLoader)  # noqa: S506 - a safe loader that also keeps lines
    except yaml.YAMLError as error:
        raise ValueError(f"this is not YAML: {error}") from error
    for path, text in _walk(document, FIELDS[kind], ""):
        line = text.line if isinstance(text, _Located) else 0
        yield line, None, text.strip(), [f"{file.stem} · {path}"]


def _walk(value: object, fields: Text | Fields, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _walk(item, fields, _joined(path, _name(item, number)))
    elif isinstance(value, dict) and not isinstance(fields, Text):
        for key, part in value.items():
            if key in fields:
                yield from _walk(part, fields[key], _joined(path, str(key)))
    elif isinstance(value, str) and isinstance(fields, Text) and _PLACES.sub("", value).strip():
        yield path, value


def _name(item: object, number: int) -> str:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else str(number)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class _Located(str):
    """A text that knows the line it began on."""

    __slots__ = ("line",)
    line: int


class _LineLoader(yaml.CSafeLoader):
    """PyYAML's safe loader, giving texts that know their line."""


def _located(loader: _LineLoader, node: yaml.ScalarNode) -> _Located:
    text = _Located(loader.construct_yaml_str(node))
    text.line = node.start_mark.line + 1
    return text


_LineLoader.add_constructor("tag:yaml.org,2002:str", _located)
