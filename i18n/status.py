"""How far the translations are: counted from the catalogue files when somebody asks, and kept nowhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from i18n.languages import LANGUAGES, SOURCE, Language
from i18n.po import CatalogueError

State = Literal["done", "fuzzy", "missing", "machine-made"]
STATES: Final[tuple[State, ...]] = ("missing", "fuzzy", "machine-made", "done")
_QUOTED: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)[ \t]+)?"(.*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_MEANING: Final = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(slots=True)
class Text:
    """One text of a catalogue as its translators see it.

    Attributes:
        number: its place in the catalogue, counted from 1.
        source: the text in the source language; of two forms the one for a single thing.
        translation: its first form; empty where there is none.
        state: `fuzzy` was made for an older text and is not shown; `machine-made` is shown, but nobody has read it.
            What readers get converted from another script is `missing`: nobody has put it into this one.
        used: where it stands: files, and for content the place in the file.
    """

    number: int
    source: str
    translation: str
    state: State
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many texts of one catalogue are in each state. `domain`: 'handrail' (the product) or 'content' (the city)."""

    language: Language
    domain: str
    states: Mapping[State, int]

    @property
    def total(self) -> int:
        """All texts there are."""
        return sum(self.states.values())

    @property
    def shown(self) -> int:
        """Percent of the texts that readers see in this language, rounded down so that 100 means all."""
        return (self.states["done"] + self.states["machine-made"]) * 100 // max(self.total, 1)


def counts(folders: Mapping[str, Path], spoken: Sequence[str]) -> list[Count]:
    """How far each language is in each domain: those that are spoken, and those that were begun.

    Args:
        folders: for each domain its `locales` folder.
        spoken: tags of the languages that the city speaks.
    """
    found = []
    for tag, language in LANGUAGES.items():
        begun = any(_path(folder, domain, language).exists() for domain, folder in folders.items())
        if language != SOURCE and (begun or tag in spoken):
            found += [_count(language, domain, folder) for domain, folder in folders.items()]
    return found


def _count(language: Language, domain: str, folder: Path) -> Count:
    states: dict[State, int] = dict.fromkeys(STATES, 0)
    for text in texts(language, domain, folder):
        states[text.state] += 1
    return Count(language, domain, states)


def texts(language: Language, domain: str, folder: Path) -> Iterator[Text]:
    """The texts of one catalogue in its order. One that was not begun lacks all that another language's has.

    Raises:
        CatalogueError: the file is not a .po file.
    """
    own = _path(folder, domain, language)
    begun = own.exists()
    path = own if begun else next(iter(sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))), None)
    if path is None:
        return
    for number, block in enumerate(_blocks(path), start=1):
        kept = block if begun else _Block(block.texts | {"msgstr": ""}, block.used)
        yield Text(number, kept.texts["msgid"], kept.texts.get("msgstr", ""), kept.state, tuple(kept.used))


def _path(folder: Path, domain: str, language: Language) -> Path:
    return folder / language.folder / "LC_MESSAGES" / f"{domain}.po"


@dataclass(slots=True)
class _Block:
    """The lines of one message."""

    texts: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    flags: str = ""
    whole: bool = True

    @property
    def state(self) -> State:
        if not (self.whole and self.texts.get("msgstr")):
            return "missing"
        if "fuzzy" in self.flags:
            return "fuzzy"
        return "machine-made" if "machine-made" in self.flags else "done"


def _blocks(path: Path) -> Iterator[_Block]:
    """The messages of a file, without its header and what is obsolete; blank lines stand between them."""
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: this file is not UTF-8") from error
    for lines in whole.split("\n\n"):
        block = _block(lines.splitlines())
        if block.texts.get("msgid"):
            yield block


def _block(lines: Sequence[str]) -> _Block:
    block, last = _Block(), ""
    forms: dict[str, str] = {}
    for line in lines:
        if line.startswith(("#: ", "#. ")):
            block.used.append(line[3:].strip("\u2068\u2069 "))
        elif line.startswith("#,"):
            block.flags = line
        elif not line.startswith("#") and (found := _QUOTED.fullmatch(line.strip())):
            last = found[1] or last
            forms[last] = forms.get(last, "") + _ESCAPED.sub(lambda each: _MEANING.get(each[1], each[1]), found[2])
    said = [text for name, text in forms.items() if name.startswith("msgstr")]
    block.whole = bool(said) and all(said)
    block.texts = forms | {"msgstr": said[0] if said else ""}
    return block
