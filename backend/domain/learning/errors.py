"""What can go wrong in learning."""

from backend.core.errors import DomainError
from backend.core.text import N_


class LogFull(DomainError):
    """A learner's log holds as much as it may."""

    status = 409
    message = N_("We cannot keep more of your practice. What you did before is kept. You can still practise.")


class VisitorLogFull(LogFull):
    """The same for somebody without an account, who may keep less."""

    message = N_("We cannot keep more of your practice on this phone. Sign in to go on. You can still practise.")


class StepTakesNoAnswer(DomainError):
    """The step is only read or pressed, so there is nothing to judge."""

    status = 409
    message = N_("There is nothing to answer here. Please go on.")


class StepChanged(DomainError):
    """The service no longer has the question of this step, so it cannot be practised until the lesson is mended."""

    status = 409
    message = N_("This step is being made new. You can go on with the next one.")
