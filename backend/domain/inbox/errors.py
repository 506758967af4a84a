"""What can go wrong with messages and devices."""

from backend.core.errors import DomainError
from backend.core.text import N_


class TooManyDevices(DomainError):
    """An account has as many devices as it may."""

    status = 409
    message = N_("You already get messages on %(most)s phones. Please take one away first.")
