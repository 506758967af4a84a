"""What search finds and what it costs: recall on a public set, and 10,000 documents on databases of both kinds."""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, request
from sqlalchemy import text

from backend.app import create_app
from backend.config import load
from backend.core.database import Database
from backend.core.vault import Vault
from backend.domain.search import indexing, queries
from backend.domain.search.rules import Document
from backend.logs import set_up_logs
from backend.parts import build
from bench.diary import MAKERS

VARIABLE = "HANDRAIL_BENCH_XQUAD"
LANGUAGES = ("en", "zh", "ar", "es")
TAGS = {"zh": "zh-Hans"}
DOCUMENTS = 10_000
WORDS_EACH = 120
VOCABULARY = 20_000
QUERIES = 200
SEED = 7


@dataclass(frozen=True)
class Recall:
    """Of the questions of one language, how many found their paragraph first, or among the first five."""

    language: str
    documents: int
    questions: int
    first: float
    five: float


@dataclass(frozen=True)
class Waited:
    """Milliseconds of each query on one kind of database: in the domain, and through the whole API."""

    domain: list[float]
    api: list[float]
    bare: list[float]


def folder() -> Path | None:
    """Where the public set is, if it is here: XQuAD's own files, `xquad.en.json` and so on."""
    told = os.environ.get(VARIABLE, "")
    found = Path(told)
    return found if told and all((found / f"xquad.{each}.json").is_file() for each in LANGUAGES) else None


def recall(home: Path, xquad: Path) -> list[Recall]:
    """Every paragraph is a document without a title, every question is a search, as it is written."""
    found = []
    home.mkdir(parents=True)
    with MAKERS["SQLite"](home) as fresh:
        for name in LANGUAGES:
            print(f"search: recall in {name}", file=sys.stderr)
            found.append(_recall(fresh(), name, xquad))
    return found


def _recall(url: str, name: str, xquad: Path) -> Recall:
    tag = TAGS.get(name, name)
    said = json.loads((xquad / f"xquad.{name}.json").read_text())
    paragraphs = [each for article in said["data"] for each in article["paragraphs"]]
    texts = {f"p{number:03}": each["context"] for number, each in enumerate(paragraphs)}
    asked = [(f"p{number:03}", each["question"]) for number, one in enumerate(paragraphs) for each in one["qas"]]
    database = _database(url)
    with database.writing() as session:
        session.execute(text("DELETE FROM search_document"))
        indexing.keep(
            session, tag, (Document("article", key, "/", "", "", tag, "", told) for key, told in texts.items())
        )
    first = five = 0
    with database.reading() as session:
        for key, question in asked:
            ids = [each.id for each in queries.find(session, question, [tag], {}, limit=5).items]
            first += ids[:1] == [key]
            five += key in ids
    database.close()
    return Recall(name, len(texts), len(asked), first / len(asked), five / len(asked))


def waiting(home: Path) -> dict[str, Waited]:
    """Ten thousand documents of made-up words whose frequencies fall as in real texts; queries of one to four words."""
    found = {}
    for name, make in MAKERS.items():
        print(f"search: {DOCUMENTS} documents on {name}", file=sys.stderr)
        place = home / name
        place.mkdir(parents=True)
        with make(place) as fresh:
            found[name] = _waiting(place, fresh())
    return found


def _waiting(place: Path, url: str) -> Waited:
    chance = random.Random(SEED)  # noqa: S311  (the same texts each time)
    lexicon = _lexicon(chance)
    database = _database(url)
    with database.writing() as session:
        indexing.keep(session, "en", _documents(chance, lexicon))
    with database.writer.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    asked = list(_asked(chance, lexicon))

    def domain(typed: str) -> None:
        with database.reading() as session:
            queries.find(session, typed, ["en"], {})

    in_domain = _each(domain, asked)
    database.close()
    return Waited(in_domain, *_over_http(place, url, asked))


