"""Statements for a record store of xAPI 2.0: posted as webhooks are, with a login in place of signatures."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

VERSION_HEADER = "X-Experience-API-Version"


@dataclass(frozen=True, slots=True)
class RecordStore:
    """Where statements go: the address of its statements, and who we are there."""

    address: str
    login: str = field(repr=False)
    """`name:password`, for basic authentication (RFC 7617)."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Some statements on their way, as a JSON array."""

    store: RecordStore
    version: str
    body: bytes = field(repr=False)

    @property
    def address(self) -> str:
        """Where they are posted to."""
        return self.store.address

    def headers(self, _: datetime) -> Mapping[str, str]:
        """What the record store asks for."""
        login = base64.b64encode(self.store.login.encode()).decode()
        return {"Authorization": f"Basic {login}", VERSION_HEADER: self.version}
