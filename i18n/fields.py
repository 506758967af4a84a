"""Which fields of content files are texts for readers: said once here, for translation and for showing.

A mapping names the keys of a mapping in the file; where the file has a list, the mapping goes for each of its items.
`TEXT` marks a text, or a list of texts. Names of people, street addresses and ids stay as they are in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "service",
    "lesson",
    "screen",
    "curriculum",
    "text",
    "offices",
    "city",
    "map",
    "people",
    "appointments",
    "holidays",
    "registers",
    "records",
    "glossary",
    "synonyms",
    "bound",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A field that is translated."""


TEXT: Final = Text()
Fields = Mapping[str, "Text | Fields"]

_OPTIONS: Final[Fields] = {"text": TEXT, "hint": TEXT, "say": TEXT}
_QUESTION: Final[Fields] = {
    "ask": TEXT,
    "label": TEXT,
    "why": TEXT,
    "hint": TEXT,
    "unit": TEXT,
    "one": TEXT,
    "add": TEXT,
    "text": TEXT,
    "instead": TEXT,
    "options": _OPTIONS,
}
_SCREEN: Final[Fields] = {"title": TEXT, "pieces": {"text": TEXT, "note": TEXT}}

FIELDS: Final[Mapping[Kind, Fields]] = {
    "service": {
        "title": TEXT,
        "summary": TEXT,
        "audience": TEXT,
        "cost": TEXT,
        "keywords": TEXT,
        "need": TEXT,
        "after": TEXT,
        "declaration": TEXT,
        "approve": TEXT,
        "refuse": TEXT,
        "story": TEXT,
        "reasons": {"title": TEXT, "text": TEXT},
        "appeal": {"text": TEXT},
        "questions": {**_QUESTION, "questions": _QUESTION},
    },
    "lesson": {
        "title": TEXT,
        "objective": TEXT,
        "person": {"story": TEXT},
        "screens": _SCREEN,
        "steps": {
            "title": TEXT,
            "say": TEXT,
            "spoken": TEXT,
            "hints": TEXT,
            "mistakes": {"say": TEXT},
            "short": TEXT,
            "look_for": TEXT,
            "pages": {"mistakes": {"say": TEXT}, "else": TEXT},
            "else": TEXT,
            "options": _OPTIONS,
            "write": TEXT,
            "cards": {"title": TEXT, "text": TEXT, "say": TEXT},
            "piles": {"text": TEXT},
            "frames": {"say": TEXT},
            "done": TEXT,
        },
        "learned": TEXT,
        "next": {"text": TEXT},
    },
    "text": {"title": TEXT, "short": TEXT, "keywords": TEXT, "spoken": {"text": TEXT, "say": TEXT}},
    "screen": _SCREEN,
    "curriculum": {"modules": {"title": TEXT}},
    "offices": {"offices": {"name": TEXT, "getting_there": TEXT, "counters": TEXT}},
    "map": {"landmarks": {"name": TEXT}},
    "city": {"name": TEXT, "help": {"hours": TEXT, "text": TEXT}},
    "people": {"people": {"about": TEXT}},
    "glossary": {"terms": {"term": TEXT, "forms": TEXT, "means": TEXT}},
    "appointments": {"kinds": {"name": TEXT, "summary": TEXT, "bring": TEXT}},
    "holidays": {"holidays": {"why": TEXT}},
    "registers": {"registers": {"name": TEXT}},
    # What the registers of a demo know of its people: data, nothing to translate.
    "records": {},
    # Every language has its own everyday words: these are written, not translated.
    "synonyms": {},
    # The words that lessons were written beside: translated where the services say them.
    "bound": {},
}

# A file is known by its folder, else by its own name.
FOLDERS: Final[Mapping[str, Kind]] = {
    "services": "service",
    "lessons": "lesson",
    "screens": "screen",
    "articles": "text",
    "policies": "text",
    "notices": "text",
    "bound": "bound",
}
NAMES: Final[Mapping[str, Kind]] = {
    "offices": "offices",
    "city": "city",
    "map": "map",
    "people": "people",
    "appointments": "appointments",
    "holidays": "holidays",
    "registers": "registers",
    "demo-registers": "records",
    "glossary": "glossary",
    "synonyms": "synonyms",
    "curriculum": "curriculum",
}