def _over_http(place: Path, url: str, asked: Sequence[str]) -> tuple[list[float], list[float]]:
    """The whole API in this process, and a bare Flask route beside it that answers two bytes."""
    parts = build(load({"HANDRAIL_HOME": str(place), "HANDRAIL_DATABASE_URL": url}))
    client = create_app(parts=parts).test_client()
    set_up_logs(50)
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/api/v1/search", "bare", lambda: request.args["q"][:0] + "ok")
    other = bare.test_client()
    address = "/api/v1/search"
    ours = _each(lambda typed: client.get(address, query_string={"q": typed}), asked)
    theirs = _each(lambda typed: other.get(address, query_string={"q": typed}), asked)
    parts.close()
    return ours, theirs


def _each(call: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    for typed in asked[:20]:
        call(typed)
    times = []
    for typed in asked:
        began = time.perf_counter()
        call(typed)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _lexicon(chance: random.Random) -> tuple[list[str], list[float]]:
    """Words, and how often each is taken: the second half as often as the first, the third a third (Zipf)."""
    syllables = [one + two for one in "bdfglmnprstv" for two in "aeiou"]
    made = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(3 * VOCABULARY)}
    words = sorted(made)[:VOCABULARY]
    chance.shuffle(words)
    return words, [1 / (rank + 20) for rank in range(len(words))]


def _documents(chance: random.Random, lexicon: tuple[list[str], list[float]]) -> Iterator[Document]:
    words, often = lexicon
    for number in range(DOCUMENTS):
        told = chance.choices(words, often, k=WORDS_EACH)
        key, body = f"d{number:05}", " ".join(told[20:])
        yield Document("article", key, f"/articles/{key}", " ".join(told[:6]), " ".join(told[6:20]), "en", "", body)


def _asked(chance: random.Random, lexicon: tuple[list[str], list[float]]) -> Iterator[str]:
    """As people ask: mostly common words, and every fourth time with a slip in one."""
    words, often = lexicon
    for number in range(QUERIES):
        taken = chance.choices(words, often, k=1 + number % 4)
        if number % 4 == 0:
            taken[0] = taken[0][:2] + taken[0][3:]
        yield " ".join(taken)


def _database(url: str) -> Database:
    return Database(url, Vault({"first": b"k" * 32}, b"i" * 32))


def lines(waited: dict[str, Waited], found: Sequence[Recall]) -> list[str]:
    """Both as a chapter of the report."""
    return [
        "",
        "## Search",
        "",
        f"{DOCUMENTS:,} made-up articles of {WORDS_EACH} words, {QUERIES} searches of 1 to 4 words, each fourth with a",
        "slip, one after the other in one process. The aim is 20 ms.",
        "",
        "| what | half within | 95 of 100 within | the longest |",
        "|---|---|---|---|",
        *(
            f"| {what} on {name} | {_times(each)} |"
            for name, seen in waited.items()
            for what, each in (
                ("finding", seen.domain),
                ("the whole API call", seen.api),
                ("a bare Flask route beside it", seen.bare),
            )
        ),
        "",
        *_recall_lines(found),
    ]


def _times(times: Sequence[float]) -> str:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    return f"{statistics.median(ordered):.1f} ms | {late:.1f} ms | {ordered[-1]:.1f} ms"


def _recall_lines(found: Sequence[Recall]) -> list[str]:
    if not found:
        return [f"Recall was not measured: the public set XQuAD is not here. Set `{VARIABLE}` to its folder."]
    return [
        "Recall on the public set XQuAD: paragraphs are documents, questions are searches. The aim is .90 at rank one.",
        "",
        "| language | paragraphs | questions | found first | among the first five |",
        "|---|---|---|---|---|",
        *(
            f"| {each.language} | {each.documents} | {each.questions} | {each.first:.3f} | {each.five:.3f} |"
            for each in found
        ),
    ]
