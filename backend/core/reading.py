"""Opening what is sealed, and for whom: the one way in, which remembers what it has shown.

A session carries its reader, as it carries its vault. A door says who reads and why when it opens a session; a value of
somebody else then opens only for that reason, and what was opened is told by `opened_in`, to be written into the access
history before anything is answered. Without a reader the program works for itself and shows nobody anything.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from backend.core.database import vault_of

ENDING = ".ending"
"""Behind the name of a field of which only the last signs were shown."""
Kind = Literal["person", "helper", "staff", "system"]
PERSON: Kind = "person"
HELPER: Kind = "helper"
STAFF: Kind = "staff"
SYSTEM: Kind = "system"


class NotTheirs(Exception):
    """A mistake of ours: somebody's value was to be opened for another, and the route states no reason to read it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """On whose behalf a session opens values.

    `account_id` is who reads: None for nobody known, and for the program itself. `purpose` is why (a word of
    `access.rules.PURPOSES`); whoever has none reads only their own. A helper, or staff at a counter, reads for
    `acts_for`, under a mandate, and nobody else's.
    """

    kind: Kind
    account_id: int | None = None
    purpose: str | None = None
    acts_for: int | None = None
    mandate_id: int | None = None

    def must_tell(self, owner: int | None) -> bool:
        """Whether a value of this person, or of nobody known, is written down when it is opened. Raises `NotTheirs`."""
        if self.kind == SYSTEM:
            return True
        if owner is not None and owner == self.account_id:
            return False
        if self.kind == PERSON and owner is None:  # it belongs to whoever knows where it is
            return False
        if self.purpose is None or (self.acts_for is not None and owner != self.acts_for):
            raise NotTheirs
        return True


@dataclass(frozen=True, slots=True)
class Matter:
    """What a value belongs to: 'application', 'appointment', 'call' or 'account'; its public id, and its service."""

    kind: str
    id: uuid.UUID | None = None
    service: str | None = None
    version_id: int | None = None


@dataclass(slots=True)
class Opened:
    """What a session has opened for its reader: (whose, of what) → ids of fields, in their order."""

    reader: Reader
    fields: dict[tuple[int | None, Matter], dict[str, None]] = field(default_factory=dict)


def read_as(session: Session, reader: Reader, opened: Opened | None = None) -> Opened:
    """Let a session open values for somebody; returns where it will have written down what it opened.

    `opened` is that of another session of the same reader, to go on with.
    """
    kept: Opened = opened or Opened(reader)
    session.info["opened"] = kept
    return kept


def reader_of(session: Session) -> Reader | None:
    """On whose behalf this session works; None for the program itself."""
    opened: Opened | None = session.info.get("opened")
    return opened.reader if opened else None


def mandate_of(session: Session) -> int | None:
    """Under which mandate this session acts for somebody; None for who acts for themselves."""
    reader = reader_of(session)
    return reader.mandate_id if reader else None


def open_sealed(session: Session, sealed: bytes, place: str, *, of: int | None, about: Matter, name: str) -> Any:
    """Open one value of a person (`of`, an account, or None for nobody known): the field `name` of a matter.

    An answer is named by its question, anything else with a dot: 'account.phone'.
    Raises `SealBroken`, and `NotTheirs` if the session's reader has no reason to read it.
    """
    tell(session, of, about, (name,))
    return vault_of(session).open(sealed, place)


def open_each(
    session: Session,
    sealed: Mapping[str, tuple[bytes, str]],
    *,
    of: int | None,
    about: Matter,
    told_as: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Open several fields of one matter, name → (sealed, place); as quick as opening them. `told_as` as below."""
    tell(session, of, about, tuple(map(told_as, sealed) if told_as else sealed))
    vault = vault_of(session)
    return {name: vault.open(*each) for name, each in sealed.items()}


def open_answers(
    session: Session,
    sealed: bytes,
    place: str,
    *,
    of: int | None,
    about: Matter,
    only: Callable[[str], bool] | None = None,
    told_as: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Open a mapping of fields that is sealed as one value; each of them counts as read.

    With `only`, nothing but the fields that it chooses leaves here, and nothing else counts. `told_as` says how a field
    is named that is shown in part alone.
    """
    answers: dict[str, Any] = vault_of(session).open(sealed, place)
    if only is not None:
        answers = {name: value for name, value in answers.items() if only(name)}
    tell(session, of, about, tuple(map(told_as, answers) if told_as else answers))
    return answers


def open_within(session: Session, sealed: bytes, place: str) -> Any:
    """Open a value for the program's own work. Nobody may be shown it, unless they gave it themselves.

    Where this is used is listed, with the reason, in `tests/test_reads.py`.
    """
    return vault_of(session).open(sealed, place)


def tell(session: Session, of: int | None, about: Matter, names: tuple[str, ...]) -> None:
    """Write down that fields of a person were opened, or will be in this transaction."""
    opened: Opened | None = session.info.get("opened")
    if opened is not None and names and opened.reader.must_tell(of):
        opened.fields.setdefault((of, about), {}).update(dict.fromkeys(names))
