"""Letting somebody help: giving, taking by a spoken code, acting, and stopping."""

import hmac
import secrets
import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import months_later
from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.domain.identity import queries as identity
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.models import Account
from backend.domain.identity.rules import CODE_DIGITS, CODE_LIFETIME, TRIES, Helper
from backend.domain.inbox import actions as inbox
from backend.domain.mandates import queries
from backend.domain.mandates.errors import (
    MandateCodeWrong,
    MandateIdTaken,
    MandateOver,
    MandateTaken,
    MandateTooLong,
    OwnCode,
    ScopeEmpty,
    TooManyMandates,
    WaitToTry,
)
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.mandates.rules import (
    APPOINTMENTS,
    HELP,
    MOST_GIVEN,
    MOST_HELPED,
    TRY_WINDOW,
    code_runs,
    may_last_until,
    state_of,
    wait_to_try,
)
from flows.types.contact import phone_number

NAMED = Mandate.helper_name_sealed.is_not(None) | Mandate.giver_name_sealed.is_not(None)
FORGOTTEN_AFTER = timedelta(days=1)


def give(
    session: Session,
    giver_id: int,
    public_id: uuid.UUID,
    *,
    scope: Collection[str],
    ends_on: date,
    today: date,
    now: datetime,
    name: str = "",
    may_send: bool = False,
    kind: str = HELP,
) -> Mandate:
    """Let somebody help, until a day; who it is shows when they type the code. The same id again changes nothing.

    `scope` says what for (`rules.in_order` brings it in order), `may_send` whether they may send too, `name` is what
    the giver calls them. Raises `ScopeEmpty`, `MandateTooLong`, `TooManyMandates` and `MandateIdTaken`.
    """
    if not scope:
        raise ScopeEmpty((FieldError("scope", "/scope", ScopeEmpty.message),))
    _one_at_a_time(session, giver_id)
    found = session.scalar(select(Mandate).where(Mandate.public_id == public_id))
    if found is not None:
        if found.giver_id != giver_id:
            raise MandateIdTaken
        return found
    if not may_last_until(ends_on, today):
        raise MandateTooLong((FieldError("until", "/until", MandateTooLong.message),))
    if kind == HELP and queries.count_given(session, giver_id, today) >= MOST_GIVEN:
        raise TooManyMandates(most=MOST_GIVEN)
    mandate = Mandate(
        public_id=public_id,
        giver_id=giver_id,
        kind=kind,
        scope=list(scope),
        may_send=may_send and any(each != APPOINTMENTS for each in scope),
        ends_on=ends_on,
        helper_name_sealed=_sealed_name(session, "helper", public_id, name),
        tries_left=0,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(mandate)
    except IntegrityError:  # somebody else's device made the same id in the same moment
        raise MandateIdTaken from None
    return mandate


def _one_at_a_time(session: Session, account_id: int) -> None:
    """Let a person's own changes follow each other, so that limits hold; SQLite has one writer anyway."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())


def _sealed_name(session: Session, side: str, public_id: uuid.UUID, name: str) -> bytes | None:
    return vault_of(session).seal(name, queries.name_place(side, public_id)) if name else None


def new_code(session: Session, mandate: Mandate, *, today: date, now: datetime) -> str:
    """Make the code that the helper types; the one before counts no more. Only its hash is kept.

    Raises `MandateTaken`.
    """
    if state_of(mandate, today) != "waiting":
        raise MandateTaken
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    mandate.code_hash = _hash(session, mandate.public_id, code)
    mandate.code_until, mandate.tries_left = now + CODE_LIFETIME, TRIES
    session.flush()
    return code


def _hash(session: Session, public_id: uuid.UUID, code: str) -> bytes:
    return vault_of(session).index(code, f"mandate-code:{public_id}")


def open_until(session: Session, public_id: uuid.UUID, code: str, now: datetime) -> datetime | None:
    """Until when this code of a mandate can be typed; None if it cannot."""
    mandate = session.scalar(select(Mandate).where(Mandate.public_id == public_id))
    return mandate.code_until if mandate and code_runs(mandate, now) and _fits(session, mandate, code) else None


def _fits(session: Session, mandate: Mandate, code: str) -> bool:
    known = mandate.code_hash
    return known is not None and hmac.compare_digest(_hash(session, mandate.public_id, code), known)


def take(
    session: Session,
    helper_id: int,
    phone: str,
    code: str,
    *,
    region: str,
    today: date,
    now: datetime,
    name: str = "",
    kind: str = HELP,
) -> Mandate | MandateCodeWrong:
    """Begin to help the person with this number, who has said their code. The same again by the same helper is once.

    A wrong code is returned rather than raised, because the try must be counted in the same transaction. Whether the
    number is known, or the code too old, is not told. `name` is what the helper calls the person.
    Raises `PhoneNumberWrong`, `OwnCode`, `WaitToTry` and `TooManyMandates`.
    """
    number = phone_number(phone, region)
    if number is None:
        raise PhoneNumberWrong((FieldError("phone", "/phone", PhoneNumberWrong.message),))
    _one_at_a_time(session, helper_id)
    wait = wait_to_try(queries.wrong_codes(session, helper_id, now), now)
    if wait:
        raise WaitToTry(wait=wait)
    giver_id = session.scalar(select(Account.id).where(Account.phone_index == vault_of(session).index(number, "phone")))
    if giver_id == helper_id:
        raise OwnCode
    digits = "".join(str(int(character)) for character in code if character.isdecimal())[: CODE_DIGITS + 1]
    waiting = queries.with_open_code(session, giver_id, helper_id, kind, today, now) if giver_id is not None else ()
    for mandate in waiting:
        if mandate.helper_id == helper_id and _fits(session, mandate, digits):
            return mandate
        if code_runs(mandate, now) and _fits(session, mandate, digits):
            return _taken(session, mandate, helper_id, name, today, now)
    return _wrong(session, waiting, helper_id, now)


def _wrong(session: Session, waiting: Collection[Mandate], helper_id: int, now: datetime) -> MandateCodeWrong:
    """Count the try with the helper, and with each code that it might have been meant for."""
    for mandate in waiting:
        mandate.tries_left = max(0, mandate.tries_left - 1)
    session.add(WrongCode(helper_id=helper_id, typed_at=now))
    session.flush()
    return MandateCodeWrong((FieldError("code", "/code", MandateCodeWrong.message),))


def _taken(session: Session, mandate: Mandate, helper_id: int, name: str, today: date, now: datetime) -> Mandate:
    if mandate.kind == HELP and queries.count_helped(session, helper_id, today) >= MOST_HELPED:
        raise TooManyMandates(most=MOST_HELPED)
    pair = (Mandate.giver_id == mandate.giver_id, Mandate.helper_id == helper_id, Mandate.kind == mandate.kind)
    before = update(Mandate).where(*pair, Mandate.ended_at.is_(None))
    session.execute(before.values(ended_at=now, ended_by=mandate.giver_id))
    mandate.helper_id, mandate.taken_at = helper_id, now
    mandate.giver_name_sealed = _sealed_name(session, "giver", mandate.public_id, name)
    session.flush()
    _tell(session, mandate, mandate.giver_id, "help-begun" if mandate.kind == HELP else "counter-begun", now)
    return mandate


def end(session: Session, mandate: Mandate, by: int, now: datetime) -> None:
    """Stop help at once, by either of the two; stopping twice is the same. The other one is told."""
    if mandate.ended_at is not None:
        return
    mandate.ended_at, mandate.ended_by = now, by
    mandate.code_hash = mandate.code_until = None
    session.flush()
    if mandate.helper_id is not None and mandate.kind == HELP:
        other = mandate.helper_id if by == mandate.giver_id else mandate.giver_id
        _tell(session, mandate, other, "help-stopped" if other == mandate.helper_id else "help-given-up", now)


def _tell(session: Session, mandate: Mandate, account_id: int, kind: str, now: datetime) -> None:
    """Tell one of the two about the other, by the last digits of the number."""
    assert mandate.helper_id is not None  # noqa: S101  (told only when there are two)
    other = mandate.helper_id if account_id == mandate.giver_id else mandate.giver_id
    inbox.post(
        session,
        account_id,
        kind=kind,
        key=f"{kind}:{mandate.id}",
        values={"ending": identity.ending_of_account(session, other)},
        link=f"/helpers/{mandate.public_id}" if account_id == mandate.giver_id else "/helping",
        now=now,
    )


def hold_to(session: Session, giver_id: int, helper: Helper, today: date) -> None:
    """Make sure that help still runs, until this transaction ends: who stops it waits, or was first. One query.

    Raises `MandateOver`.
    """
    query = select(Mandate.id).where(
        Mandate.id == helper.mandate_id, Mandate.giver_id == giver_id, queries.runs(helper.account_id, today)
    )
    if session.scalar(query.with_for_update(read=True)) is None:
        raise MandateOver


def note(session: Session, mandate_id: int, what: str, *, key: str, link: str, now: datetime) -> None:
    """Write down what was done under a mandate, once for each key, for the person. `what` is one of `rules.DEEDS`."""
    row = {"mandate_id": mandate_id, "what": what, "key": key, "link": link, "done_at": now}
    insert_once(session, Deed, row)


def forget_old(session: Session, now: datetime, keep_months: int) -> None:
    """Remove wrong codes that no limit counts any more, and help that nobody took within a day of its last code.

    What helpers did goes with the appointments they did it for; so do the names of help that is over, so long after
    its last day. That somebody helped stays as long as there are answers that they gave.
    """
    session.execute(delete(WrongCode).where(WrongCode.typed_at <= now - TRY_WINDOW))
    unused = (Mandate.helper_id.is_(None), Mandate.created_at < now - FORGOTTEN_AFTER)
    old = (Mandate.code_until.is_(None)) | (Mandate.code_until < now - FORGOTTEN_AFTER)
    session.execute(delete(Mandate).where(*unused, old))
    session.execute(delete(Deed).where(Deed.done_at < months_later(now, -keep_months)))
    long_over = update(Mandate).where(Mandate.ends_on < months_later(now.date(), -keep_months), NAMED)
    session.execute(long_over.values(helper_name_sealed=None, giver_name_sealed=None))


def forget_links(session: Session, links: Collection[str]) -> None:
    """Remove what helpers did on these pages, when what is there is removed itself."""
    session.execute(delete(Deed).where(Deed.link.in_(links)))
