"""The demo city's made-up people: accounts, the roles of staff, and phones with the city's app on them."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.domain.catalogue.city import Person
from backend.domain.identity import actions as identity
from backend.domain.inbox import actions as inbox

PHONES = uuid.UUID("6b1f9a52-3f0e-4d3b-9d0c-0d2a5f1f7c11")
"""Any fixed UUID: the demo phones' ids are made from it and their numbers (RFC 9562, version 5)."""


def load_people(session: Session, people: Iterable[Person], push_transport: str, now: datetime) -> None:
    """Make each person's account; doing it again changes nothing. With the console transport their phones ring too."""
    for person in people:
        account = identity.account_for(session, person.phone, now)
        if person.role != "citizen":
            identity.give_role(session, account, person.role)
        if push_transport == "console":
            inbox.keep_device(session, account, uuid.uuid5(PHONES, person.phone), person.phone, now)
