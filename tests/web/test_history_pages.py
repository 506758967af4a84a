"""Who saw my data, on the pages: what is recorded before it is shown, and how a person reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.core import clock
from backend.core.database import Busy, Database
from backend.domain.access import queries
from backend.domain.access.models import Entry
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.domain.given import ROSA
from tests.web.readers import Reader, Seeded


def entries(parts: Parts) -> list[queries.Seen]:
    with parts.reading() as session:
        rosa = identity_of(parts)
        return queries.of_person(session, rosa, limit=100)


def identity_of(parts: Parts) -> int:
    with parts.writing() as session:
        return identity.account_for(session, ROSA, clock.now())


def count(parts: Parts) -> int:
    with parts.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_what_a_caseworker_reads_stands_in_the_persons_history_in_plain_words(
    parts: Parts, amir: Reader, rosa: Reader, seeded: Seeded
) -> None:
    amir.get(f"/desk/applications/{seeded.sent}")
    newest = entries(parts)[0]
    assert (newest.kind, newest.purpose, newest.about_id) == ("staff", "deciding", seeded.sent)
    assert {"birth_date", "address", "account.phone"} <= set(newest.fields)
    page = rosa.get("/history").text
    assert "Amir Khan (Harbour City Travel Desk) read your answers to decide about “Get a senior travel card”" in page
    one = rosa.get(f"/history/{newest.number}").text
    assert "Date of birth" in one
    assert "Your phone number" in one
    assert "1951" not in one, "never what an answer said"


def test_reading_ones_own_is_not_recorded(parts: Parts, rosa: Reader, seeded: Seeded) -> None:
    before = count(parts)
    for path in ("/history", "/inbox", f"/inbox/{seeded.message}", f"/applications/{seeded.sent}", "/appointments"):
        assert rosa.get(path).status_code == 200
    assert count(parts) == before


def test_what_a_helper_reads_is_recorded_too(parts: Parts, amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    before = count(parts)
    amir.help(seeded.mandate).get(f"/appointments/{seeded.appointment}")
    newest = entries(parts)[0]
    assert count(parts) == before + 1
    assert (newest.kind, newest.about_id, newest.fields) == ("helper", seeded.appointment, ("appointment.needs",))
    assert "looked at your appointments to help you" in rosa.get("/history?who=helper").text
    assert "to decide about" not in rosa.get("/history?who=helper").text


def test_who_looks_at_a_day_reads_of_each_person_and_each_is_told(parts: Parts, amir: Reader, seeded: Seeded) -> None:
    with parts.reading() as session:
        day = queries.of_person(session, identity_of(parts))[0].at.date()
    assert amir.get(f"/desk/appointments/{seeded.appointment}").status_code == 200
    assert {each.purpose for each in entries(parts)} == {"deciding", "visit"}
    assert day


def test_nothing_is_shown_that_could_not_be_recorded(
    amir: Reader, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Database) -> None:
        raise Busy

    monkeypatch.setattr(Database, "writing", full)
    answer = amir.get(f"/desk/applications/{seeded.sent}")
    assert answer.status_code == 503
    assert "Rosa Lee" not in answer.text


def test_somebody_elses_entry_is_not_found(wai: Reader, seeded: Seeded) -> None:
    assert wai.get(f"/history/{seeded.entry}").status_code == 404
    assert wai.get("/history/99999").status_code == 404


def test_a_long_history_goes_on_over_the_page(parts: Parts, amir: Reader, rosa: Reader, seeded: Seeded) -> None:
    for _ in range(queries.PAGE):
        amir.get(f"/desk/applications/{seeded.sent}")
    found = entries(parts)
    page = rosa.get("/history").text
    assert f"/history?after={found[queries.PAGE - 1].number}" in page
    assert rosa.get(f"/history?after={found[0].number}").text.count(f"{queries.PAGE} times that day") == 1
    assert clock.now() - found[-1].at < timedelta(hours=1)
