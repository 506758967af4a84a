"""What can go wrong in setting up who is told."""

from backend.core.errors import DomainError
from backend.core.text import N_


class WebhookWrong(DomainError):
    """An address, a list of events or a choice of answers that cannot be; `errors` say which."""

    status = 422
    message = N_("Please look at this again. Nothing is lost.")


class TooManyWebhooks(DomainError):
    """There are as many systems to tell as may be."""

    status = 409
    message = N_("No more systems can be told. Please take one away first.")


class WebhookPaused(DomainError):
    """Nothing is sent to this system until it is switched on."""

    status = 409
    message = N_("This system is paused. Switch it on first.")
