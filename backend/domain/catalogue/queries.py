"""Services as they were published."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.catalogue.models import ServiceVersion


def document_of(session: Session, version_id: int) -> str:
    """The description of a published version, as YAML."""
    return session.execute(select(ServiceVersion.document).where(ServiceVersion.id == version_id)).scalar_one()
