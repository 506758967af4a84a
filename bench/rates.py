"""Requests a second and how long each waits, beside a bare Flask route on the same server in the same run."""

import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from bench import citizens
from bench.citizens import ANSWERS, API, CLIENTS, SERVICE, Citizen
from bench.program import HOST, ROOT, Program, free_port, running

ROUNDS = 4
SECONDS = 1.5
WARM = 0.3
MOST = 20_000
SAVED = ("full_name", "address", "contact_way")
"""What is saved over and over, each time another answer: a text, an address, a choice."""
BARE, ROW = "bare route", "bare route with a row"
PAUSE = 0.25
"""Seconds that a client waits between two answers at a pace; a person takes longer."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Load:
    """Requests of each client in turn, the status that each must get, and seconds between one and the next."""

    program: Program
    clients: Sequence[Sequence[str]]
    status: int
    pause: float = 0


@dataclass
class Seen:
    """What the rounds of one load saw: milliseconds of each answer, answers a second by round, wrong statuses.

    `processor` is the program's processor milliseconds for an answer, by round.
    """

    times: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    answered: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second, the median of the rounds."""
        return statistics.median(self.rates)

    def percentile(self, share: int) -> float:
        """Milliseconds within which this share in a hundred was answered."""
        return statistics.quantiles(self.times, n=100)[share - 1]


@dataclass
class Case:
    """One thing people do, beside what the framework alone costs for it."""

    name: str
    ours: Load
    beside: Mapping[str, Load]
    seen: Mapping[str, Seen] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = {name: Seen() for name in ("ours", *self.beside)}

    def ratio(self, other: str) -> float:
        """How many times as many answers a second the bare route gives, the median of the rounds."""
        pairs = zip(self.seen[other].rates, self.seen["ours"].rates, strict=True)
        return statistics.median(bare / ours for bare, ours in pairs)


def request(method: str, path: str, headers: Mapping[str, str], body: str = "") -> str:
    """A request as it goes over the line, on a connection that stays open; each sign of it is a byte."""
    sent = {"Host": HOST, "Accept-Encoding": "gzip", "Accept-Language": "en", **headers}
    if method != "GET":
        sent["Content-Length"] = str(len(body.encode("latin-1")))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def measure(load: Load, seen: Seen) -> None:
    """One round of one load."""
    plan = {"port": load.program.port, "warm": WARM, "seconds": SECONDS, "pause": load.pause, "most": MOST}
    before = load.program.processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=orjson.dumps(plan | {"clients": load.clients}),
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    )
    result = orjson.loads(done.stdout)
    seen.times += result["times"]
    seen.rates.append(len(result["times"]) / result["seconds"])
    seen.processor.append((load.program.processor_seconds() - before) * 1000 / sum(result["answered"]))
    seen.wrong += Counter({status: n for status, n in result["statuses"].items() if status != str(load.status)})
    seen.answered = result["answered"]


