"""What can go wrong with typing in a form on paper."""

from backend.core.errors import DomainError
from backend.core.text import N_


class SignedWrong(DomainError):
    """The day of the signature is to come, or more than a year ago."""

    status = 422
    message = N_("Please look at the date again. It is the day the person signed, within the last year.")


class ContactMissing(DomainError):
    """Neither a number nor a name with an address was given."""

    status = 422
    message = N_("Please give a phone number, or a name and an address for letters.")


class OwnForm(DomainError):
    """Somebody of the staff would type in their own form."""

    status = 403
    message = N_("This is your own number. Somebody else types in your form.")
