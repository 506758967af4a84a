"""A repeated group: the same few questions for one more person, and one more."""

from flows.entries import ENTRY
from flows.service import Question
from flows.text import N_
from flows.types.base import FIELD, AnswerWrong, Context, Fields, Wrong, wrong_type

LEAST_ENTRIES = 1
MOST_ENTRIES = 20
"""What a group takes that says nothing of it; and no group may take more than this."""


def bounds(group: Question) -> tuple[int, int]:
    """How many entries a group needs, and how many it takes."""
    return group.limits.get("at_least", LEAST_ENTRIES), group.limits.get("at_most", MOST_ENTRIES)


class Group:
    """The page at the end of a group. The answer is the ids of all entries: 'these are all'.

    What is answered in each entry is kept beside it, see `flows.entries`. `one` is what one entry is called, such as
    'Child'; `add` are the words on the button that adds one.
    """

    limits = frozenset({"at_least", "at_most", "one", "add"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the ids of the entries that the page listed, perhaps none."""
        return [value for value in fields.get(FIELD, []) if value]

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the ids as they are, each once."""
        if not isinstance(value, list) or not all(isinstance(each, str) and ENTRY.fullmatch(each) for each in value):
            raise wrong_type('["first", "second"]')
        if len(set(value)) != len(value):
            raise wrong_type('["first", "second"]')
        least, most = bounds(question)
        if len(value) < least:
            raise AnswerWrong(Wrong("too-few-entries", N_("Please add %(count)s or more."), {"count": least}))
        if len(value) > most:
            message = N_("The list has room for %(count)s. Please remove some.")
            raise AnswerWrong(Wrong("too-many-entries", message, {"count": most}))
        return value
