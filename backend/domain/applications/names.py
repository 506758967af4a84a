"""Finding an application by its applicant's name, without reading anybody's answers."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend.core.database import insert_all_once, vault_of
from backend.domain.applications.models import ApplicantName, Application
from flows.service import Question, Service

PURPOSE = "applicant-name"
MOST_NAME_WORDS = 12
NAME = "residents.full_name"
_WORD = re.compile(r"[^\W\d_]+")


def index_name(session: Session, application: Application, service: Service, answers: Mapping[str, Any]) -> None:
    """Keep the words of the applicant's name as blind indexes."""
    said = " ".join(_names(service, answers))
    rows = [{"application_id": application.id, "word_index": index} for index in indexes_of(session, said)]
    insert_all_once(session, ApplicantName, rows)


def indexes_of(session: Session, name: str) -> list[bytes]:
    """The blind indexes by which a name is found, in whatever order its words are typed."""
    return [vault_of(session).index(word, PURPOSE) for word in name_words(name)[:MOST_NAME_WORDS]]


def name_words(name: str) -> list[str]:
    """The words of a name in one form: small letters without accents, each once."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return list(dict.fromkeys(_WORD.findall(bare)))


def _names(service: Service, answers: Mapping[str, Any]) -> Iterator[str]:
    for question in service.questions:
        value = answers.get(question.id)
        if _is_name(question) and isinstance(value, str):
            yield value


def _is_name(question: Question) -> bool:
    """Whether a question asks for the name of the person themselves."""
    return question.prefill == NAME or question.limits.get("autocomplete") == "name"
