"""Registers of other departments that may be asked about a person: what they are called, have, and who keeps them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from flows.check import place_of
from flows.load import Problem
from flows.service import Service

FILE = "registers.yaml"
_NAME = validate.Regexp(r"^[a-z][a-z_]{0,59}$", error="use small letters and _, at most 60")


@dataclass(frozen=True, slots=True)
class CityRegister:
    """A register: its name, the office that keeps it, and the facts it has about a person."""

    id: str
    name: str
    keeper: str
    facts: tuple[str, ...]


class _RegisterSchema(Schema):
    id = fields.String(required=True, validate=_NAME)
    name = fields.String(required=True, validate=validate.Length(1, 80))
    keeper = fields.String(required=True, validate=validate.Length(1, 60))
    facts = fields.List(fields.String(validate=_NAME), required=True, validate=validate.Length(1, 60))


class RegistersSchema(Schema):
    """The form of the file."""

    registers = fields.List(fields.Nested(_RegisterSchema), required=True, validate=validate.Length(1, 30))


def registers(raw: Mapping[str, Any]) -> dict[str, CityRegister]:
    """Make them of what the schema has read."""
    return {each["id"]: CityRegister(**each | {"facts": tuple(each["facts"])}) for each in raw["registers"]}


def register_problems(
    known: Mapping[str, CityRegister], services: Iterable[Service], offices: Collection[str]
) -> Iterator[Problem]:
    """Keepers that are no office, and questions that are answered by what no register has."""
    for each in known.values():
        if each.keeper not in offices:
            yield Problem(f"{FILE} registers.{each.id}.keeper", f"there is no office '{each.keeper}'")
    facts = {f"{each.id}.{fact}" for each in known.values() for fact in each.facts}
    for service in services:
        for question in service.every if known else ():
            if question.prefill is not None and question.prefill not in facts:
                place = f"services/{service.id}.yaml {place_of(question)}.prefill"
                yield Problem(place, f"no register in {FILE} has '{question.prefill}'")
