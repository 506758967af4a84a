"""A national identifier, by the check that the service names."""

from flows.service import Question
from flows.types.base import Context, Fields, clean, one
from flows.types.national_checks import CHECKS, LONGEST, bare

SHOWN = 3
"""Signs at the end that tell a person which of their numbers it is, and nobody else much."""


class NationalId:
    """A number in capitals, without what stands between its parts; `check` names how, see `national_checks`.

    It is shown whole only on the page of its own question: see `flows.show`.
    """

    limits = frozenset({"check", "pattern"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return what was typed, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the number in one form."""
        typed = bare(clean(value, LONGEST).translate(WIDE))
        return CHECKS[question.limits["check"]].check(typed, question.limits, context)


WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Letters and digits as Chinese keyboards write them."""
