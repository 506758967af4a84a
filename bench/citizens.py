"""Made-up citizens for the measurements: their accounts, messages, sessions and half-done applications."""

import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend import migrations
from backend.config import load
from backend.core import clock
from backend.demo import load_people
from backend.domain.identity import actions as identity
from backend.domain.inbox import actions as inbox
from backend.parts import build
from backend.worker import drain
from bench.program import Program
from push.transports.console import read_phone

CLIENTS = 16
MESSAGES = 20
PHONE_FILE = "demo-phone.jsonl"
API = "/api/v1"
SERVICE = "senior-travel-card"
ANSWERS: Mapping[str, Any] = {
    "full_name": "Rosa Lee",
    "birth_date": "1951-05-04",
    "lives_here": True,
    "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
    "delivery": "post",
    "old_card": False,
    "companion": False,
    "contact_way": "letter",
}
JOURNEYS: Sequence[tuple[str, Mapping[str, Any]]] = (
    (SERVICE, {**ANSWERS, "companion": True, "companion_help": ["walking", "seeing"], "contact_way": "email"}),
    (SERVICE, {"full_name": "Rosa Lee", "birth_date": "2001-05-04"}),
    (
        "winter-heating-help",
        {
            "heating_broken": True,
            "broken_now": True,
            "home_address": ANSWERS["address"],
            "household": 2,
            "pension_credit": False,
            "income": "900.00",
            "heating": "gas",
            "meter": "bill",
            "supplier": "Harbour Gas",
            "account_number": None,
            "at_risk": ["over_60"],
            "payment": "bill",
            "phone": "+447700900101",
        },
    ),
    (
        "change-of-address",
        {
            "who": "me",
            "full_name": "Rosa Lee",
            "old_address": ANSWERS["address"],
            "new_in_city": True,
            "new_address": {**ANSWERS["address"], "line1": "9 Mill Lane"},
            "move_date": str(clock.now().date()),
            "tell_services": ["library"],
            "phone_changed": False,
        },
    ),
)
"""Ways through the services that together meet every kind of question, and an end that is kind."""


def number_of(client: int) -> str:
    """A phone number of the range that is nobody's."""
    return f"+447700900{300 + client}"


def seed(home: Path) -> None:
    """Make the database with a page of messages for each citizen, all of them sent to their phones."""
    settings = load({"HANDRAIL_HOME": str(home)})
    migrations.migrate(settings.database_url)
    parts = build(settings)
    now = clock.now()
    with parts.writing() as session:
        load_people(session, parts.content.people, settings.push_transport, now)
        for client in range(CLIENTS):
            account = identity.account_for(session, number_of(client), now)
            for number in range(MESSAGES):
                values = {"service": parts.content.services[SERVICE].title, "reference": "3K7FMDXP", "days": 10}
                inbox.post(
                    session,
                    account,
                    kind="received",
                    key=f"bench:{client}:{number}",
                    values=values,
                    link="/applications",
                    now=now,
                )
    drain(parts)
    parts.close()


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody signed in: `token` opens the API and the pages alike."""

    number: str
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        """The header that the API wants."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def cookie(self) -> str:
        """What a browser sends."""
        return f"handrail_session={self.token}; handrail_choices=en.100.auto"


def sign_in(program: Program, home: Path, number: str) -> Citizen:
    """Sign in as a person does, with the code that the demo phone got."""
    sign_in_id = ask_for_code(program, number)
    entered = program.ask("PUT", f"{API}/sign-ins/{sign_in_id}/code", {"code": code(home, number, sign_in_id)})
    assert entered.status == 200, entered.body
    return Citizen(number, entered.json()["token"])


def ask_for_code(program: Program, number: str) -> str:
    """Begin to sign in; returns the id of it."""
    sign_in_id = str(uuid.uuid4())
    asked = program.ask("PUT", f"{API}/sign-ins/{sign_in_id}", {"phone": number})
    assert asked.status == 202, asked.body
    return sign_in_id


def code(home: Path, number: str, sign_in_id: str) -> str:
    """Wait for the code on the demo phone."""
    until = time.perf_counter() + 10
    while time.perf_counter() < until:
        for each in read_phone(home / PHONE_FILE, number, 5):
            if sign_in_id in each["key"]:
                return "".join(re.findall(r"\d", each["body"]))[:6]
        time.sleep(0.02)
    raise TimeoutError("no code came")


def begin(program: Program, citizen: Citizen, service: str = SERVICE) -> str:
    """Begin a service; returns the application's id."""
    application = str(uuid.uuid4())
    begun = program.ask("PUT", f"{API}/applications/{application}", {"service": service}, citizen.bearer)
    assert begun.status == 201, begun.body
    return application


def answer(program: Program, citizen: Citizen, application: str, question: str, value: Any) -> None:
    """Answer one question."""
    path = f"{API}/applications/{application}/answers/{question}"
    kept = program.ask("PUT", path, {"value": value}, citizen.bearer)
    assert kept.status == 200, kept.body


def stand(program: Program, citizen: Citizen, application: str) -> dict[str, Any]:
    """Where an application stands: its pages, answers, and the next question or the end."""
    found: dict[str, Any] = program.ask("GET", f"{API}/applications/{application}", None, citizen.bearer).json()
    return dict(found["journey"])


def send(program: Program, citizen: Citizen, application: str) -> None:
    """Send an application."""
    sent = program.ask("PUT", f"{API}/applications/{application}/submission", None, citizen.bearer)
    assert sent.status in {200, 201}, sent.body
