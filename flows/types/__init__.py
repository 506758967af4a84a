"""The types of question, by name; `read` and `check` are how everything outside uses them.

To add a type: a class with `limits`, `read` and `check`, a line in `TYPES`, and its field in the web templates.
"""

from collections.abc import Mapping

from flows.service import Question
from flows.text import N_
from flows.types.base import FIELD, AnswerWrong, Context, Fields, QuestionType, Wrong
from flows.types.basic import Agreed, Exit, LongText, Money, Number, Text, YesNo
from flows.types.choice import Choice, Choices
from flows.types.contact import Address, Email, Phone
from flows.types.day import Day
from flows.types.enclosed import Enclosed
from flows.types.group import Group
from flows.types.national import NationalId
from flows.types.office import Office
from flows.types.person import Person
from flows.types.place import Place
from flows.types.slot import Slot

__all__ = ["FIELD", "TYPES", "AnswerWrong", "Context", "Fields", "QuestionType", "Wrong", "check", "missing", "read"]

TYPES: Mapping[str, QuestionType] = {
    "text": Text(),
    "long_text": LongText(),
    "number": Number(),
    "money": Money(),
    "date": Day(),
    "yes_no": YesNo(),
    "choice": Choice(),
    "choices": Choices(),
    "phone": Phone(),
    "email": Email(),
    "address": Address(),
    "person": Person(),
    "national_id": NationalId(),
    "office": Office(),
    "place": Place(),
    "slot": Slot(),
    "photo": Enclosed(),
    "file": Enclosed(),
    "group": Group(),
    "declaration": Agreed(N_("Please tick the box if this is true. You can go back and change your answers.")),
    "info": Agreed(N_("Please read this page, then press Continue.")),
    "exit": Exit(),
}

_MISSING: Mapping[str, str] = {
    "date": N_("Please give the day, the month and the year."),
    "yes_no": N_("Please choose yes or no."),
    "choice": N_("Please choose one of the answers shown."),
    "choices": N_("Please choose at least one answer."),
    "number": N_("Please write a number."),
    "money": N_("Please write an amount. If there is none, write 0."),
    "phone": N_("Please write a phone number."),
    "email": N_("Please write an email address."),
    "address": N_("Please write the address."),
    "person": N_("Please write the name."),
    "national_id": N_("Please write the number."),
    "office": N_("Please choose an office."),
    "place": N_("Please choose what is close to it, or write where it is."),
    "slot": N_("Please choose a time."),
    "photo": N_("Please add a photo, then press Continue."),
    "file": N_("Please add the file, then press Continue."),
    "group": N_("Please say that these are all."),
    "declaration": N_("Please tick the box if this is true. You can go back and change your answers."),
}


def read(question: Question, fields: Fields) -> object:
    """Return what a submitted form says, not yet checked; None when it is empty."""
    return TYPES[question.type].read(question, fields)


def missing(question: Question) -> str:
    """What is said where nothing was answered."""
    return _MISSING.get(question.type, N_("Please write an answer."))


def check(question: Question, value: object, context: Context) -> object:
    """Return the canonical answer (plain JSON) or raise `AnswerWrong`.

    None means the question was left empty, which only an optional question allows; it is then kept as None.
    """
    if value is None or (value == [] and question.type != "group") or (isinstance(value, str) and not value.strip()):
        if question.optional:
            return None
        raise AnswerWrong(Wrong("missing", missing(question)))
    return TYPES[question.type].check(question, value, context)
