"""Signing in and out, and keeping what a person chose."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.core.reading import open_within
from backend.domain.identity import queries
from backend.domain.identity.errors import (
    CodeOver,
    CodeWrong,
    PhoneNumberWrong,
    SignInForAnother,
    SignInUnknown,
    WaitForCode,
)
from backend.domain.identity.models import Account, AccountRole, LoginSession, PostalContact, SignIn, Staff
from backend.domain.identity.rules import (
    CODE_DIGITS,
    CODE_LIFETIME,
    CODES_PER_CALLER,
    EVERY_OFFICE,
    TRIES,
    Contact,
    session_lifetime,
    wait_before_code,
)
from flows.types.contact import phone_number

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A device that is now signed in. The token is told once and never again."""

    token: str
    account_id: int
    expires_at: datetime


def ask_for_code(
    session: Session, sign_in_id: uuid.UUID, phone: str, *, region: str, language: str, caller: str, now: datetime
) -> None:
    """Send a code to a phone, once per sign-in id. `caller` is the network address, kept only as a blind index.

    Raises `PhoneNumberWrong`, `WaitForCode`, and `SignInForAnother` if the id was used with another number.
    """
    number = whole_number(phone, region)
    vault = vault_of(session)
    phone_index, caller_index = vault.index(number, "phone"), vault.index(caller, "caller")
    begun = session.get(SignIn, sign_in_id)
    if begun is not None:
        if begun.phone_index != phone_index:
            raise SignInForAnother
        return
    _hold_to_limits(session, phone_index, caller_index, now)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    row = {
        "id": sign_in_id,
        "phone_sealed": vault.seal(number, f"sign_in:{sign_in_id}"),
        "phone_index": phone_index,
        "caller_index": caller_index,
        "code_hash": vault.index(code, f"code:{sign_in_id}"),
        "language": language,
        "asked_at": now,
        "expires_at": now + CODE_LIFETIME,
        "tries_left": TRIES,
    }
    if insert_once(session, SignIn, row):
        payload = {"phone": number, "code": code, "language": language, "until": (now + CODE_LIFETIME).isoformat()}
        outbox.enqueue(session, "sign-in-code", f"sign-in:{sign_in_id}", payload, now)


def _hold_to_limits(session: Session, phone_index: bytes, caller_index: bytes, now: datetime) -> None:
    wait = wait_before_code(queries.codes_asked(session, phone_index, now), now)
    if wait:
        raise WaitForCode(wait=wait)
    if queries.codes_asked_from(session, caller_index, now) >= CODES_PER_CALLER:
        raise WaitForCode(wait=CODE_LIFETIME)


def enter_code(session: Session, sign_in_id: uuid.UUID, code: str, now: datetime) -> SignedIn | CodeWrong | CodeOver:
    """Open a session with the code that was sent.

    A wrong code is returned rather than raised, because the try must be counted in the same transaction. The right
    code entered again on a bad line opens the same sign-in anew, and the session before it ends.
    """
    sign_in = session.get(SignIn, sign_in_id, with_for_update=True)
    if sign_in is None:
        raise SignInUnknown
    if now >= sign_in.expires_at or sign_in.tries_left <= 0:
        return CodeOver()
    # int() knows the digits of an Arabic keyboard as well.
    digits = "".join(str(int(character)) for character in code if character.isdecimal())[: CODE_DIGITS + 1]
    vault = vault_of(session)
    if not hmac.compare_digest(vault.index(digits, f"code:{sign_in_id}"), sign_in.code_hash):
        sign_in.tries_left -= 1
        if sign_in.tries_left <= 0:
            return CodeOver()
        return CodeWrong(
            (FieldError("code", "/code", CodeWrong.message, {"tries": sign_in.tries_left}),), tries=sign_in.tries_left
        )
    sign_in.entered_at = now
    number = open_within(session, sign_in.phone_sealed, f"sign_in:{sign_in_id}")
    account_id = account_for(session, number, now)
    return _open_session(session, account_id, sign_in_id, now)


