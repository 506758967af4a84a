"""Finding a service, and beginning it."""

import uuid

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.applications import actions, queries
from backend.domain.applications.errors import DraftElsewhere
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import SERVICES
from backend.domain.publications.queries import of_service
from backend.web.articles import cards
from backend.web.door import caller, go, me, page, parts, reading, signed_in, who, writing
from backend.web.search import findings_page
from flows.service import Service

pages = Blueprint("services", __name__)


@pages.get("/services")
@who(Who.ANYONE)
def services() -> Response:
    """All services; an address with words in it, as older pages and bookmarks have, searches."""
    if request.args.get("q", "").strip():
        return findings_page()
    return page("services.html", services=list(parts().content.services.values()), current_section="services")


def the_service(service_id: str) -> Service:
    """The service of this id as it is published now; raises `NotFound`."""
    found = parts().content.services.get(service_id)
    if found is None:
        raise NotFound
    return found


@pages.get("/services/<service_id>")
@who(Who.ANYONE, mandate=SERVICES)
def service(service_id: str) -> Response:
    """What a service is, who it is for, and a button to begin or go on."""
    found = the_service(service_id)
    known = caller()
    draft = None
    with reading() as session:
        texts = cards(session, of_service(session, service_id, clock.now(), parts().today()))
        if known is not None:
            draft = queries.draft_of(session, known.account_id, service_id)
    return page(
        "service.html",
        service=found,
        office=parts().content.offices[found.office],
        lesson=parts().content.lesson_of(service_id),
        keep_months=parts().keep_months(found),
        texts=texts,
        draft=draft,
        signed_in="signed_in" in request.args and known is not None,
        current_section="services",
    )


@pages.get("/services/<service_id>/begin")
@who(Who.SIGNED_IN)
def after_sign_in(service_id: str) -> Response:
    """Where signing in leads back to when somebody pressed Begin before it."""
    the_service(service_id)
    return go(f"/services/{service_id}?signed_in=1")


@pages.post("/services/<service_id>/begin")
@who(Who.ANYONE, mandate=SERVICES)
def begin(service_id: str) -> Response:
    """Begin a service, or go on with the draft there is; pressing twice begins once."""
    found = the_service(service_id)
    if signed_in() is None:
        return go(f"/sign-in?next=/services/{service_id}/begin")
    account = me().account_id
    with writing() as session:
        try:
            version = parts().versions[service_id]
            application, _ = actions.begin(session, account, found.id, version, uuid.uuid4(), clock.now())
        except DraftElsewhere:
            draft = queries.draft_of(session, account, service_id)
            if draft is None:
                raise
            application = draft
        # Who comes back to older questions hears first that there are newer ones.
        place = "" if application.version_id != version else "/next"
        public_id = application.public_id
    return go(f"/applications/{public_id}{place}")
