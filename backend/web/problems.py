"""What can go wrong with pages alone."""

from backend.core.errors import DomainError
from backend.core.text import N_


class FormExpired(DomainError):
    """A form did not come from one of our pages, or this browser's cookies are gone."""

    status = 403
    message = N_("We could not be sure that this came from you. Please go back, and press the button once more.")


class OutcomeMissing(DomainError):
    """The form of a decision says neither yes nor no."""

    status = 422
    message = N_("Please press yes or no.")
