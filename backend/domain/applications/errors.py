"""What can go wrong in using a service."""

from typing import Any

from backend.core.errors import DomainError, FieldError
from backend.core.text import N_
from flows.types import AnswerWrong


class AnswerNotTaken(DomainError):
    """An answer breaks a rule of its question; `errors` say which and how to mend it."""

    status = 422
    message = N_("Please look at this answer again.")


def field_errors(wrong: AnswerWrong) -> tuple[FieldError, ...]:
    """What is wrong with an answer, as errors that point to form fields and into the JSON sent."""
    return tuple(
        FieldError(each.field_name, f"/value/{each.part}" if each.part else "/value", each.message, each.values)
        for each in wrong.wrongs
    )


def not_taken(wrong: AnswerWrong, **values: Any) -> AnswerNotTaken:
    """The error of an answer that breaks a rule."""
    return AnswerNotTaken(field_errors(wrong), **values)


class AnswerChanged(DomainError):
    """Another device has kept another answer since this one last saw it; `kept`, `sent` and `version` tell both."""

    status = 412
    message = N_("This was answered on another device meanwhile. Please look at both answers, and choose one.")


class NotOnJourney(DomainError):
    """The question is not one to answer now: an earlier answer leads elsewhere, or one before it is missing."""

    status = 409
    message = N_("This question is not next. Another one comes before it, or your answers lead another way.")


class TooManyEntries(DomainError):
    """A group takes no more entries than these."""

    status = 409
    message = N_("The list has room for %(most)s. Remove one, or change one.")


class EntryGone(DomainError):
    """The entry of a group was taken away, here or on another device."""

    status = 409
    message = N_("This was removed from the list. If you need it, please add it again.")


class NotComplete(DomainError):
    """Something is still to be answered before sending."""

    status = 409
    message = N_("Some questions are not answered yet. Your answers so far are kept.")


class NotForYou(DomainError):
    """The answers lead to the end of the journey, so there is nothing to send."""

    status = 409
    message = N_("With these answers there is nothing to send. The page says what you can do instead.")


class AlreadySent(DomainError):
    """The application was sent; its answers cannot change any more."""

    status = 409
    message = N_("You have already sent this. If something is wrong, please call us.")


class DraftElsewhere(DomainError):
    """The person has a draft of this service already, under another id."""

    status = 409
    message = N_("You have already begun this. Please go on with what you began.")


class IdTaken(DomainError):
    """The id of a new application belongs to something else."""

    status = 409
    message = N_("This could not be begun. Please try once more.")


class NotSentYet(DomainError):
    """Only what was sent can be decided."""

    status = 409
    message = N_("This has not been sent yet.")


class AlreadyDecided(DomainError):
    """It was decided before, in another way."""

    status = 409
    message = N_("This was already decided, in another way.")


class ReasonMissing(DomainError):
    """A refusal needs a reason in plain words."""

    status = 422
    message = N_("Please write why, in plain words. The person will read it.")


class TakenBack(DomainError):
    """The citizen has withdrawn it."""

    status = 409
    message = N_("The person has taken this back. Nothing more is to be done.")


class ChangedMeanwhile(DomainError):
    """The citizen did something since it was looked at."""

    status = 409
    message = N_("The person has written or answered meanwhile. Please read that first, then decide.")


class SecondPairNeeded(DomainError):
    """The service wants a second pair of eyes, and nobody has proposed this outcome yet."""

    status = 409
    message = N_("Two people must look at this. Please propose it first, and let somebody else decide.")


class OwnProposal(DomainError):
    """Whoever proposed a decision cannot make it."""

    status = 409
    message = N_("You proposed this. Somebody else must look at it and decide.")


class OwnRefusal(DomainError):
    """Whoever refused does not judge the appeal."""

    status = 409
    message = N_("You said no to this before. Somebody else must look at the appeal.")


class NothingProposed(DomainError):
    """There is no proposal to send back."""

    status = 409
    message = N_("Nothing is proposed here now.")


class NothingAsked(DomainError):
    """Neither words nor a question that the person has answered."""

    status = 422
    message = N_("Please write what you need, or choose at least one question.")


class AskedAlready(DomainError):
    """The person is asked for something already."""

    status = 409
    message = N_("We have asked the person for something already. Please wait for the answer first.")


class NotAsked(DomainError):
    """Nothing is asked here, or not any more."""

    status = 409
    message = N_("We do not need this any more. Thank you. There is nothing to do.")


class WritingOver(DomainError):
    """It was decided or withdrawn too long ago to write about."""

    status = 409
    message = N_("This was finished some time ago, so you cannot write here any more. Please call us.")


class WroteOften(DomainError):
    """As many messages as a day may have; `wait` says how long to wait."""

    status = 429
    message = N_("You have written often today, and we have it all. You can write again in %(wait)s, or call us.")


class TooManyWords(DomainError):
    """So much was written about one application that it takes no more."""

    status = 409
    message = N_("So much was written here that it takes no more. Please call us.")


class WordsMissing(DomainError):
    """There is nothing in the text."""

    status = 422
    message = N_("Please write a few words.")


class WordsTooLong(DomainError):
    """The text is longer than it may be."""

    status = 422
    message = N_("Your text is too long by %(over)s letters. Use %(most)s letters or fewer. Nothing is lost.")


class AppealOver(DomainError):
    """No appeal can be taken: it is too late, there was no refusal, or there was an appeal before."""

    status = 409
    message = N_("You cannot send this here now. Please call us. We look for a way together.")


class NotAColleague(DomainError):
    """The person does not work for this office."""

    status = 422
    message = N_("This person does not work for the office. Please choose somebody else.")


class TakenMeanwhile(DomainError):
    """Somebody else works on it by now."""

    status = 409
    message = N_("Somebody else works on this by now.")


class DecidedMeanwhile(DomainError):
    """It is decided, so its citizen can no longer take it back."""

    status = 409
    message = N_("We have decided already, so you cannot take this back any more. Please read our answer.")


class NotOffered(DomainError):
    """The city does not offer the service any more, so a draft of it cannot be sent; its answers are kept."""

    status = 409
    message = N_("The city does not offer this any more, so it cannot be sent. What you wrote is still here.")


class VersionPassed(DomainError):
    """It is neither the version of the draft nor the one on offer: the service has changed once more."""

    status = 409
    message = N_("This service has changed once more. Please look at the changes again.")
