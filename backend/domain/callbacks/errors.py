"""What can go wrong with asking to be called."""

from backend.core.errors import DomainError
from backend.core.text import N_


class CallAskedAlready(DomainError):
    """This number waits for a call already; nothing more is needed."""

    status = 409
    message = N_("This number is on our list already. We will call. You need do nothing more.")


class CallIdTaken(DomainError):
    """The id of a new wish belongs to another one."""

    status = 409
    message = N_("This could not be saved. Please try once more.")


class WaitToAsk(DomainError):
    """Calls were asked for too often; `wait` says how long to wait."""

    status = 429
    message = N_("You have asked several times today. Please call us, or ask again in %(wait)s.")


class CallOver(DomainError):
    """The desk marks a call that was taken back or is done."""

    status = 409
    message = N_("This person does not wait for a call any more.")
