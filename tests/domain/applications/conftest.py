"""Rosa's application that was sent, with those who have to do with it."""

import pytest
from sqlalchemy.orm import Session

from tests.domain.applications.after import Desk
from tests.domain.given import Town


@pytest.fixture
def desk(town: Town, session: Session) -> Desk:
    return Desk(town, session, town.sent(session, town.account(session)))
