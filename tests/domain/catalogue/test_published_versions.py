"""A service that changes leaves open applications on the questions they began with."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.domain.applications import queries
from backend.domain.applications.errors import NotOnJourney
from backend.domain.catalogue.actions import digest_of, publish
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.catalogue.queries import document_of
from backend.parts import Parts
from flows.load import load_service
from tests.domain.given import ANSWERS, CARD, NOW, ROSA, Town


def changed(document: str) -> str:
    """The travel card without the question about an old card, and with a new one at its end."""
    text = document.replace("  - id: old_card\n", "  - id: lost_card\n").replace("old_card: true", "lost_card: true")
    assert text != document
    return text


def test_publishing_the_same_again_makes_no_new_version(town: Town) -> None:
    with town.database.writing() as session:
        again = publish(session, town.content.documents, NOW + timedelta(days=1))
        assert again == town.versions
        assert session.scalar(select(func.count()).select_from(ServiceVersion)) == len(town.versions)
        assert set(session.scalars(select(ServiceVersion.published_at))) == {NOW}


def test_a_changed_service_is_a_new_version_and_the_old_one_stays_as_it_was(town: Town) -> None:
    document = town.content.documents[CARD]
    with town.database.writing() as session:
        newer = publish(session, {CARD: changed(document)}, NOW)[CARD]
        assert newer != town.versions[CARD]
        assert document_of(session, newer) == changed(document)
        assert document_of(session, town.versions[CARD]) == document
        assert publish(session, {CARD: document}, NOW)[CARD] == town.versions[CARD], "going back is going back"


def test_a_version_is_named_by_what_it_says() -> None:
    assert digest_of("a") == digest_of("a") != digest_of("b")
    assert len(digest_of("运费")) == 64


def test_an_open_application_stays_on_the_version_it_began_with(parts: Parts, town: Town) -> None:
    content = parts.content
    town = Town(parts.database, content, parts.versions)
    with parts.writing() as session:
        account = town.account(session, ROSA)
        old = town.begin(session, account)
        town.answer(session, old, "full_name", "Rosa Lee")
        document = changed(content.documents[CARD])
        service = load_service(document)
        versions = dict(parts.versions) | publish(session, {CARD: document}, NOW)
    newer_content = dataclasses.replace(
        content,
        services=dict(content.services) | {CARD: service},
        documents=dict(content.documents) | {CARD: document},
    )
    newer = dataclasses.replace(parts, content=newer_content, versions=versions, older={})
    with newer.writing() as session:
        found = queries.mine(session, account, old.public_id, lock=True)
        theirs = newer.service_of(session, found)
        assert "old_card" in theirs.by_id
        assert "lost_card" not in theirs.by_id
        assert newer.service_of(session, found) is theirs, "a version is read once"
        before = Town(newer.database, dataclasses.replace(content, services={CARD: theirs}), versions)
        before.answer_all(session, found, ANSWERS)
        before.send(session, found)
        assert queries.submitted(session, found)["old_card"] is False
    with newer.writing() as session:
        fresh = Town(newer.database, newer_content, versions)
        application = fresh.begin(session, account)
        assert newer.service_of(session, application) is service
        with pytest.raises(NotOnJourney):
            fresh.answer_all(session, application, ANSWERS)
