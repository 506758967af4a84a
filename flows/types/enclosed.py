"""Photos and files that go with an answer."""

import re

from flows.service import Question, Service
from flows.text import N_
from flows.types.base import FIELD, AnswerWrong, Context, Fields, Wrong, wrong_type

UPLOAD = re.compile(r"[a-z0-9-]{1,36}")
USUALLY_ONE = 1
SAMPLES = ("sample-1", "sample-2")
"""What practice has ready in the place of a person's own: a good one, and one that will not do."""


class Enclosed:
    """Photos or files, as the ids of their uploads.

    The engine knows no files: who keeps the answers says whether each id is an upload of this person, to this question.
    """

    limits = frozenset({"most"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the ids; None when there are none."""
        return [value for value in fields.get(FIELD, []) if value] or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the ids in their order, each once."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise wrong_type('["0b4c6e5e-7c53-4d0c-9a38-6a1d5a3f3f10"]')
        ids = list(dict.fromkeys(value))
        if not all(UPLOAD.fullmatch(each) for each in ids):
            raise AnswerWrong(Wrong("not-an-upload", N_("We do not have this file. Please send it once more.")))
        if len(ids) > most(question):
            raise AnswerWrong(Wrong("too-many", N_("You can give %(count)s at most here."), {"count": most(question)}))
        return ids


def most(question: Question) -> int:
    """How many photos or files a question takes."""
    found: int = question.limits.get("most", USUALLY_ONE)
    return found


def takes_files(question: Question) -> bool:
    """Whether the answer to a question is photos or files."""
    return question.type in {"photo", "file"}


def files_asked(service: Service) -> bool:
    """Whether a service asks for photos or files at all, in a group too."""
    return any(takes_files(each) for each in service.every)
