"""Collects the messages of the product and of the content from their sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.extract import extract_from_file
from jinja2 import TemplateSyntaxError

from i18n.entries import Entry
from i18n.languages import Language
from i18n.po import Key


class SourceError(ValueError):
    """A source file whose texts cannot be taken out; the message names the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one kind and the Babel extractor that reads them."""

    folder: str
    pattern: str
    method: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Domain:
    """One catalogue for each language, and what it is made from.

    Attributes:
        name: the .po file's name without its ending.
        base: the folder that file names are relative to.
        locales: the folder that holds a folder for each language.
        sources: the files the messages stand in, in the order the catalogue has them.
    """

    name: str
    base: Path
    locales: Path
    sources: tuple[Source, ...]

    def path(self, language: Language) -> Path:
        """Where a language's catalogue is."""
        return self.locales / language.folder / "LC_MESSAGES" / f"{self.name}.po"


# `plural` is Translator.plural: its two texts are marked by being written in the call.
_KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "plural": (1, 2),
}
_COMMENT: Final = "Translators:"
_JINJA: Final = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
    "newstyle_gettext": "true",
    "trimmed": "true",
    # Otherwise a template with a mistake in it would quietly lose its translations.
    "silent": "false",
}


def domains(root: Path, content: Path) -> tuple[Domain, Domain]:
    """The two catalogues: the product's, from the code under `root`, and the city's, from the `content` folder."""
    rooms = ("backend", "flows", "tutorials", "prose", "push", "registers", "i18n")
    code = [Source(room, "**/*.py", "python", {}) for room in rooms]
    templates = Source("backend/web/templates", "**/*.html", "jinja2.ext:babel_extract", _JINJA)
    lessons = _yaml("tutorials")
    markdown = Source(content.name, "**/*.md", "prose.extract:extract_markdown", {})
    return (
        Domain("handrail", root, root / "i18n" / "locales", (templates, *code, lessons)),
        Domain("content", content.parent, content / "locales", (_yaml(content.name), markdown)),
    )


def _yaml(folder: str) -> Source:
    return Source(folder, "**/*.yaml", "i18n.extract:extract_yaml", {})


def gather(domain: Domain) -> dict[Key, Entry]:
    """All messages of a domain, untranslated, in the order of its sources.

    Raises:
        SourceError: a file cannot be read, or the same text is used with two different plurals.
    """
    entries: dict[Key, Entry] = {}
    for source in domain.sources:
        for path in sorted((domain.base / source.folder).glob(source.pattern)):
            for entry in _extracted(path, source, path.relative_to(domain.base).as_posix()):
                _add(entries, entry)
    return entries


def _extracted(path: Path, source: Source, name: str) -> Iterator[Entry]:
    try:
        found = extract_from_file(
            source.method, path, _KEYWORDS, (_COMMENT,), dict(source.options), strip_comment_tags=True
        )
    except TemplateSyntaxError as error:
        raise SourceError(f"{name}:{error.lineno}: {error.message}") from error
    except ValueError as error:
        raise SourceError(f"{name}: {error}") from error
    for _, texts, comments, context in found:
        ids = (texts,) if isinstance(texts, str) else tuple(texts)
        yield Entry(ids, context, comments=[comment.strip() for comment in comments], files=[name])


def _add(entries: dict[Key, Entry], entry: Entry) -> None:
    known = entries.setdefault(entry.key, entry)
    if known is entry:
        return
    if len(known.ids) == len(entry.ids) and known.ids != entry.ids:
        raise SourceError(f"{entry.files[0]}: '{entry.ids[0]}' has another plural in {known.files[0]}")
    # A text used both alone and with a plural is one message in gettext: the one with the plural.
    known.ids = max(known.ids, entry.ids, key=len)
    known.comments += [comment for comment in entry.comments if comment not in known.comments]
    known.files += [file for file in entry.files if file not in known.files]