def whole_number(phone: str, region: str) -> str:
    """A phone number as people write it, in E.164. Raises `PhoneNumberWrong`."""
    number = phone_number(phone, region)
    if number is None:
        raise PhoneNumberWrong((FieldError("phone", "/phone", PhoneNumberWrong.message),))
    return number


def account_for(session: Session, number: str, now: datetime) -> int:
    """Return the account of a phone number (E.164), made if it is new."""
    vault = vault_of(session)
    index = vault.index(number, "phone")
    values = {"phone_sealed": vault.seal(number, f"account:{index.hex()}"), "phone_index": index, "created_at": now}
    insert_once(session, Account, values)
    return session.execute(select(Account.id).where(Account.phone_index == index)).scalar_one()


def account_without_phone(session: Session, now: datetime) -> int:
    """Make an account for somebody without a phone who stands at the counter. Nobody can sign in to it."""
    account = Account(created_at=now)
    session.add(account)
    session.flush()
    return account.id


def account_by_post(session: Session, contact: Contact, now: datetime) -> int:
    """Make an account for somebody without a phone, known by a name and an address. Nobody can sign in to it."""
    account_id = account_without_phone(session, now)
    sealed = vault_of(session).seal({"name": contact.name, "lines": contact.lines}, queries.contact_place(account_id))
    session.add(PostalContact(account_id=account_id, contact_sealed=sealed))
    session.flush()
    return account_id


def give_role(session: Session, account_id: int, role: str, office: str = EVERY_OFFICE) -> None:
    """Let an account do what this role may, for one office or for the whole city.

    Who is signed in as a citizen signs in anew: staff do so each day.
    """
    if insert_once(session, AccountRole, {"account_id": account_id, "role": role, "office": office}):
        _end_sessions(session, account_id)


def take_role(session: Session, account_id: int, role: str, office: str | None = None) -> None:
    """Let an account do so no more, for one office or for all; their devices are signed out. Twice is the same."""
    given = delete(AccountRole).where(AccountRole.account_id == account_id, AccountRole.role == role)
    session.execute(given if office is None else given.where(AccountRole.office == office))
    _end_sessions(session, account_id)


def _end_sessions(session: Session, account_id: int) -> None:
    session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))


def introduce(session: Session, account_id: int, name: str, office: str | None) -> None:
    """Say how a member of staff is called, and for which office they work; said again, the newer counts."""
    known = session.get(Staff, account_id)
    if known is None:
        session.add(Staff(account_id=account_id, name=name, office=office))
    else:
        known.name, known.office = name, office
    session.flush()


def _open_session(session: Session, account_id: int, sign_in_id: uuid.UUID, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + session_lifetime(queries.roles_of(session, account_id))
    session.execute(delete(LoginSession).where(LoginSession.sign_in_id == sign_in_id))
    session.add(
        LoginSession(
            token_hash=hash_token(token),
            account_id=account_id,
            sign_in_id=sign_in_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return SignedIn(token, account_id, expires_at)


def hash_token(token: str) -> bytes:
    """What is kept of a token: it is random enough that a plain hash hides it."""
    return hashlib.sha256(token.encode()).digest()


def sign_out(session: Session, session_id: int) -> None:
    """End a session; ending it twice is the same."""
    session.execute(delete(LoginSession).where(LoginSession.id == session_id))


def keep_choices(session: Session, account_id: int, choices: dict[str, Any]) -> None:
    """Keep a chosen language, text size, theme or mode with the account."""
    if choices:
        session.execute(update(Account).where(Account.id == account_id).values(**choices))


def forget_old(session: Session, now: datetime) -> None:
    """Remove sessions that have ended and sign-ins older than a day: their phone numbers have no further use."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    session.execute(delete(SignIn).where(SignIn.asked_at < now - 24 * CODE_LIFETIME * 4))
