"""Somebody who looks for things in the demo city."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from backend.domain.catalogue.city import Content
from backend.domain.search import queries
from backend.domain.search.documents import synonyms_of_city
from backend.domain.search.queries import Findings

Look = Callable[..., Findings]


@pytest.fixture
def look(session: Session, content: Content) -> Look:
    """Search as the doors do, with the folder's synonyms."""
    own = synonyms_of_city(content)

    def find(typed: str, *languages: str, kinds: tuple[str, ...] | None = None) -> Findings:
        return queries.find(session, typed, languages or ("en",), own, kinds=kinds)

    return find
