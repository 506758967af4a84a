"""Who is calling, and what is known of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.reading import Matter, open_sealed, open_within
from backend.domain.identity.models import Account, AccountRole, LoginSession, PostalContact, SignIn, Staff
from backend.domain.identity.rules import EVERY_OFFICE, WINDOW, Caller, Contact, ending_of, posts_of

MOST_STAFF = 1000


_CALLER = (
    select(
        Account.id,
        LoginSession.id,
        AccountRole.role,
        AccountRole.office,
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
    account_id, session_id, _, _, language, text_size, theme, mode = rows[0]
    posts = posts_of((row[2], row[3]) for row in rows if row[2])
    roles = frozenset(role for role, _ in posts)
    return Caller(account_id, session_id, roles, language, text_size, theme, mode, posts=posts)


def mode_of(session: Session, account_id: int) -> str | None:
    """The mode that an account chose, in which its pages are shown; None if it never chose."""
    return session.scalar(select(Account.mode).where(Account.id == account_id))


def roles_of(session: Session, account_id: int) -> frozenset[str]:
    """The roles of an account, whatever their office; none for most people."""
    return frozenset(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id)))


def account_of(session: Session, number: str) -> int | None:
    """The account of a phone number (E.164), if there is one."""
    return session.scalar(select(Account.id).where(Account.phone_index == vault_of(session).index(number, "phone")))


def with_role(session: Session, role: str, office: str | None = None) -> list[int]:
    """The accounts that have a role, the first ones first; with an office, those who have it there or everywhere."""
    query = select(AccountRole.account_id).where(AccountRole.role == role).distinct().order_by(AccountRole.account_id)
    if office is not None:
        query = query.where(AccountRole.office.in_([office, EVERY_OFFICE]))
    return list(session.scalars(query.limit(MOST_STAFF)))


def colleagues(session: Session, office: str) -> list[int]:
    """Who works on the applications of an office: its caseworkers and leads, and those of the whole city."""
    query = (
        select(AccountRole.account_id)
        .where(AccountRole.role.in_(["caseworker", "lead"]), AccountRole.office.in_([office, EVERY_OFFICE]))
        .distinct()
        .order_by(AccountRole.account_id)
    )
    return list(session.scalars(query.limit(MOST_STAFF)))


@dataclass(frozen=True, slots=True)
class StaffMember:
    """How a member of staff is called, and the id of their office, if they work for one."""

    name: str
    office: str | None


def staff_named(session: Session, accounts: Collection[int]) -> dict[int, StaffMember]:
    """How these members of staff are called; whoever never said so is not among them."""
    if not accounts:
        return {}
    found = session.scalars(select(Staff).where(Staff.account_id.in_(accounts)))
    return {each.account_id: StaffMember(each.name, each.office) for each in found}


def phone_of(session: Session, account_id: int) -> str | None:
    """The phone number of an account, opened (E.164); None for somebody without a phone."""
    query = select(Account.phone_sealed, Account.phone_index).where(Account.id == account_id)
    return phone_in(session, account_id, *session.execute(query).one())


def own_phone(session: Session, account_id: int) -> str:
    """The phone number of somebody who is signed in: they have one."""
    number = phone_of(session, account_id)
    assert number is not None  # noqa: S101  (a code went to it)
    return number


def phone_in(session: Session, account_id: int, sealed: bytes | None, index: bytes | None) -> str | None:
    """The phone number in the row of an account, opened (E.164), if it has one."""
    if sealed is None or index is None:
        return None
    about = Matter("account")
    number: str = open_sealed(session, sealed, phone_place(index), of=account_id, about=about, name="account.phone")
    return number


def ending_in(session: Session, sealed: bytes | None, index: bytes | None) -> str | None:
    """The last digits of the number in the row of an account, by which two who know each other do so here."""
    if sealed is None or index is None:
        return None
    number: str = open_within(session, sealed, phone_place(index))
    return ending_of(number)


def ending_of_account(session: Session, account_id: int) -> str | None:
    """The last digits of an account's number, by which two who know each other do so here."""
    query = select(Account.phone_sealed, Account.phone_index).where(Account.id == account_id)
    return ending_in(session, *session.execute(query).one())


def contact_of(session: Session, account_id: int) -> Contact | None:
    """The name and the address of a person without a phone, opened; None for who has one."""
    found = session.get(PostalContact, account_id)
    if found is None:
        return None
    about, place = Matter("account"), contact_place(account_id)
    said = open_sealed(session, found.contact_sealed, place, of=account_id, about=about, name="account.contact")
    return Contact(said["name"], tuple(said["lines"]))


def contact_place(account_id: int) -> str:
    """What the name and the address of somebody without a phone are sealed for."""
    return f"contact:{account_id}"


def phone_place(index: bytes) -> str:
    """What the number of an account is sealed for."""
    return f"account:{index.hex()}"


def phone_of_sign_in(session: Session, sign_in_id: uuid.UUID) -> str | None:
    """The phone number that a sign-in was begun with, opened (E.164); None if there is no such sign-in."""
    sealed = session.scalar(select(SignIn.phone_sealed).where(SignIn.id == sign_in_id))
    return None if sealed is None else open_within(session, sealed, f"sign_in:{sign_in_id}")


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
