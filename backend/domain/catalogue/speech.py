"""What can be heard: the public sentences of a city in one language, and the sounds that were made of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from backend.domain.catalogue.city import Content
from i18n.catalogues import Translator
from i18n.gather import domains, gather
from i18n.languages import SOURCE
from i18n.sentence import Sentence
from i18n.speech import BY_ID, VOICES, Voice, key_of, name_of, sentences, spoken

Text = TypeVar("Text", bound=str)

FOLDER = "speech"
MANIFEST = "sentences.json"
NAME = re.compile(r"[0-9a-f]{20}(-[0-9a-f]{8})?")
KINDS: Mapping[str, str] = {"opus": "audio/ogg", "mp3": "audio/mpeg"}
"""Opus first: half the size. MP3 for phones that do not play it."""

_NOT_READ = ("backend/web/templates/desk", "backend/web/templates/demo", "backend/api/", "prose/")
_KEYWORDS = re.compile(r"· (keywords|people\.\d+\.about)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: as it is shown, as it is said, its key for pages and the name of its sound."""

    text: str
    said: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A sentence that can be heard; `file` names its sound without an ending; `human`: a person reads."""

    text: str
    key: str
    file: str
    human: bool = False


def in_language(texts: Iterable[str], translator: Translator) -> Iterator[str]:
    """These texts in a language. What is not translated is left to the English voice."""
    for text in texts:
        fragment = translator.find(text)
        if fragment.language == translator.language.tag:
            yield fragment.text


def lines(texts: Iterable[str], voice: Voice) -> list[Line]:
    """Every sentence of these texts, which are in the language of the voice, each once."""
    found: dict[str, Line] = {}
    for text in texts:
        for sentence in sentences(text):
            said = spoken(sentence, voice)
            key = key_of(sentence)
            found.setdefault(key, Line(sentence, said, key, name_of(voice, said)))
    return list(found.values())


def texts_of(root: Path, folder: Path, content: Content) -> Iterator[str]:
    """The public texts of pages and of the city, in the source language.

    `root` is the program's source tree and `folder` the city's. A text with a value to fill in is different for each
    reader and left out; so are those of Markdown, which are heard without its marks and as their writers say them.
    """
    for domain in domains(root, folder):
        for entry in gather(domain).values():
            if all(map(_is_not_read, entry.files)) or any("%(" in each for each in entry.ids):
                continue
            if not (entry.comments and all(_KEYWORDS.search(each) for each in entry.comments)):
                yield from entry.ids[:1]
    for office in content.offices.values():
        yield from office.address
    # Lessons that are made from services carry their values with them, so they can be read.
    for lesson in content.lessons.values():
        yield from every(Sentence, lesson)


def _is_not_read(file: str) -> bool:
    return file.startswith(_NOT_READ) or file.endswith(".md")


def every(kind: type[Text], value: Any) -> Iterator[Text]:
    """Every text of a kind, `str` or `Sentence`, that is anywhere in a lesson or in a part of one, in order."""
    if isinstance(value, kind):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from every(kind, getattr(value, each.name))
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from every(kind, part)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence with the voice that reads it, and the bytes of its sound in one format."""

    voice: str
    sound: Sound
    size: int


def shown(texts: Iterable[str], translator: Translator) -> Iterator[str]:
    """These texts as a reader sees them: translated, or in the source's language."""
    return (translator.find(text).text for text in texts)


@dataclass
class Shelf:
    """The sounds in a folder: read when first asked for, and again when `handrail speech` has written anew."""

    folder: Path
    _read: dict[str, tuple[int, Mapping[str, Sound]]] = field(default_factory=dict)

    def sounds(self, voice: str) -> Mapping[str, Sound]:
        """The sentences that this voice can read, by key; none for a voice nobody has made."""
        manifest = self.folder / voice / MANIFEST
        if voice not in BY_ID:
            return {}
        try:
            stamp = manifest.stat().st_mtime_ns
        except OSError:
            return {}
        if self._read.get(voice, (0, {}))[0] != stamp:
            self._read[voice] = (stamp, read_manifest(manifest))
        return self._read[voice][1]

    def heard(self, texts: Iterable[str], voice: Voice, ending: str) -> list[Heard]:
        """What can be heard of these texts in one format, each sentence once: by this voice, else by the English one.

        The texts are as they are shown: in the language of the voice, and in English where it has no translation.
        """
        found: dict[str, Heard] = {}
        voices = dict.fromkeys([voice, *VOICES[SOURCE.tag][:1]])
        for key in dict.fromkeys(key_of(each) for text in texts for each in sentences(text)):
            for each in voices:
                sound = self.sounds(each.id).get(key)
                path = self.file(each.id, sound.file, ending) if sound else None
                if sound and path:
                    found.setdefault(key, Heard(each.id, sound, path.stat().st_size))
        return list(found.values())

    def file(self, voice: str, name: str, ending: str) -> Path | None:
        """The file of one sound, or None. Nothing but a digest is ever joined to a path."""
        if voice not in BY_ID or ending not in KINDS or not NAME.fullmatch(name):
            return None
        path = self.folder / voice / f"{name}.{ending}"
        return path if path.is_file() else None


def read_manifest(path: Path) -> dict[str, Sound]:
    """What a manifest says; one that is missing or broken says nothing."""
    try:
        told = orjson.loads(path.read_bytes())
        return {each["key"]: Sound(**each) for each in told["sentences"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
