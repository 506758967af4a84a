"""What can go wrong in doing much at once."""

from backend.core.errors import DomainError
from backend.core.text import N_


class NotForMany(DomainError):
    """The service wants each application to be looked at by itself."""

    status = 409
    message = N_("Each of these must be looked at by itself. Please open it.")


class TooMany(DomainError):
    """None, or more applications than may be changed at once."""

    status = 422
    message = N_("Please choose at least one and at most %(most)s.")
