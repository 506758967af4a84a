"""The first pages: language and text size, home, settings, help, offices, and what a phone shows without a network."""

import hashlib
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, redirect, request

from backend.core import clock
from backend.domain.applications import queries as applications
from backend.domain.appointments import queries as appointments
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import Who
from backend.domain.inbox import queries as inbox
from backend.domain.learning import queries as learning
from backend.web import assets, door, kept
from backend.web.articles import notices
from backend.web.choices import from_form
from backend.web.door import (
    CHOICES_COOKIE,
    caller,
    choices,
    go,
    keep_cookie,
    own_path,
    page,
    parts,
    reading,
    signed_in,
    who,
    writing,
)
from backend.web.phone_questions import phone_person
from backend.web.visits import visit_of
from i18n.languages import Language
from tutorials.curriculum import in_modules
from tutorials.progress import fold

pages = Blueprint("home", __name__)
SHOWN = 3


@pages.get("/")
@who(Who.ANYONE)
def home() -> Response:
    """Where everything begins; the very first time, language and text size come before it."""
    if CHOICES_COOKIE not in request.cookies and signed_in() is None:
        return go("/welcome")
    known = caller()
    going_on, unread, ahead = [], 0, None
    with reading() as session:
        if known is not None:
            mine = applications.of_account(session, known.account_id, limit=SHOWN)
            going_on = [(each, parts().service_of(session, each)) for each in mine]
            unread = inbox.unread(session, known.account_id)
            ahead = next(iter(appointments.upcoming(session, known.account_id, clock.now())), None)
        learner = learning.learner(session, known.account_id if known else None, door.known_browser())
        events = learning.events_of(session, learner)
    lessons = [each for _, inside in in_modules(parts().content.lessons) for each in inside][:SHOWN]
    return page(
        "home.html",
        services=parts().content.at_hand,
        going_on=going_on,
        unread=unread,
        ahead=visit_of(ahead) if ahead else None,
        books=bool(parts().content.bookables.kinds),
        lessons=[(lesson, fold(events, lesson)) for lesson in lessons],
        notices=notices(),
        current_section="home",
    )


@pages.get("/welcome")
@who(Who.ANYONE)
def welcome() -> Response:
    """Choose a language before anything else."""
    greetings = [_greeting(each) for each in parts().languages]
    return page("welcome.html", greetings=greetings, next=own_path(request.args.get("next")))


def _greeting(each: Language) -> dict[str, Any]:
    _ = parts().translator(each.tag).text
    which = _("Which language do you read best?")
    return {"language": each, "name": _("Language"), "welcome": _("Welcome"), "which": which}


@pages.get("/welcome/text-size")
@who(Who.ANYONE)
def welcome_text_size() -> Response:
    """Choose a text size next."""
    return page("welcome_text_size.html", next=own_path(request.args.get("next")))


@pages.post("/choices")
@who(Who.ANYONE)
def choose() -> Response:
    """Keep a choice on this device, and with the account of whoever is signed in."""
    chosen = from_form(request.form)
    if chosen.language not in parts().spoken:
        chosen = replace(chosen, language=None)
    known = signed_in()
    if known is not None:
        with writing() as session:
            identity.keep_choices(session, known.account_id, chosen.chosen())
    here = own_path(request.form.get("next"), "/settings")
    response = go(here)
    kept.keep(response, here.partition("?")[0])
    keep_cookie(response, CHOICES_COOKIE, chosen.over(choices()).cookie())
    return response


@pages.get("/settings")
@who(Who.ANYONE)
def settings() -> Response:
    """Text size, language and colours, at any time; and signing out."""
    back = own_path(request.args.get("next"))
    return page("settings.html", back=back, saved="saved" in request.args, person=phone_person())


@pages.get("/help")
@who(Who.ANYONE)
def help_page() -> Response:
    """How to reach a person."""
    return page("help.html", offices=parts().content.offices.values())


@pages.get("/offline")
@who(Who.ANYONE)
def offline() -> Response:
    """What a phone shows when it has no network and has not kept the page: about nobody, for the phone keeps it."""
    g.helping, g.help_over = None, False
    return page("offline.html", public=True)


@pages.get("/service-worker.js")
@who(Who.ANYONE)
def service_worker() -> Response:
    """The service worker, at the root so that it may serve every page; it knows the names of the files to keep."""
    files = (
        "app.css",
        "app.js",
        "lesson-help.js",
        "lesson-log.js",
        "lesson.js",
        "screens.css",
        "map.css",
        "files.css",
        "screens.js",
        "keep.js",
        "kept-cards.js",
        "kept.js",
        "journey.js",
        "onward.js",
        "answers-kept.js",
        "again.js",
        "sign-out.js",
        "read-aloud.css",
        "read-aloud.js",
    )
    shell = [door.asset_url(name) for name in files]
    names = ", ".join(f'"{each}"' for each in shell)
    version = hashlib.sha256(names.encode()).hexdigest()[:10]
    return _script("service-worker.js", {"%SHELL%": names, "%VERSION%": version})


def _script(template: str, words: dict[str, str]) -> Response:
    """A script with a few names filled in; asked for again each time, because it decides what else is kept."""
    text = (assets.FOLDER / template).read_text()
    for name, value in words.items():
        text = text.replace(name, value)
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/manifest.webmanifest")
@who(Who.ANYONE)
def manifest() -> Response:
    """What a phone needs to put the city on its home screen."""
    city = parts().content.city
    name = door.file_translator().text(city.name)
    icon = {"src": door.asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    words = {"name": name, "short_name": name[:12], "start_url": "/", "display": "standalone", "icons": [icon]}
    response = door.json_answer(words | {"background_color": "#fbf8f3", "theme_color": "#fbf8f3"})
    response.mimetype = "application/manifest+json"
    return response


@pages.get("/favicon.ico")
@who(Who.ANYONE)
def favicon() -> Response:
    """Browsers ask for this by themselves."""
    response: Response = redirect(door.asset_url("icon.svg"), 302)  # type: ignore[assignment]
    return response
