"""What can go wrong in using a service."""

from backend.core.errors import DomainError
from backend.core.text import N_


class AnswerNotTaken(DomainError):
    """An answer breaks a rule of its question; `errors` say which and how to mend it."""

    status = 422
    message = N_("Please look at this answer again.")


class NotOnJourney(DomainError):
    """The question is not one to answer now: an earlier answer leads elsewhere, or one before it is missing."""

    status = 409
    message = N_("This question is not next. Another one comes before it, or your answers lead another way.")


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
