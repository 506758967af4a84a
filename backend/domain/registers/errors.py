"""What can go wrong with consents, corrections, and values that are taken over."""

from backend.core.errors import DomainError
from backend.core.text import N_


class NothingToAllow(DomainError):
    """The service takes nothing from a register."""

    status = 409
    message = N_("For this service we ask nobody else about you. There is nothing to allow.")


class KnownValueChanged(DomainError):
    """What was sent as a value that we know is not as we gave it out."""

    status = 422
    message = N_("This is not as we showed it to you. Please look at the question again, or type your answer.")


class NothingToCorrect(DomainError):
    """The value is not one that a register gave."""

    status = 409
    message = N_("This did not come from another department. Just type your answer.")


class CorrectionIdTaken(DomainError):
    """The id of a new correction belongs to something else."""

    status = 409
    message = N_("This could not be saved. Please try once more.")


class CorrectionEnded(DomainError):
    """Somebody answered it meanwhile, in another way."""

    status = 409
    message = N_("Somebody has answered this already, in another way.")


class KeptWithoutReason(DomainError):
    """Whoever leaves a register as it is says why."""

    status = 422
    message = N_("Please write why it stays as it is. The person will read it.")
