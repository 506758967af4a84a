"""A text's way from a draft to readers, with two people, two writers and two presses of a button."""

import threading
import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.domain.catalogue.errors import NotFound
from backend.domain.publications import actions, queries
from backend.domain.publications.errors import (
    EditedMeanwhile,
    OwnText,
    TextClosed,
    TextNotReady,
    WhyMissing,
    WordsNotConfirmed,
    WrongTime,
)
from backend.domain.publications.models import Version
from backend.domain.publications.rules import standing
from prose.document import Document
from tests.domain.given import MAYA, NOW, TOM, Town

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 23)
SOON = NOW + timedelta(days=2)
WORDS = Document("stay-warm", "article", "How to stay warm", ("Keep one room warm.",), "warm-homes", "Ask us.\n")


@pytest.fixture
def maya(town: Town, session: Session) -> int:
    return town.account(session, MAYA)


@pytest.fixture
def tom(town: Town, session: Session) -> int:
    return town.account(session, TOM)


def write(session: Session, account: int, document: Document = WORDS, **more: Any) -> Version:
    values = {"language": "en", "revision": None, "now": NOW} | more
    return actions.save(session, values.pop("public_id", None) or uuid.uuid4(), account, document, **values)


def approved(session: Session, writer: int, reader: int, document: Document = WORDS) -> Version:
    version = write(session, writer, document)
    actions.hand_in(version, (), 1, NOW)
    actions.review(session, version, reader, "approved", "", 1, NOW)
    return version


def publish(session: Session, version: Version, **more: Any) -> None:
    values = {"at": None, "replaces": None, "zone": LONDON, "now": NOW} | more
    actions.publish(session, version, values.pop("at"), **values)


def seen(session: Session, text_id: str = "stay-warm", now: Any = NOW, today: date = TODAY) -> int | None:
    try:
        return queries.public_one(session, text_id, now, today).number
    except NotFound:
        return None


def test_a_text_goes_out_after_somebody_else_has_read_it(session: Session, maya: int, tom: int) -> None:
    version = write(session, maya)
    assert version.state == "draft"
    with pytest.raises(TextClosed):
        publish(session, version)
    actions.hand_in(version, (), 1, NOW)
    with pytest.raises(OwnText):
        actions.review(session, version, maya, "approved", "", 1, NOW)
    actions.review(session, version, tom, "approved", "", 1, NOW)
    assert seen(session) is None
    publish(session, version)
    assert seen(session) == 1


def test_whoever_added_a_word_is_a_writer_too(session: Session, maya: int, tom: int) -> None:
    version = write(session, maya)
    write(session, tom, replace(WORDS, title="New"), public_id=version.public_id, revision=1)
    actions.hand_in(version, (), 2, NOW)
    for writer in (maya, tom):
        with pytest.raises(OwnText):
            actions.review(session, version, writer, "approved", "", 2, NOW)


@pytest.mark.parametrize("values", [{"reviewer": "own"}, {"reviewer": None}])
def test_the_database_itself_lets_nobody_approve_their_own_text(
    session: Session, maya: int, values: dict[str, Any]
) -> None:
    version = write(session, maya)
    session.flush()
    reviewer = maya if values["reviewer"] == "own" else None
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Version).where(Version.id == version.id).values(state="approved", reviewer_id=reviewer))


def test_what_was_handed_in_never_changes(session: Session, maya: int, tom: int) -> None:
    version = approved(session, maya, tom)
    before = version.document
    with pytest.raises(TextClosed):
        write(session, maya, replace(WORDS, title="Other"), public_id=version.public_id, revision=1)
    assert version.document == before


def test_sending_back_needs_a_reason_and_makes_it_a_draft_again(session: Session, maya: int, tom: int) -> None:
    version = write(session, maya)
    actions.hand_in(version, (), 1, NOW)
    with pytest.raises(WhyMissing):
        actions.review(session, version, tom, "sent_back", "  ", 1, NOW)
    actions.review(session, version, tom, "sent_back", "Say who pays.", 1, NOW)
    assert (version.state, version.note, version.reviewer_id) == ("draft", "Say who pays.", None)
    write(session, maya, replace(WORDS, title="Better"), public_id=version.public_id, revision=1)
    assert version.revision == 2


def test_words_outside_the_list_go_out_only_when_the_reader_says_that_they_stay(
    session: Session, maya: int, tom: int
) -> None:
    version = write(session, maya)
    actions.hand_in(version, (), 1, NOW)
    odd = ("quantify", "funicular")
    with pytest.raises(WordsNotConfirmed) as caught:
        actions.review(session, version, tom, "approved", "", 1, NOW, unlisted=odd)
    assert "quantify, funicular" in caught.value.errors[0].message
    assert version.state == "review"
    actions.review(session, version, tom, "sent_back", "Plainer.", 1, NOW, unlisted=odd)
    assert (version.state, version.words_confirmed) == ("draft", None)
    actions.hand_in(version, (), 1, NOW)
    actions.review(session, version, tom, "approved", "", 1, NOW, unlisted=odd, words_confirmed=True)
    assert (version.state, version.words_confirmed) == ("approved", "quantify\nfunicular")


