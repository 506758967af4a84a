"""Who is calling, and what is known of them."""

import uuid
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.domain.identity.models import Account, AccountRole, LoginSession, SignIn
from backend.domain.identity.rules import WINDOW, Caller

MOST_STAFF = 1000


_CALLER = (
    select(
        Account.id,
        LoginSession.id,
        AccountRole.role,
        Account.language,
        Account.text_size,
        Account.theme,
        Account.mode,
    )
    .join(LoginSession, LoginSession.account_id == Account.id)
    .outerjoin(AccountRole, AccountRole.account_id == Account.id)
    .where(LoginSession.token_hash == bindparam("token"), LoginSession.expires_at > bindparam("now"))
)
"""Every request asks this, so the statement is made once: making it takes longer than asking it."""


def caller_of(session: Session, token_hash: bytes, now: datetime) -> Caller | None:
    """Return who is signed in with the token of this hash, or None if it is unknown or has ended. One query."""
    rows = session.execute(_CALLER, {"token": token_hash, "now": now}).all()
    if not rows:
        return None
    account_id, session_id, _, language, text_size, theme, mode = rows[0]
    roles = frozenset(row[2] for row in rows if row[2])
    return Caller(account_id, session_id, roles, language, text_size, theme, mode)


def roles_of(session: Session, account_id: int) -> frozenset[str]:
    """The roles of an account; none for most people."""
    return frozenset(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id)))


def with_role(session: Session, role: str) -> list[int]:
    """The accounts that have a role, the first ones first."""
    query = select(AccountRole.account_id).where(AccountRole.role == role).order_by(AccountRole.account_id)
    return list(session.scalars(query.limit(MOST_STAFF)))


def phone_of(session: Session, account_id: int) -> str:
    """The phone number of an account, opened (E.164)."""
    query = select(Account.phone_sealed, Account.phone_index).where(Account.id == account_id)
    sealed, index = session.execute(query).one()
    number: str = vault_of(session).open(sealed, f"account:{index.hex()}")
    return number


def phone_of_sign_in(session: Session, sign_in_id: uuid.UUID) -> str | None:
    """The phone number that a sign-in was begun with, opened (E.164); None if there is no such sign-in."""
    sealed = session.scalar(select(SignIn.phone_sealed).where(SignIn.id == sign_in_id))
    return None if sealed is None else vault_of(session).open(sealed, f"sign_in:{sign_in_id}")


def language_of(session: Session, account_id: int) -> str | None:
    """The language a person chose, if they did."""
    return session.scalar(select(Account.language).where(Account.id == account_id))


def codes_asked(session: Session, phone_index: bytes, now: datetime) -> list[datetime]:
    """When codes were asked for a phone within the last hour."""
    query = select(SignIn.asked_at).where(SignIn.phone_index == phone_index, SignIn.asked_at > now - WINDOW)
    return list(session.scalars(query))


def codes_asked_from(session: Session, caller_index: bytes, now: datetime) -> int:
    """How many codes were asked for from one network address within the last hour."""
    query = select(func.count()).where(SignIn.caller_index == caller_index, SignIn.asked_at > now - WINDOW)
    return session.scalar(query) or 0
