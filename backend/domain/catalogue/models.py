"""The published versions of services."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base


class ServiceVersion(Base):
    """A service as it was published; never changed, so that an application stays on the questions it began with."""

    __tablename__ = "service_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("service", "digest"),)
