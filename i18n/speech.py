"""A text for the ear: cut into sentences, written as it is said, and given to a voice. Knows nothing of sound."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel import numbers


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice.

    Attributes:
        id: its name in addresses and folders: `yue`.
        program: what espeak-ng calls it.
        language: the tag of the language whose texts it reads, `zh-Hant`.
        locale: Babel's locale for numbers and money.
    """

    id: str
    program: str
    language: str
    locale: str


# espeak-ng's plain `cmn` reads some words as English letters; `cmn-latn-pinyin` does not.
VOICES: Final[Mapping[str, tuple[Voice, ...]]] = {
    "en": (Voice("en", "en-gb", "en", "en_GB"),),
    "zh-Hans": (Voice("cmn", "cmn-latn-pinyin", "zh-Hans", "zh_Hans_CN"),),
    # Readers of Traditional Chinese speak one or the other; they choose.
    "zh-Hant": (
        Voice("cmn-hant", "cmn-latn-pinyin", "zh-Hant", "zh_Hant_TW"),
        Voice("yue", "yue", "zh-Hant", "zh_Hant_HK"),
    ),
    "es": (Voice("es", "es", "es", "es_ES"),),
    "ar": (Voice("ar", "ar", "ar", "ar"),),
}
"""The voices of each language, the usual one first."""
BY_ID: Final[Mapping[str, Voice]] = {voice.id: voice for voices in VOICES.values() for voice in voices}

KEY_DIGITS: Final = 16
NAME_DIGITS: Final = 20
SHORT_DIGITS: Final = 8

# The same two patterns cut in static/read-aloud.js, where a test holds them to these.
_END: Final = re.compile(r"""[.!?…؟۔]+["'”’»)\]]*(?=\s|$)\s*|[。！？]+[」』”’）)]*\s*|\n+\s*""")
_SHORT: Final = re.compile(r"(?:^|[\s(¿¡])(?:Mr|Mrs|Ms|Dr|Dra|St|Sr|Sra|Ud|Uds|e\.g|i\.e|[ap]\.m)\.\s*$", re.IGNORECASE)

_SIGNS: Final = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "CNY"}
_MONEY: Final = re.compile(
    r"(?P<before>[£€$¥])\s?(?P<a>\d[\d,]*(?:\.\d{2})?)|(?P<b>\d[\d.]*(?:,\d{2})?)\s(?P<after>[£€])"
)
_PHONE: Final = re.compile(r"\+?\d(?:[ \u00a0-]?\d){8,14}(?!\d)")
_REFERENCE: Final = re.compile(
    r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,12}\b|\b(?=[A-Z]*\d)[A-Z0-9]{3,4}[ -](?=[A-Z0-9]*\d)[A-Z0-9]{3,4}\b"
)
_TIME: Final = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])(?:\s?([ap])\.?m\b\.?)?", re.IGNORECASE)
_SPAN: Final = re.compile(r"(?<=[\dm点分])\s?[–—]\s?(?=\d)")
_TO: Final = {"en": "to", "zh": "到", "es": "a", "ar": "إلى"}
_SILENT: Final = re.compile(r"\s*[·•→←]\s*")


def cut(text: str) -> list[str]:
    """The pieces of a text, a sentence each with the blanks after it: joined they are the text again."""
    pieces, start = [], 0
    for end in _END.finditer(text):
        if "\n" not in end[0] and _SHORT.search(text[start : end.end()]) and end.end() < len(text):
            continue
        pieces.append(text[start : end.end()])
        start = end.end()
    return [*pieces, text[start:]] if start < len(text) else pieces


def sentences(text: str) -> list[str]:
    """The sentences of a text as they are shown, each with single blanks; what has no letter or digit is left out."""
    plain = (" ".join(piece.split()) for piece in cut(text))
    return [each for each in plain if any(sign.isalnum() for sign in each)]


def key_of(sentence: str) -> str:
    """What a page asks for a sentence by: it depends on the words shown and on nothing else."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:KEY_DIGITS]


def name_of(voice: Voice, said: str) -> str:
    """The name of the sound of what is said: other words or another voice never find the old sound."""
    return hashlib.sha256(f"{voice.program}\0{said}".encode()).hexdigest()[:NAME_DIGITS]


def label_of(sentence: str, name: str) -> str:
    """A file name that a person can know, for a recording: `what-is-your-name-3fa2c1d0`. Only its end counts."""
    words = re.sub(r"[^\w]+", "-", sentence.lower()).strip("-")[:40].strip("-")
    return f"{words}-{name[:SHORT_DIGITS]}"


def spoken(sentence: str, voice: Voice) -> str:
    """A sentence as it is said: money and times in words, telephone numbers and references sign by sign."""
    said = _MONEY.sub(lambda found: _money(found, voice), sentence)
    said = _PHONE.sub(_digits, said)
    said = _REFERENCE.sub(_letters, said)
    said = _SPAN.sub(f" {_TO[voice.locale[:2]]} ", said)
    said = _TIME.sub(lambda found: _time(found, voice.locale[:2]), said)
    return " ".join(_SILENT.sub(", ", said).split())


def _money(found: re.Match[str], voice: Voice) -> str:
    sign = found["before"] or found["after"]
    figure = found["a"].replace(",", "") if found["a"] else found["b"].replace(".", "").replace(",", ".")
    amount = Decimal(figure)
    if amount == int(amount):
        amount = Decimal(int(amount))
    words = numbers.format_currency(
        amount, _SIGNS[sign], locale=voice.locale, format_type="name", currency_digits=amount != int(amount)
    )
    return words.replace(numbers.get_group_symbol(voice.locale), "") if amount >= 1000 else words  # noqa: PLR2004


def _digits(found: re.Match[str]) -> str:
    """Digits one by one, a pause where they are written in groups; `+` is left to the voice's own word."""
    groups = re.split(r"[ \u00a0-]", found[0])
    return ", ".join(" ".join(group) for group in groups)


def _letters(found: re.Match[str]) -> str:
    return ", ".join(" ".join(group) for group in re.split(r"[ -]", found[0]))


def _time(found: re.Match[str], language: str) -> str:
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if language == "zh":
        return f"{hour}点{minute}分" if minute else f"{hour}点"
    if language == "es":
        said = f"{hour} y {minute}" if minute else f"{hour}"
    elif language == "ar":
        said = f"{hour} و {minute} دقيقة" if minute else f"{hour}"
    elif half:
        said = f"{hour} {minute:02d}" if minute else f"{hour}"
    else:
        said = f"{hour}:{minute:02d}"
    return f"{said} {half} m" if half else said
