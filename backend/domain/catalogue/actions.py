"""Publishing services."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import insert_once
from backend.domain.catalogue.models import ServiceVersion


def publish(session: Session, documents: Mapping[str, str], now: datetime) -> dict[str, int]:
    """Keep each service's description as a version, unless it is there already; returns service id → version id."""
    versions = {}
    for service, document in documents.items():
        digest = digest_of(document)
        values = {"service": service, "digest": digest, "document": document, "published_at": now}
        insert_once(session, ServiceVersion, values)
        query = select(ServiceVersion.id).where(ServiceVersion.service == service, ServiceVersion.digest == digest)
        versions[service] = session.execute(query).scalar_one()
    return versions


def digest_of(document: str) -> str:
    """The version of a description: SHA-256 in hex."""
    return hashlib.sha256(document.encode()).hexdigest()
