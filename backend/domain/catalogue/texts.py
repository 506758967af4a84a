"""Articles, policies and notices in the city's folder: Markdown with a head of facts."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.load import Problem
from i18n.sentence import Sentence
from i18n.text import N_
from prose.blocks import Block, blocks_of
from prose.document import LARGEST, Document, ProseBroken, at_line, read, too_large
from prose.inline import links

FOLDERS = {"articles": "article", "policies": "policy", "notices": "notice"}
NO_OFFICE = N_("there is no office '%(id)s'")
NO_SERVICE = N_("there is no service '%(id)s'")
ROOMS = frozenset(
    {"applications", "appointments", "articles", "call-me", "helpers", "helping", "history", "inbox", "learning"}
    | {"lessons", "offices", "services"}
)
"""First parts of the addresses of pages that have more pages below them."""
LEAVES = frozenset(["", "glossary", "help", "known", "search", "settings"])
"""Pages without any below them; the first is '/'."""
DEAD_LINK = N_("the link to '%(link)s' leads nowhere")


@dataclass(frozen=True, slots=True)
class Places:
    """What a text may lead to: the ids of the city's services, offices and lessons. Each service has a lesson too."""

    services: Container[str]
    offices: Container[str]
    lessons: Container[str]


def load_texts(folder: Path, places: Places, problems: list[Problem]) -> dict[str, str]:
    """Read the texts of a city, id → the whole file; what is wrong is added to `problems`."""
    texts: dict[str, str] = {}
    read_all: list[tuple[str, Document]] = []
    for name, kind in FOLDERS.items():
        for path in sorted((folder / name).glob("*.md")):
            place = f"{name}/{path.name}"
            try:
                text = _whole(path)
                document = read(text)
            except ProseBroken as error:
                problems += [Problem(f"{place} {each.where}", each.what) for each in error.problems]
                continue
            problems += [Problem(f"{place} {each.where}", each.what) for each in _misplaced(document, path, kind)]
            if document.id in texts:
                problems.append(Problem(f"{place} id", f"there is another text '{document.id}'"))
            texts[document.id] = text
            read_all.append((place, document))
    for place, document in read_all:
        problems += [Problem(f"{place} {each.where}", each.what) for each in problems_of(document, places, texts)]
    return texts


def problems_of(document: Document, places: Places, texts: Container[str]) -> Iterator[Problem]:
    """What keeps a text from being published: Markdown that is refused, and places that are not there."""
    if document.office not in places.offices:
        yield Problem("office", Sentence(NO_OFFICE, id=document.office))
    for service in document.services:
        if service not in places.services:
            yield Problem("services", Sentence(NO_SERVICE, id=service))
    try:
        blocks = blocks_of(document.body, document.line)
    except ProseBroken as error:
        yield from error.problems
        return
    for block in blocks:
        if block.office is not None and block.office not in places.offices:
            yield Problem(at_line(block.line), Sentence(NO_OFFICE, id=block.office))
        yield from _dead_links(block, places, texts)


def _dead_links(block: Block, places: Places, texts: Container[str]) -> Iterator[Problem]:
    for text in block.texts:
        for link in links(text):
            if link.startswith("/") and not _leads_somewhere(link, places, texts):
                yield Problem(at_line(block.line), Sentence(DEAD_LINK, link=link))


def _leads_somewhere(link: str, places: Places, texts: Container[str]) -> bool:
    room, _, rest = link.partition("?")[0].partition("#")[0].removeprefix("/").partition("/")
    if room not in ROOMS:
        return room in LEAVES and not rest
    name = rest.partition("/")[0]
    if room == "lessons" and name in places.services:
        return True  # each service has a lesson that makes itself
    known = {"services": places.services, "offices": places.offices, "lessons": places.lessons, "articles": texts}
    return not name or room not in known or name in known[room]


def _whole(path: Path) -> str:
    """A file's text. Raises `ProseBroken` for one that is no text, or so large that reading it would cost."""
    try:
        if path.stat().st_size > LARGEST:
            raise ProseBroken([too_large()])
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProseBroken([Problem("file", f"cannot be read: {error}")]) from error


def _misplaced(document: Document, path: Path, kind: str) -> Iterator[Problem]:
    if document.id != path.stem:
        yield Problem("id", f"is '{document.id}', but the file is named '{path.stem}'")
    if document.kind != kind:
        yield Problem("kind", f"is '{document.kind}', but the folder is for '{kind}'")
