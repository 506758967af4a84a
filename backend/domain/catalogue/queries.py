"""Services as they were published."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.models import ServiceVersion


def document_of(session: Session, version_id: int) -> str:
    """The description of a published version, as YAML."""
    return session.execute(select(ServiceVersion.document).where(ServiceVersion.id == version_id)).scalar_one()


def version_of(session: Session, service: str, digest: str) -> int:
    """The number of a published version of a service by its digest; raises `NotFound`."""
    query = select(ServiceVersion.id).where(ServiceVersion.service == service, ServiceVersion.digest == digest)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def published_at(session: Session, version_id: int) -> datetime:
    """When a version was first on offer."""
    return session.execute(select(ServiceVersion.published_at).where(ServiceVersion.id == version_id)).scalar_one()


def digest_at(session: Session, version_id: int) -> str:
    """The digest of a published version."""
    return session.execute(select(ServiceVersion.digest).where(ServiceVersion.id == version_id)).scalar_one()