@contextmanager
def bare(home: Path) -> Iterator[Program]:
    """The bare Flask routes, on the same server with the same threads."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port), str(home / "bare.sqlite3")]
    with running(command, port, {}, home / "bare.log") as program:
        yield program


def drafts(program: Program, people: Sequence[Citizen]) -> list[str]:
    """An application for each citizen, answered to the end and not sent."""
    ids = [citizens.begin(program, each) for each in people]
    for citizen, application in zip(people, ids, strict=True):
        for question, value in ANSWERS.items():
            citizens.answer(program, citizen, application, question, value)
    return ids


def cases(program: Program, other: Program, people: Sequence[Citizen], ids: Sequence[str]) -> list[Case]:
    """All that is measured; `other` is the program with the bare routes."""
    pairs = list(zip(people, ids, strict=True))
    forms = [_forms(program, citizen, application) for citizen, application in pairs]
    puts = [_puts(citizen, application) for citizen, application in pairs]
    bare_text = Load(other, [[request("GET", "/text", {})]] * CLIENTS, 200)
    bare_form = Load(other, [[_form("/text", {}, {"next": "/text"})]] * CLIENTS, 303)
    bare_put = Load(other, [[_put("/text", {}, "Rosa Lee")]] * CLIENTS, 200)
    bare_row = Load(other, [_rows(client) for client in range(CLIENTS)], 303)

    def read(name: str, requests: list[list[str]]) -> Case:
        return Case(name, Load(program, requests, 200), {BARE: bare_text})

    return [
        read("Reading a service, page", [[request("GET", f"/services/{SERVICE}", {})]] * CLIENTS),
        read("Reading a service, API", [[request("GET", f"{API}/services/{SERVICE}", {})]] * CLIENTS),
        read("Reading the inbox, page", [[request("GET", "/inbox", {"Cookie": each.cookie})] for each in people]),
        read("Reading the inbox, API", [[request("GET", f"{API}/inbox", each.bearer)] for each in people]),
        Case("Saving an answer, form", Load(program, forms, 303), {BARE: bare_form, ROW: bare_row}),
        Case("Saving an answer, API", Load(program, puts, 200), {BARE: bare_put, ROW: bare_row}),
        Case("Saving an answer, form, at a pace", Load(program, forms, 303, PAUSE), {}),
        Case("Saving an answer, API, at a pace", Load(program, puts, 200, PAUSE), {}),
    ]


def _form(path: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> str:
    return request("POST", path, {"Content-Type": FORM, **headers}, urlencode(fields))


def _put(path: str, headers: Mapping[str, str], value: Any) -> str:
    return request("PUT", path, {"Content-Type": "application/json", **headers}, json.dumps({"value": value}))


def _rows(client: int) -> list[str]:
    return [_form("/row", {}, {"id": str(client), "value": f"Rosa Lee {n}"}) for n in range(30)]


def values() -> Iterator[tuple[str, Any]]:
    """The answers that a client saves in turn, each another one than the last to the same question."""
    for turn in range(10):
        yield "full_name", f"Rosa Lee {'I' * turn}".strip()
        yield "address", {**ANSWERS["address"], "line1": f"{turn + 1} Mill Lane"}
        yield "contact_way", ("letter", "call")[turn % 2]


def _forms(program: Program, citizen: Citizen, application: str) -> list[str]:
    page = program.ask("GET", f"/applications/{application}/questions/full_name", None, {"Cookie": citizen.cookie})
    token = re.search(rb'name="form_token" value="([^"]+)"', page.body)
    browser = re.search(r"handrail_browser=[^;]+", page.headers["Set-Cookie"] or "")
    assert token, page.status
    assert browser, page.headers
    headers = {"Cookie": f"{citizen.cookie}; {browser[0]}", "Sec-Fetch-Site": "same-origin"}
    requests = []
    for question, value in values():
        fields = {f"answer-{part}": text for part, text in value.items()} if isinstance(value, dict) else {}
        fields = {"form_token": token[1].decode(), **(fields or {"answer": value})}
        requests.append(_form(f"/applications/{application}/questions/{question}", headers, fields))
    return requests


def _puts(citizen: Citizen, application: str) -> list[str]:
    path = f"{API}/applications/{application}/answers"
    return [_put(f"{path}/{question}", citizen.bearer, value) for question, value in values()]


def kept(program: Program, people: Sequence[Citizen], ids: Sequence[str], answered: Sequence[int]) -> int:
    """How many clients' last acknowledged answers the city has, of every question they saved."""
    said = list(values())
    right = 0
    for citizen, application, count in zip(people, ids, answered, strict=True):
        last = dict(said[turn % len(said)] for turn in range(max(0, count - len(SAVED)), count))
        found = citizens.stand(program, citizen, application)["answers"]
        right += all(found[question] == value for question, value in last.items())
    return right


def troubles(log: Path) -> int:
    """How often the program's log speaks of a locked database or a failure."""
    return sum(1 for line in log.read_text().splitlines() if re.search(r"locked|failed|Traceback", line))
