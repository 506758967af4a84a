"""What can go wrong at the publishers' desk."""

from backend.core.errors import DomainError
from backend.core.text import N_


class EditedMeanwhile(DomainError):
    """Somebody has saved or published another version since this was read; both are kept for the writer to see."""

    status = 409
    message = N_("Somebody else has changed this text meanwhile. Nothing is lost: please look at both.")


class TextClosed(DomainError):
    """The version is no draft any more, or not at the step that this needs; a new version can be begun."""

    status = 409
    message = N_("This cannot be done with this version now. You can begin a new version of the text.")


class OwnText(DomainError):
    """Whoever wrote in a version cannot let it through."""

    status = 409
    message = N_("You wrote in this text. Somebody else must read it before it goes out.")


class TextNotReady(DomainError):
    """The text cannot go out as it is; `errors` say where and why."""

    status = 422
    message = N_("Please look at what is marked. The text is kept.")


class WhyMissing(DomainError):
    """Sending a text back and withdrawing it need a reason."""

    status = 422
    message = N_("Please say why, in one or two sentences.")


class WordsNotConfirmed(DomainError):
    """Words outside the list of plain words remain, and the second person did not say so; `errors` name the words."""

    status = 422
    message = N_("Some words are not on the list of plain words. Please read them, and say that they must stay.")


class WrongTime(DomainError):
    """A text is published within a year, and not after its last day."""

    status = 422
    message = N_("Please choose a time within one year, and before the last day of the text.")
