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
    certificates,
    components,
    demo,
    desk,
    desk_appointments,
    desk_articles,
    desk_bulk,
    desk_calendar,
    desk_case,
    desk_corrections,
    desk_counter,
    desk_decide,
    desk_editor,
    desk_figures,
    desk_forms,
    desk_map,
    desk_questions,
    desk_synonyms,
    desk_translations,
    desk_webhooks,
    desk_words,
    door,
    errors,
    files,
    glossary,
    groups,
    handouts,
    helpers,
    helping,
    history,
    home,
    inbox,
    keeping,
    known,
    learner,
    learning,
    lessons,
    offices,
    paper,
    phone_questions,
    question_pages,
    search,
    sent,
    services,
    sign_in,
    speech,
    versions,
    words,
)


def register(app: Flask, parts: Parts) -> None:
    """Put the pages into the application."""
    assets.register(app)
    door.register(app, parts)
    app.jinja_env.globals |= {
        name: getattr(words, name) for name in ("options_in_words", "offices_in_words", "choices_in_words", "week_of")
    }
    app.jinja_env.globals["explained"] = glossary.explained
    app.jinja_env.filters["explain"] = glossary.explain
    to_read = (home, offices, search, services, articles, paper)
    using = (applications, question_pages, phone_questions, sent, files)
    citizens = (*to_read, sign_in, *using, inbox, lessons, helpers, helping)
    more = (callbacks, glossary, speech)
    beside = (versions, groups, known, history, learner, learning, certificates, handouts, keeping)
    booking = (appointment_finding, appointment_booking, appointments)
    for pages in (
        *citizens,
        *beside,
        *more,
        *booking,
        desk,
        desk_case,
        desk_decide,
        desk_bulk,
        desk_figures,
        desk_map,
        desk_words,
        desk_synonyms,
        desk_counter,
        desk_calendar,
        desk_appointments,
        desk_editor,
        desk_translations,
        desk_forms,
        desk_questions,
        desk_corrections,
        desk_webhooks,
        desk_articles,
    ):
        app.register_blueprint(pages.pages)
    app.register_blueprint(components.blueprint(demo=parts.settings.demo))
    if parts.settings.demo:
        app.register_blueprint(demo.pages)
    errors.register(app)
    door.hold_every_page_to_say_who(app)
