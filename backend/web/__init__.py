"""The HTML door: pages for citizen, learner and staff. Every page is HTML first and works with JavaScript off."""

from flask import Flask

from backend.parts import Parts
from backend.web import (
    applications,
    appointment_booking,
    appointment_finding,
    appointments,
    articles,
    assets,
    callbacks,
    components,
    demo,
    desk,
    desk_appointments,
    desk_articles,
    desk_calendar,
    desk_counter,
    desk_editor,
    desk_synonyms,
    desk_words,
    door,
    errors,
    glossary,
    helpers,
    helping,
    home,
    inbox,
    lessons,
    paper,
    search,
    services,
    sign_in,
    speech,
    words,
)


def register(app: Flask, parts: Parts) -> None:
    """Put the pages into the application."""
    assets.register(app)
    door.register(app, parts)
    app.jinja_env.globals |= {
        name: getattr(words, name) for name in ("options_in_words", "choices_in_words", "week_of")
    }
    app.jinja_env.globals["explained"] = glossary.explained
    app.jinja_env.filters["explain"] = glossary.explain
    citizens = (home, search, services, articles, paper, sign_in, applications, inbox, lessons, helpers, helping)
    beside = (callbacks, glossary, speech)
    booking = (appointment_finding, appointment_booking, appointments)
    for pages in (
        *citizens,
        *beside,
        *booking,
        desk,
        desk_words,
        desk_synonyms,
        desk_counter,
        desk_calendar,
        desk_appointments,
        desk_editor,
        desk_articles,
    ):
        app.register_blueprint(pages.pages)
    app.register_blueprint(components.blueprint(demo=parts.settings.demo))
    if parts.settings.demo:
        app.register_blueprint(demo.pages)
    errors.register(app)
    door.hold_every_page_to_say_who(app)
