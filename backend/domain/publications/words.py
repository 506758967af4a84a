"""The words of a text without its facts: what a translation of it says otherwise."""

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from prose.document import Document

KEPT_READY = 1024


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in one language; of a draft some may be missing still."""

    title: str = ""
    short: tuple[str, ...] = ()
    body: str = ""
    keywords: str = ""
    spoken: tuple[tuple[str, str], ...] = ()


def words_of(document: Document) -> Words:
    """The words of a document."""
    return Words(document.title, document.short, document.body, document.keywords, document.spoken)


def kept(words: Words) -> str:
    """The words as they are kept; the same words are always kept alike."""
    return json.dumps(asdict(words), ensure_ascii=False)


@lru_cache(maxsize=KEPT_READY)
def read_words(text: str) -> Words:
    """Words that were kept."""
    raw = json.loads(text)
    pairs = tuple((written, say) for written, say in raw["spoken"])
    return Words(**raw | {"short": tuple(raw["short"]), "spoken": pairs})


def laid_over(document: Document, words: Words) -> Document:
    """The document with these words: its facts stay as they are."""
    return replace(
        document,
        title=words.title,
        short=words.short,
        body=words.body,
        keywords=words.keywords,
        spoken=words.spoken,
        line=1,
    )
