"""Certificates: for each module of which every named lesson was done alone. They follow from the log; none is kept."""

from dataclasses import dataclass
from datetime import datetime

from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.domain.learning.badges import Achieved, Signer
from backend.parts import Parts
from tutorials.curriculum import Module, curriculum
from tutorials.lesson import Lesson
from tutorials.path import Standing, named

DESCRIPTION = N_("Practised on a phone, and done on their own, without help.")


@dataclass(frozen=True, slots=True)
class Earned:
    """A module that somebody can do alone, its lessons, and since when."""

    module: Module
    lessons: tuple[Lesson, ...]
    since: datetime


def earned(parts: Parts, found: Standing) -> list[Earned]:
    """The certificates that somebody may have, in the order of the curriculum; none where the city gives none."""
    if parts.settings.badge_key is None:
        return []
    return [
        Earned(module, tuple(named(module, parts.content.lessons)), found.complete[module.id])
        for module in curriculum()
        if module.id in found.complete
    ]


def signer_of(parts: Parts) -> Signer:
    """Who signs the city's certificates; where it gives none, they are not found."""
    if parts.signer is None:
        raise NotFound
    return parts.signer


def credential(parts: Parts, signer: Signer, holder: str, one: Earned, tag: str, name: str = "") -> str:
    """One of them as a signed Open Badge, in a language."""
    words = parts.translator(tag).text
    # Titles alone: the whole certificate has to go into a square code, in scripts of three bytes a sign too.
    lessons = "\n".join(f"- {words(each.title)}" for each in one.lessons)
    told = Achieved(
        *(one.module.id, words(one.module.title), words(DESCRIPTION), lessons, tag, one.since), name=name.strip()
    )
    return signer.credential(holder, told)


def holder(account_id: int | None, learner_id: int | None) -> str:
    """The lasting name of a learner: of their account, or of what they did before they had one."""
    return f"account {account_id}" if account_id is not None else f"learner {learner_id}"
