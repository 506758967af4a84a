"""What can go wrong with help. None of these leaves anything half done."""

from backend.core.errors import DomainError
from backend.core.text import N_


class MandateOver(DomainError):
    """The mandate was stopped, its last day is over, or it never was this helper's."""

    status = 403
    message = N_("This help has ended. Nothing was changed. The person you helped can let you help again.")


class NotByMandate(DomainError):
    """This cannot be done for somebody else, and nobody does it for themselves while they say that they help."""

    status = 403
    message = N_("You are helping somebody now. This page is not part of that help.")


class OtherPerson(DomainError):
    """Only on the web pages: a form was opened for one person and sent while acting for another."""

    status = 409
    message = N_(
        "This page was opened for another person. Nothing was changed. Please look whom you help, and try again."
    )


class MandateCodeWrong(DomainError):
    """The number and the code do not fit together, or the code is over or was used. Which of these is not told."""

    status = 422
    message = N_(
        "This number and this code do not fit together. Please check both. A code counts once, and for 15 minutes."
    )


class OwnCode(DomainError):
    """Somebody typed the code that they made themselves."""

    status = 409
    message = N_("This is your own number. The person who helps you types the code, on their own phone.")


class WaitToTry(DomainError):
    """Wrong codes were typed too often; `wait` says how long to wait."""

    status = 429
    message = N_("You have typed several codes that do not fit. Please try again in %(wait)s.")


class MandateTooLong(DomainError):
    """Help can be given for a year at most, and not for days that are over."""

    status = 422
    message = N_("Please choose a day from today to one year from now.")


class ScopeEmpty(DomainError):
    """Nothing was chosen that somebody may help with."""

    status = 422
    message = N_("Please choose at least one thing that they may help you with.")


class TooManyMandates(DomainError):
    """As many people help, or are helped, as may be."""

    status = 409
    message = N_("This is the most there can be: %(most)s people. Please stop one first.")


class MandateTaken(DomainError):
    """A new code was asked for help that somebody gives already, or that has ended."""

    status = 409
    message = N_("This help needs no code any more.")


class MandateIdTaken(DomainError):
    """The id of a new mandate belongs to something else."""

    status = 409
    message = N_("This could not be saved. Please try once more.")
