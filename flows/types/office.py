"""One of the city's offices."""

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type

LONGEST_ID = 60


class Office:
    """An office by its id: one of `offices` where the question names them, else any of the city's."""

    limits = frozenset({"offices"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the chosen office's id, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the id of an office. One that the city has closed since is not taken, as far as the context knows."""
        if not isinstance(value, str):
            raise wrong_type('"travel-desk"')
        office = clean(value, LONGEST_ID)
        named = question.limits.get("offices")
        if (named is not None and office not in named) or (
            context.offices is not None and office not in context.offices
        ):
            raise AnswerWrong(Wrong("not-an-office", N_("Please choose one of the offices shown.")))
        return office
