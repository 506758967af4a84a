"""One of several options, or several of them."""

from flows.service import Question
from flows.text import N_
from flows.types.base import FIELD, AnswerWrong, Context, Fields, Wrong, one, wrong_type


class Choice:
    """One option."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """Return the chosen option's id, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the id of an option of this question."""
        if not isinstance(value, str):
            raise wrong_type(f'"{question.options[0].id}"')
        if question.option(value) is None:
            raise AnswerWrong(Wrong("not-an-option", N_("Please choose one of the answers shown.")))
        return value


class Choices:
    """Several options, or none of them."""

    limits = frozenset({"at_least", "at_most"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the ids that were ticked; None when none was (an optional question may be skipped)."""
        return [value for value in fields.get(FIELD, []) if value] or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the ids in the order of the options, each once."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise wrong_type(f'["{question.options[0].id}"]')
        if any(question.option(each) is None for each in value):
            raise AnswerWrong(Wrong("not-an-option", N_("Please choose from the answers shown.")))
        chosen = [option.id for option in question.options if option.id in value]
        least = question.limits.get("at_least", 0 if question.optional else 1)
        most = question.limits.get("at_most", len(question.options))
        if len(chosen) < least:
            raise AnswerWrong(Wrong("too-few", N_("Please choose at least %(count)s."), {"count": least}))
        if len(chosen) > most:
            raise AnswerWrong(Wrong("too-many", N_("Please choose at most %(count)s."), {"count": most}))
        return chosen
