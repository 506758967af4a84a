"""What follows on what, messages both ways, what the desk asks for, taking back, and appeals."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.after import after_sending
from backend.domain.applications.errors import (
    AlreadyDecided,
    AlreadySent,
    AppealOver,
    AskedAlready,
    DecidedMeanwhile,
    IdTaken,
    NotAsked,
    NotComplete,
    NotForYou,
    NothingAsked,
    OwnRefusal,
    TakenBack,
    TooManyWords,
    WordsMissing,
    WordsTooLong,
    WritingOver,
    WroteOften,
)
from backend.domain.applications.events import citizen
from backend.domain.applications.models import ApplicationEvent, Words
from backend.domain.applications.rules import LONGEST_MESSAGE, MOST_MESSAGES_A_DAY, WRITE_AFTER
from backend.domain.inbox import queries as inbox
from backend.domain.inbox.models import Message
from tests.domain.applications.after import LATER, NADIA, Desk
from tests.domain.given import AMIR, NOW, TODAY, WAI, Town


def kinds(desk: Desk) -> list[str]:
    return [each.kind for each in queries.events_of(desk.session, desk.application, internal=True)]


def told(desk: Desk, account: int) -> list[str]:
    """The kinds of messages in an inbox, oldest first."""
    return [each.kind for each in inbox.messages(desk.session, account)][::-1]


def test_history_is_written_from_sending_on_and_says_who_in_words(desk: Desk) -> None:
    desk.take()
    desk.decide("approved")
    entries = after_sending(desk.session, desk.application, desk.service, TODAY, desk.days, NOW).timeline
    assert [(each.kind, each.actor, each.office) for each in entries] == [
        ("sent", "citizen", "travel-desk"),
        ("taken", "staff", "travel-desk"),
        ("approved", "staff", "travel-desk"),
    ]


def test_an_open_application_says_what_is_happening_and_by_when(desk: Desk) -> None:
    now, following = after_sending(desk.session, desk.application, desk.service, TODAY, desk.days, NOW).timeline[-2:]
    assert (now.state, now.due_on) == ("now", desk.application.due_on)
    assert following.state == "next"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_what_happened(desk: Desk, change: str) -> None:
    statement = update(ApplicationEvent).values(kind="approved") if change == "update" else delete(ApplicationEvent)
    with pytest.raises(DatabaseError, match="only grows"), desk.session.begin_nested():
        desk.session.execute(statement)


def test_what_is_internal_is_not_shown_to_the_citizen(desk: Desk) -> None:
    desk.take()
    desk.take(NADIA)
    shown = [each.kind for each in queries.events_of(desk.session, desk.application, internal=False)]
    assert shown == ["sent", "taken"]
    assert kinds(desk) == ["sent", "taken", "taken_over"]


def test_a_message_is_written_once_per_id_and_tells_who_works_on_it(desk: Desk) -> None:
    desk.take()
    made = uuid.uuid4()
    desk.write("I have moved.", made)
    desk.write("I have moved.", made)
    assert kinds(desk).count("wrote") == 1
    assert told(desk, desk.id(AMIR)) == ["case-news"]
    assert desk.application.news_at == NOW


def test_an_answer_of_the_desk_reaches_the_inbox_and_marks_the_citizens_words_as_read(desk: Desk) -> None:
    desk.write("I have moved.")
    desk.reply("Thank you, we have it.")
    assert desk.application.news_at is None
    assert told(desk, desk.application.account_id) == ["received", "wrote"]
    words = queries.written_about(desk.session, desk.application, internal=False)
    assert [(each.actor, each.words) for each in words] == [
        ("citizen", "I have moved."),
        ("staff", "Thank you, we have it."),
    ]


def test_words_are_tidied_and_bounded_and_never_cut(desk: Desk) -> None:
    desk.write("  I have\r\nmoved.\x07\n\n ")
    assert queries.written_about(desk.session, desk.application, internal=False)[0].words == "I have\nmoved."
    for empty in ("", " \n\t", "\x00"):
        with pytest.raises(WordsMissing):
            desk.write(empty)
    with pytest.raises(WordsTooLong) as caught:
        desk.write("x" * (LONGEST_MESSAGE + 3))
    assert caught.value.values == {"most": LONGEST_MESSAGE, "over": 3}


def test_a_citizen_writes_at_most_so_often_a_day(desk: Desk) -> None:
    for number in range(MOST_MESSAGES_A_DAY):
        desk.write(f"Number {number}", at=NOW + timedelta(minutes=number))
    with pytest.raises(WroteOften) as caught, desk.session.begin_nested():
        desk.write("One more", at=NOW + timedelta(hours=1))
    assert caught.value.values["wait"] == timedelta(hours=23)
    desk.write("The next day", at=NOW + timedelta(days=1, minutes=1))


def test_one_application_takes_only_so_many_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.domain.applications.events.MOST_WORDS", 1)
    desk.write("The first")
    with pytest.raises(TooManyWords):
        desk.write("The second")


def test_an_id_of_somebody_elses_words_is_refused(desk: Desk, town: Town, session: Session) -> None:
    made = uuid.uuid4()
    desk.write("Mine", made)
    other = Desk(town, session, town.sent(session, town.account(session, WAI)))
    with pytest.raises(IdTaken):
        other.write("Theirs", made)


def test_some_weeks_after_a_decision_nobody_writes_any_more(desk: Desk) -> None:
    desk.decide("approved")
    desk.write("Thank you!", at=NOW + timedelta(days=1))
    with pytest.raises(WritingOver):
        desk.write("Hello?", at=NOW + WRITE_AFTER)


def test_asking_stops_the_clock_until_the_answer(desk: Desk) -> None:
    assert desk.application.due_on == date(2026, 12, 7)
    request = desk.ask("When do you move?")
    assert desk.application.state == "more_needed"
    assert told(desk, desk.application.account_id)[-1] == "asked"
    desk.answer(request, "On 4 May.", at=NOW + timedelta(days=3))
    assert desk.application.state == "in_work"
    assert desk.application.due_on == date(2026, 12, 10), "three working days were waited for"
    assert desk.application.news_at == NOW + timedelta(days=3)
    assert kinds(desk) == ["sent", "asked", "answered"]


def test_asking_and_answering_twice_does_it_once(desk: Desk) -> None:
    made = uuid.uuid4()
    request = desk.ask("When do you move?", public_id=made)
    assert desk.ask("When do you move?", public_id=made) is request
    with pytest.raises(AskedAlready):
        desk.ask("Something else?")
    desk.answer(request, "On 4 May.")
    desk.answer(request, "On 4 May.")
    desk.answer(request, "Other words")
    assert kinds(desk) == ["sent", "asked", "answered"]
    words = queries.written_about(desk.session, desk.application, internal=False)
    assert [each.words for each in words if each.kind == "answer"] == ["On 4 May."]


def test_a_request_has_words_or_questions_that_were_answered(desk: Desk) -> None:
    for questions in ((), ("no_such_question",), ("pickup_office",), ("full_name", "pickup_office")):
        with pytest.raises(NothingAsked):
            desk.ask(None, *questions)
    assert desk.application.state == "sent"


def test_a_question_in_words_needs_an_answer_in_words(desk: Desk) -> None:
    request = desk.ask("When do you move?")
    with pytest.raises(WordsMissing):
        desk.answer(request)
    with pytest.raises(NotAsked):
        desk.answer(type(request)(public_id=uuid.uuid4()), "Hello")


def test_named_questions_are_answered_again_and_both_answers_stay_known(desk: Desk) -> None:
    request = desk.ask(None, "full_name")
    with pytest.raises(NotComplete) as caught:
        desk.answer(request)
    assert caught.value.values["question"] == "full_name"
    desk.change("full_name", "Rosa Maria Lee")
    assert queries.submitted(desk.session, desk.application)["full_name"] == "Rosa Lee", "until it is sent"
    desk.answer(request)
    assert queries.submitted(desk.session, desk.application)["full_name"] == "Rosa Maria Lee"
    ((moment, before),) = queries.earlier(desk.session, desk.application)
    assert (moment, before["full_name"]) == (LATER, "Rosa Lee")
    answered = queries.events_of(desk.session, desk.application, internal=True)[-1]
    assert answered.about == {"questions": ["full_name"]}


def test_saying_the_same_again_is_an_answer_too(desk: Desk) -> None:
    request = desk.ask(None, "full_name")
    desk.change("full_name", "Rosa Lee")
    desk.answer(request)
    assert queries.earlier(desk.session, desk.application) == []


def test_only_what_was_asked_can_be_changed(desk: Desk) -> None:
    with pytest.raises(AlreadySent):
        desk.change("full_name", "Somebody Else")
    desk.ask(None, "delivery")
    with pytest.raises(AlreadySent):
        desk.change("full_name", "Somebody Else")
    desk.change("delivery", "pickup")
    desk.change("pickup_office", "library")


def test_what_a_changed_answer_newly_asks_is_answered_before_it_is_sent(desk: Desk) -> None:
    request = desk.ask(None, "delivery")
    desk.change("delivery", "pickup")
    with pytest.raises(NotComplete) as caught:
        desk.answer(request)
    assert caught.value.values["question"] == "pickup_office"
    desk.change("pickup_office", "library")
    desk.answer(request)
    assert queries.submitted(desk.session, desk.application)["pickup_office"] == "library"


def test_answers_that_end_the_journey_are_not_sent(desk: Desk) -> None:
    request = desk.ask(None, "lives_here")
    desk.change("lives_here", value=False)
    with pytest.raises(NotForYou):
        desk.answer(request)
    assert desk.application.state == "more_needed"
    assert queries.submitted(desk.session, desk.application)["lives_here"] is True


def test_withdrawing_ends_it_and_whoever_worked_on_it_hears(desk: Desk) -> None:
    desk.take()
    request = desk.ask("When do you move?")
    desk.withdraw()
    desk.withdraw()
    assert desk.application.state == "withdrawn"
    assert kinds(desk) == ["sent", "taken", "asked", "withdrawn"]
    assert told(desk, desk.id(AMIR)) == ["case-withdrawn"]
    assert told(desk, desk.application.account_id)[-1] == "withdrawn"
    with pytest.raises(NotAsked):
        desk.answer(request, "On 4 May.")


def test_what_was_withdrawn_is_not_decided_asked_or_taken(desk: Desk) -> None:
    desk.withdraw()
    for attempt in (
        lambda: desk.decide("approved"),
        lambda: desk.ask("Why?"),
        desk.take,
        lambda: desk.propose("approved"),
    ):
        with pytest.raises(TakenBack):
            attempt()


def test_what_was_decided_is_not_withdrawn(desk: Desk) -> None:
    desk.decide("approved")
    with pytest.raises(DecidedMeanwhile):
        desk.withdraw()
    with pytest.raises(AlreadyDecided):
        desk.ask("Why?")


def test_a_decision_while_something_is_asked_closes_the_question(desk: Desk) -> None:
    request = desk.ask("When do you move?")
    desk.decide("refused", "We heard nothing.")
    with pytest.raises(NotAsked):
        desk.answer(request, "On 4 May.")
    assert desk.application.state == "refused"


def test_an_appeal_goes_to_the_office_that_the_service_names_and_starts_the_clock_anew(desk: Desk) -> None:
    desk.take()
    desk.decide("refused", "You are 64.")
    made, at = uuid.uuid4(), NOW + timedelta(days=7)
    desk.appeal("I am 66.", made, at)
    desk.appeal("I am 66.", made, at)
    found = desk.application
    assert (found.state, found.office, found.assignee_id) == ("appealed", "residents-office", None)
    assert found.due_on == date(2026, 12, 14)
    assert kinds(desk) == ["sent", "taken", "refused", "appealed"]
    assert queries.reason(desk.session, found) is None, "nothing is decided now"
    assert told(desk, found.account_id)[-1] == "appeal-received"


def test_whoever_refused_does_not_judge_the_appeal_and_there_is_one_only(desk: Desk) -> None:
    desk.decide("refused", "You are 64.")
    desk.appeal("I am 66.")
    with pytest.raises(OwnRefusal):
        desk.decide("approved")
    desk.decide("refused", "We looked again. You are 64.", NADIA)
    assert queries.reason(desk.session, desk.application) == "We looked again. You are 64."
    with pytest.raises(AppealOver):
        desk.appeal("But I am 66!")
    reasons = [each.words for each in queries.written_about(desk.session, desk.application, internal=False)]
    assert reasons == ["You are 64.", "I am 66.", "We looked again. You are 64."]
    refusals = select(func.count()).select_from(Message).where(Message.kind == "refused")
    assert desk.session.scalar(refusals) == 2, "both were told"


@pytest.mark.parametrize(("days", "taken"), [(28, True), (29, False)])
def test_an_appeal_is_taken_until_the_last_day_and_not_after(desk: Desk, days: int, taken: bool) -> None:  # noqa: FBT001
    desk.decide("refused", "You are 64.")
    at = NOW + timedelta(days=days)
    after = after_sending(desk.session, desk.application, desk.service, TODAY, desk.days, at)
    assert after.appeal_until == (date(2026, 12, 21) if taken else None)
    if taken:
        desk.appeal("I am 66.", at=at)
    else:
        with pytest.raises(AppealOver):
            desk.appeal("I am 66.", at=at)


def test_a_yes_or_a_service_without_appeals_takes_none(desk: Desk, town: Town) -> None:
    desk.decide("approved")
    with pytest.raises(AppealOver):
        desk.appeal("I am glad.")
    assert town.service("change-of-address").appeal is None


def test_everything_written_is_sealed(desk: Desk) -> None:
    desk.write("A secret about my leg")
    for row in desk.session.scalars(select(Words)):
        assert b"secret" not in row.words_sealed
    assert citizen(1).actor == "citizen"
