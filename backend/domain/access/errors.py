"""What can go wrong with asking about an entry of the access history."""

from backend.core.errors import DomainError
from backend.core.text import N_


class QuestionEmpty(DomainError):
    """Nothing was written."""

    status = 422
    message = N_("Please write a few words first.")


class QuestionAsked(DomainError):
    """There is a question about this entry; one is enough."""

    status = 409
    message = N_("You have asked about this already. We will answer you.")


class QuestionAnswered(DomainError):
    """Another auditor answered it meanwhile, in other words."""

    status = 409
    message = N_("Somebody has answered this already, in other words.")


class QuestionIdTaken(DomainError):
    """The id of a new question belongs to something else."""

    status = 409
    message = N_("This could not be saved. Please try once more.")


class OwnReading(DomainError):
    """An auditor answers for what others read, never for themselves."""

    status = 403
    message = N_("It was you who read this. Somebody else answers the person.")
