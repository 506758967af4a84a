"""What can go wrong in signing in."""

from backend.core.errors import DomainError
from backend.core.text import N_


class NotSignedIn(DomainError):
    """The call needs somebody to be signed in."""

    status = 401
    message = N_("Please sign in first.")


class NotAllowed(DomainError):
    """Somebody is signed in who may not do this."""

    status = 403
    message = N_("This page is for other people. You have done nothing wrong.")


class PhoneNumberWrong(DomainError):
    """What was given cannot be a phone number."""

    status = 422
    message = N_("This does not look like a whole phone number. Please check each digit, for example 07700 900 123.")


class WaitForCode(DomainError):
    """Codes were asked for too often; `wait` says how long to wait."""

    status = 429
    message = N_("We have just sent a code. Please look at your messages. You can ask for a new one in %(wait)s.")


class CodeWrong(DomainError):
    """The code is not the one that was sent."""

    status = 422
    message = N_("This code is not the one we sent. Please look at the message again. Tries left: %(tries)s.")


class CodeOver(DomainError):
    """The code was tried too often, or is too old; a new one is needed."""

    status = 410
    message = N_("This code can no longer be used. That is no problem: ask for a new one.")


class SignInForAnother(DomainError):
    """This sign-in was begun with another phone number; a new number needs a new id."""

    status = 409
    message = N_("This is another number than before. Please start signing in again.")


class SignInUnknown(DomainError):
    """There is no such sign-in."""

    status = 404
    message = N_("We could not find this. Please start signing in again.")
