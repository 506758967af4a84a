import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.outbox import OutboxRow
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox import actions, queries
from backend.domain.inbox.actions import MOST_DEVICES
from backend.domain.inbox.errors import TooManyDevices
from backend.domain.inbox.models import Device
from backend.domain.inbox.texts import KINDS, Letter
from i18n.catalogues import Catalogues
from i18n.formats import Formats
from i18n.languages import LANGUAGES
from tests.domain.given import NOW, ROSA, WAI, Town

VALUES = {
    "service": "Get a senior travel card",
    "reference": "3K7FMDXP",
    "days": 10,
    "text": "We are sorry. We cannot give you a senior travel card now.",
    "reason": "100 % sure: %(name)s",
    "what": "See a doctor or a nurse",
    "place": "Market Hill Clinic",
    "why": "Christmas Day",
    "counter": "Window 3",
    "when": "2026-12-01T10:00:00+00:00",
    "until": "2026-12-01T08:00:00+00:00",
    "was": "2026-12-02T10:00:00+00:00",
}


def post(session: Session, account: int, key: str) -> int:
    actions.post(session, account, kind="received", key=key, values=VALUES, link="/", now=NOW)
    return queries.messages(session, account)[0].id


def keep(session: Session, account: int, address: str, device: uuid.UUID | None = None) -> uuid.UUID:
    device = device or uuid.uuid4()
    actions.keep_device(session, account, device, address, NOW)
    return device


def addresses(session: Session, account: int) -> set[str]:
    return {address for _, address in queries.devices(session, account)}


def test_a_message_is_put_into_the_inbox_and_rung_once_for_each_key(town: Town, session: Session) -> None:
    rosa = town.account(session)
    assert post(session, rosa, "received:1") == post(session, rosa, "received:1")
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1
    (message,) = queries.messages(session, rosa)
    assert queries.values_of(session, message) == VALUES


def test_reading_counts_the_first_time_and_only_for_its_owner(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    message = post(session, rosa, "received:1")
    assert queries.unread(session, rosa) == 1
    for reader in (wai, wai + 1):
        with pytest.raises(NotFound):
            actions.mark_read(session, reader, message, NOW)
        with pytest.raises(NotFound):
            queries.message(session, reader, message)
    actions.mark_read(session, rosa, message, NOW)
    actions.mark_read(session, rosa, message, NOW.replace(year=2027))
    session.expire_all()
    assert queries.message(session, rosa, message).read_at == NOW
    assert queries.unread(session, rosa) == 0


def test_messages_are_listed_newest_first_by_pages(town: Town, session: Session) -> None:
    rosa = town.account(session)
    posted = [post(session, rosa, f"received:{number}") for number in range(5)]
    post(session, town.account(session, WAI), "received:other")
    first = queries.messages(session, rosa, limit=3)
    second = queries.messages(session, rosa, limit=3, after=first[-1].id)
    assert [each.id for each in (*first, *second)] == posted[::-1]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es", "ar"])
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("reason", ["", "100 % sure: %(name)s"])
def test_every_kind_of_message_is_written_in_every_language(
    catalogues: Catalogues, kind: str, language: str, reason: str
) -> None:
    moment = Formats(LANGUAGES[language], "Europe/London", "GBP").moment
    letter = Letter(kind, VALUES | {"reason": reason}, catalogues.translator(language).text, moment)
    words = " ".join((letter.title, *letter.body, letter.push))
    said = "".join(KINDS[kind].body)
    assert ("3K7F MDXP" in words) == ("%(reference)s" in said)
    assert "T10:00" not in words, "a moment is in words"
    assert all(part.strip() for part in (letter.title, *letter.body, letter.push))
    assert ("%(name)s" in words) == (bool(reason) and "%(reason)s" in said), "a reason is shown as it was written"
    assert "3K7F" not in letter.push


def test_a_device_rings_once_though_kept_twice_and_moves_with_its_address(town: Town, session: Session) -> None:
    rosa = town.account(session)
    device = keep(session, rosa, "token-1")
    keep(session, rosa, "token-1", device)
    assert addresses(session, rosa) == {"token-1"}
    keep(session, rosa, "token-2", device)
    assert addresses(session, rosa) == {"token-2"}
    keep(session, rosa, "token-2")
    assert len(queries.devices(session, rosa)) == 1


def test_a_phone_that_changes_hands_rings_for_its_new_owner_only(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    keep(session, rosa, "token-1")
    keep(session, wai, "token-1")
    assert addresses(session, rosa) == set()
    assert addresses(session, wai) == {"token-1"}


def test_the_id_of_somebody_elses_device_is_not_found(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    device = keep(session, rosa, "token-1")
    with pytest.raises(NotFound):
        keep(session, wai, "token-2", device)
    actions.forget_device(session, wai, device)
    assert addresses(session, rosa) == {"token-1"}


def test_an_account_has_ten_devices_at_most_and_may_keep_each_of_them_again(town: Town, session: Session) -> None:
    rosa = town.account(session)
    devices = [keep(session, rosa, f"token-{number}") for number in range(MOST_DEVICES)]
    with pytest.raises(TooManyDevices) as caught:
        keep(session, rosa, "one-too-many")
    assert caught.value.values == {"most": MOST_DEVICES}
    keep(session, rosa, "renewed", devices[0])
    actions.forget_device(session, rosa, devices[1])
    actions.forget_device(session, rosa, devices[1])
    keep(session, rosa, "room-again")
    assert len(queries.devices(session, rosa)) == MOST_DEVICES


def test_where_a_phone_is_rung_is_sealed(town: Town, session: Session) -> None:
    keep(session, town.account(session), "a-long-token-of-a-phone")
    row = session.scalars(select(Device)).one()
    assert b"a-long-token" not in row.address_sealed + row.address_index
