"""The demo city's registers: a small server on this machine with made-up records of the demo people."""

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from backend.domain.catalogue.city import ContentBroken
from backend.domain.catalogue.files import read_file
from backend.domain.identity import actions as identity
from backend.domain.registers import actions, queries
from backend.domain.registers.actions import Mistake
from backend.parts import Parts, registers_at
from backend.running import Beside
from flows.load import Problem
from registers.answers import Fact
from registers.serving import Records, RegistersServer

FILE = "demo-registers.yaml"
WAI_MAN = "+447700900103"
HOME = {"line1": "21 Pier Road", "line2": "", "town": "Harbour City", "postcode": "HC2 6JB"}


class _RecordSchema(Schema):
    register = fields.String(required=True, validate=validate.Length(1, 60))
    phone = fields.String(required=True, validate=validate.Regexp(r"^\+[1-9][0-9]{6,14}$"))
    as_of = fields.Raw(required=True)
    facts = fields.Dict(keys=fields.String(), required=True)


class _RecordsSchema(Schema):
    records = fields.List(fields.Nested(_RecordSchema), required=True, validate=validate.Length(max=1000))


def records_of(folder: Path) -> Records:
    """What the registers know of the demo people; nothing for a city without such a file. Raises `ContentBroken`."""
    problems: list[Problem] = []
    path, found = folder / FILE, dict[str, dict[str, dict[str, Fact]]]()
    raw: dict[str, Any] = read_file(path, _RecordsSchema(), problems) if path.exists() else {}
    if problems:
        raise ContentBroken(problems)
    for each in raw.get("records", ()):
        facts = {name: Fact(value, each["as_of"]) for name, value in each["facts"].items()}
        found.setdefault(each["register"], {}).setdefault(each["phone"], {}).update(facts)
    return found


def say_what_is_wrong(session: Session, versions: Mapping[str, int], now: datetime) -> None:
    """Let somebody have said that the residents' register has his old flat; doing it again changes nothing."""
    account, service = identity.account_for(session, WAI_MAN, now), "senior-travel-card"
    if queries.corrections_of(session, account, limit=1):
        return
    place = (service, versions[service], "address")
    told = {"value": HOME | {"line2": "Flat 6"}, "as_of": "2025-08-30"}
    mistake = Mistake("residents.address", "residents-office", *place, told, HOME | {"line2": "Flat 9"})
    actions.report(session, account, uuid.uuid4(), mistake, now)


def with_demo_registers(parts: Parts) -> tuple[Parts, Beside]:
    """The parts with the demo's registers, and the server to run beside: it listens on a free port, to loopback."""
    server = RegistersServer(records_of(parts.settings.content), parts.settings.registers_key[1])
    asked = registers_at(server.address, parts.settings, parts.content)
    beside = Beside("registers", server.serve_forever, server.shutdown, patience=5)
    return dataclasses.replace(parts, registers=asked), beside
