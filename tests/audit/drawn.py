"""What a page is drawn from, as a digest: what a run saw of it before still holds where this is the same."""

import hashlib
import re
from collections.abc import Iterator

from backend.web.assets import sources
from tests.audit.city import MODES, City, choices
from tests.audit.pages import Sight

PASSING = re.compile(r'(?<=/assets/)[^"]*|(?<= d=")[^"]*|\b[0-9A-Z]{4} ?[0-9A-Z]{4}\b|[A-Za-z0-9_-]{20,}|\d+', re.ASCII)
"""What differs from run to run and changes nothing here: digests, drawn codes, references, tokens, moments."""
ASSET = re.compile(r'/assets/([\w-]+)\.\w+(\.css|\.js)"')
WORD = re.compile(r"[\w-]+")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")


def drawn(sight: Sight, city: City) -> str:
    """Of the words and elements in each language and mode, of the scripts, and of the styles that can match them."""
    told = hashlib.sha256()
    bodies = []
    for language in city.languages:
        for mode in MODES:
            answer = city.answer(sight.ask, sight.reader, choices(language.tag, mode))
            bodies.append(answer.body if answer else "")
            told.update(PASSING.sub("", bodies[-1]).encode())
    named = sorted({name + ending for body in bodies for name, ending in ASSET.findall(body)})
    files = [path for path in sources() if path.name in named]
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix == ".js")
    told.update(scripts.encode())
    words = set(WORD.findall("\n".join([*bodies, scripts])))
    for path in files:
        if path.suffix == ".css":
            for line in matching(path.read_text(encoding="utf-8"), words):
                told.update(line.encode())
    return told.hexdigest()[:32]


def matching(styles: str, words: set[str]) -> Iterator[str]:
    """The lines of a style sheet without those whose every selector names a class that the page has nowhere."""
    for line in styles.splitlines():
        selectors = NOT.sub("", line.partition("{")[0]) if "{" in line else ""
        if not selectors or any(set(CLASS.findall(one)) <= words for one in selectors.split(",")):
            yield line