def test_of_two_who_change_the_same_draft_the_second_hears_of_it_and_neither_is_lost(
    session: Session, maya: int, tom: int
) -> None:
    version = write(session, maya)
    write(session, tom, replace(WORDS, title="Tom's"), public_id=version.public_id, revision=1)
    with pytest.raises(EditedMeanwhile):
        write(session, maya, replace(WORDS, title="Maya's"), public_id=version.public_id, revision=1)
    own = write(session, maya, replace(WORDS, title="Maya's"))
    titles = {each.number: queries.document_of(each).title for each in queries.at_desk(session, text_id="stay-warm")}
    assert titles == {1: "Tom's", 2: "Maya's"}
    assert own.number == 2


def test_every_button_pressed_twice_does_one_thing(session: Session, maya: int, tom: int) -> None:
    public_id = uuid.uuid4()
    for _ in range(2):
        version = write(session, maya, public_id=public_id)
    for _ in range(2):
        write(session, maya, replace(WORDS, title="Better"), public_id=public_id, revision=1)
    assert (version.number, version.revision) == (1, 2)
    for _ in range(2):
        actions.hand_in(version, (), 2, NOW)
    for _ in range(2):
        actions.review(session, version, tom, "approved", "", 2, NOW)
    for _ in range(2):
        publish(session, version)
    for _ in range(2):
        actions.withdraw(version, "It is over.", NOW)
    assert len(queries.at_desk(session, text_id="stay-warm")) == 1
    assert seen(session) is None


def test_two_who_begin_the_same_text_at_once_get_two_versions(town: Town) -> None:
    with town.database.writing() as session:
        accounts = [town.account(session, number) for number in (MAYA, TOM)]
    both = threading.Barrier(2)

    def begin(account: int) -> None:
        both.wait()
        with town.database.writing() as session:
            write(session, account)

    threads = [threading.Thread(target=begin, args=(each,)) for each in accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with town.database.reading() as session:
        assert sorted(each.number for each in queries.at_desk(session, text_id="stay-warm")) == [1, 2]


def test_a_scheduled_text_is_public_from_its_moment_on(session: Session, maya: int, tom: int) -> None:
    publish(session, approved(session, maya, tom))
    later = approved(session, maya, tom, replace(WORDS, title="In spring"))
    publish(session, later, at=SOON, replaces=1)
    assert standing(later, 1, NOW, TODAY) == "scheduled"
    assert seen(session, now=SOON - timedelta(seconds=1)) == 1
    assert seen(session, now=SOON) == 2
    publish(session, later, at=SOON + timedelta(days=1), replaces=1)
    assert seen(session, now=SOON) == 1, "until then it can be put off"
    actions.withdraw(later, "Not needed.", NOW)
    assert seen(session, now=SOON + timedelta(days=2)) == 1, "what nobody saw hides nothing"


def test_a_text_that_was_withdrawn_does_not_let_an_older_one_come_back(session: Session, maya: int, tom: int) -> None:
    publish(session, approved(session, maya, tom))
    second = approved(session, maya, tom, replace(WORDS, title="Second"))
    publish(session, second, replaces=1)
    with pytest.raises(WhyMissing):
        actions.withdraw(second, " ", NOW)
    actions.withdraw(second, "It was wrong.", NOW)
    assert seen(session) is None


def test_nobody_publishes_over_a_version_that_they_have_not_seen(session: Session, maya: int, tom: int) -> None:
    mine, theirs = approved(session, maya, tom), approved(session, tom, maya, replace(WORDS, title="Tom's"))
    publish(session, theirs)
    with pytest.raises(EditedMeanwhile):
        publish(session, mine)
    publish(session, mine, replaces=theirs.number)
    assert seen(session) == mine.number > theirs.number


def test_a_text_ends_with_its_last_day_by_the_citys_calendar(session: Session, maya: int, tom: int) -> None:
    notice = replace(WORDS, kind="notice", ends_on=TODAY)
    publish(session, approved(session, maya, tom, notice))
    assert seen(session) == 1
    assert seen(session, today=TODAY + timedelta(days=1)) is None
    late = approved(session, maya, tom, replace(notice, id="late"))
    for at in (SOON, NOW + timedelta(days=400)):
        with pytest.raises(WrongTime):
            publish(session, late, at=at)


def test_facts_that_no_document_can_hold_are_refused(session: Session, maya: int) -> None:
    with pytest.raises(TextNotReady):
        write(session, maya, replace(WORDS, title="x" * 101))
