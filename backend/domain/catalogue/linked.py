"""Linked data: a few nodes with their properties, written as JSON-LD 1.1 and as Turtle 1.1.

Both writers say the same; neither needs a library, for nothing here is nested and nothing is without a name.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NOT_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in ' <>"{}|^`\\'}


@dataclass(frozen=True, slots=True)
class Iri:
    """The address of another node."""

    address: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text in a language (BCP 47)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of a datatype, such as `xsd:double`; without one it is a plain text."""

    text: str
    datatype: str = "xsd:string"


Value = Iri | Words | Typed


@dataclass(slots=True)
class Node:
    """One thing: its address, what it is (`cpsv:PublicService`), and its properties, each with any number of values."""

    address: str
    kind: str
    properties: dict[str, list[Value]] = field(default_factory=dict)

    def say(self, name: str, *values: Value) -> "Node":
        """Add values to a property; a value that is there already is not there twice."""
        known = self.properties.setdefault(name, [])
        known += [each for each in dict.fromkeys(values) if each not in known]
        return self


def json_ld(nodes: Iterable[Node]) -> dict[str, Any]:
    """Return a JSON-LD document."""
    return {"@context": dict(PREFIXES), "@graph": [_as_object(each) for each in nodes]}


def _as_object(node: Node) -> dict[str, Any]:
    told = {name: [_as_json(each) for each in values] for name, values in node.properties.items() if values}
    return {"@id": _sound(node.address), "@type": node.kind, **told}


def _as_json(value: Value) -> dict[str, str]:
    match value:
        case Iri():
            return {"@id": _sound(value.address)}
        case Words():
            return {"@value": value.text, "@language": value.language}
    return {"@value": value.text} | ({"@type": value.datatype} if value.datatype != "xsd:string" else {})


def turtle(nodes: Sequence[Node]) -> str:
    """Return a Turtle document."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in nodes:
        said = [f"a {node.kind}"]
        said += [
            f"{name} {', '.join(_in_turtle(each) for each in values)}"
            for name, values in node.properties.items()
            if values
        ]
        lines += ["", f"<{_sound(node.address)}> " + " ;\n    ".join(said) + " ."]
    return "\n".join([*lines, ""])


def _in_turtle(value: Value) -> str:
    match value:
        case Iri():
            return f"<{_sound(value.address)}>"
        case Words():
            return f"{_quoted(value.text)}@{value.language}"
    return _quoted(value.text) + (f"^^{value.datatype}" if value.datatype != "xsd:string" else "")


def _quoted(text: str) -> str:
    """A text in quotes: what JSON escapes, Turtle escapes in the same way (section 6.4)."""
    return json.dumps(text, ensure_ascii=False)


def _sound(address: str) -> str:
    return address.translate(_NOT_IN_ADDRESS)
