"""What can go wrong in finding something."""

from backend.core.errors import DomainError
from backend.core.text import N_


class NotFound(DomainError):
    """There is nothing with this name, or it is not for this reader."""

    status = 404
    message = N_("We could not find this. It may have moved. Nothing is broken.")
