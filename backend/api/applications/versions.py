"""A draft whose service has changed: what is different, and the choice."""

import uuid
from typing import Any

from backend.api.applications.routes import whole_application
from backend.api.applications.schemas import ApplicationSchema, NewerVersionSchema, VersionBody
from backend.api.applications.shown import exit_as_data
from backend.api.area import Area
from backend.api.door import me, parts, reading, who, writing
from backend.core import clock
from backend.domain.applications import queries
from backend.domain.applications.errors import AlreadySent, VersionPassed
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import versions
from backend.domain.mandates.rules import SERVICES

area = Area("Changed services", __name__, "A service that changed while somebody filled it in.")

ITEM = "/applications/<uuid:application_id>"


@area.get(f"{ITEM}/newer-version")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, NewerVersionSchema)
@area.may_fail(NotFound)
def newer_version(application_id: uuid.UUID) -> dict[str, Any]:
    """What would become of a draft with the version on offer; not found where it is on that version, or was sent."""
    with reading() as session:
        found = queries.mine(session, me().account_id, application_id)
        offered = versions.newer(found, parts().versions)
        if offered is None:
            raise NotFound
        new = parts().content.services[found.service]
        carried = versions.changes(session, found, parts().service_of(session, found), new, parts().context())
        told = {name: [each.label for each in getattr(carried, name)] for name in ("new", "again", "gone")}
        return told | {
            "version": catalogue.digest_at(session, offered),
            "own_version": catalogue.digest_at(session, found.version_id),
            "published_at": catalogue.published_at(session, offered),
            "exit": exit_as_data(carried.walked.exit) if carried.walked.exit else None,
        }


@area.put(f"{ITEM}/version")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(VersionBody)
@area.gives(200, ApplicationSchema)
@area.may_fail(NotFound, AlreadySent, VersionPassed)
def choose_version(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Go on with a draft as it was begun, or take the version on offer with all answers that fit.

    The same again changes nothing. An answer that does not fit is asked again; one that is not asked any more is kept
    and not sent. There is no way back to the older version.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        new = parts().content.services.get(found.service)
        if new is None:
            raise NotFound
        try:
            wanted = catalogue.version_of(session, found.service, body["version"])
        except NotFound:
            raise VersionPassed from None
        both = (parts().service_of(session, found), new)
        versions.choose(session, found, both, wanted, parts().versions, parts().context(), clock.now())
    return whole_application(application_id)
