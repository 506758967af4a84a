"""The page of a question for photos or files: what is there already, and how to add to it."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from sqlalchemy.orm import Session

from backend.core.text import N_
from backend.domain.applications.models import Application
from backend.domain.intake.files import named
from backend.domain.uploads.queries import Enclosure
from backend.domain.uploads.rules import ENDINGS, LARGEST, MEGABYTE, PART
from backend.web.door import isolated, language, say
from flows.service import Question
from flows.types.enclosed import SAMPLES, most

KILOBYTE = 1024
BLURRED = N_("This photo is very blurred. You can keep it, or take another.")
DARK = N_("This photo is very dark. You can keep it, or take another.")
STILL_LOOKING = N_("We still look at this file for viruses. You can go on. There is nothing to do for you.")


def files_form(found: Application, question: Question, kept: Sequence[Enclosure], here: str) -> dict[str, Any]:
    """What the template needs to draw a question for photos or files; `here` is the address of its page."""
    mine = [each for each in kept if each.question == question.id]
    there = [each for each in mine if each.in_answer]
    base = f"/applications/{found.public_id}/files"
    return {
        "photo": question.type == "photo",
        "kept": [as_shown(each, number, base) for number, each in enumerate(there, start=1)],
        "refused": _refused(mine),
        "most": most(question),
        "room": most(question) == 1 or len(there) < most(question),
        "accept": ENDINGS[question.type],
        "base": base,
        "here": here,
        "question": question.id,
        "part": PART,
        "largest": LARGEST,
        "id": uuid.uuid4(),
        "practice": False,
    }


def _refused(mine: Sequence[Enclosure]) -> Any:
    """What is said of the newest file, if it was refused after it had been answered with."""
    newest = mine[-1] if mine else None
    return say(newest.why.message) if newest and newest.why else None


def practice_files(question: Question, chosen: Sequence[str]) -> dict[str, Any]:
    """The same for practice: two made-up pictures to choose from, and nothing that could be sent or kept."""
    return {"photo": question.type == "photo", "samples": SAMPLES, "chosen": list(chosen), "practice": True}


def by_question(
    session: Session, found: Application, answers: Mapping[str, Any], base: str
) -> dict[str, list[dict[str, Any]]]:
    """The files that answers name, as they are shown, under the paths of their questions."""
    return {
        path: [as_shown(each, number, base) for number, each in enumerate(files, start=1)]
        for path, files in named(session, found, answers).items()
    }


def as_shown(each: Enclosure, number: int, base: str) -> dict[str, Any]:
    """One photo or file as the templates draw it: words, where to open it, and a small picture where there is one."""
    there = f"{base}/{each.id}"
    words = N_("Photo %(number)s") if each.is_picture else N_("PDF %(number)s")
    if each.kind is None:
        words = N_("File %(number)s")
    return {
        "id": str(each.id),
        "title": say(words, number=number),
        "name": isolated(each.name),
        "size": size_in_words(each.size),
        "pages": each.pages,
        "href": there if each.is_ready else None,
        "small": f"{there}/small" if each.is_ready and each.is_picture else None,
        "picture": each.is_picture,
        "warnings": [say(text) for text, holds in ((BLURRED, each.blurred), (DARK, each.dark)) if holds],
        "waits": say(STILL_LOOKING) if each.state == "waiting" else None,
        "refused": say(each.why.message) if each.why else None,
    }


def size_in_words(count: int) -> Any:
    """So many bytes as people say it: '340 KB', '1.2 MB'."""
    if count < MEGABYTE:
        return say(N_("%(size)s KB"), size=str(max(1, round(count / KILOBYTE))))
    amount = Decimal(count) / MEGABYTE
    return say(N_("%(size)s MB"), size=format_decimal(amount, format="0.#", locale=language().locale))
