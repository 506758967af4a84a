"""What commands begin with that need the city's database."""

from sqlalchemy.exc import OperationalError

from backend import migrations
from backend.commands.outset import settings, stop
from backend.config import Settings
from backend.domain.catalogue.city import ContentBroken
from backend.parts import Parts, build
from push.transports import SettingError

NO_DATABASE = "the database does not answer; check HANDRAIL_DATABASE_URL and that it runs. 'handrail doctor' says more."


def open_parts(found: Settings | None = None) -> Parts:
    """All that a running program needs, on a database that is up to date; stops where something is missing."""
    found = found or settings()
    try:
        if migrations.current(found.database_url) != migrations.newest():
            stop("the database is not at the newest migration; run 'handrail migrate' first.")
        return build(found)
    except (ContentBroken, SettingError) as error:
        stop(f"{error}")
    except OperationalError:
        stop(NO_DATABASE)


def bring_up_to_date(found: Settings) -> None:
    """Bring the database to the newest migration."""
    try:
        migrations.migrate(found.database_url)
    except (OperationalError, OSError):
        stop(NO_DATABASE)
