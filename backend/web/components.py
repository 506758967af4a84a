"""The component library: every component in every state, theme, size and direction, for tests and for newcomers."""

from dataclasses import replace
from typing import Any, Literal

from flask import Blueprint, Response, current_app, request
from jinja2 import Template
from markupsafe import Markup

from backend.domain.identity.rules import TEXT_SIZES, THEMES, Who
from backend.web import component_examples
from backend.web.choices import from_form
from backend.web.component_examples import GROUPS, Component
from backend.web.door import choices, language, page, query, who

DIRECTIONS: tuple[Literal["ltr"], Literal["rtl"]] = ("ltr", "rtl")
SWITCHES = {
    "theme": ("Theme", THEMES),
    "text_size": ("Text size", tuple(map(str, TEXT_SIZES))),
    "mode": ("Mode", ("standard", "elder")),
    "dir": ("Direction", DIRECTIONS),
}


def blueprint(*, demo: bool) -> Blueprint:
    """The page, for anyone in a demo; a city in earnest shows it to its staff alone, because it is about nothing."""
    made = Blueprint("components", __name__)

    @made.get("/components")
    @who(Who.ANYONE if demo else Who.CASEWORKER)
    def library() -> Response:
        return components()

    return made


def components() -> Response:
    """Draw every example as the address says: `?theme=dark&text_size=200&mode=elder&dir=rtl`."""
    shown = from_form(request.args).over(choices())
    wanted = request.args.get("dir")
    spoken = replace(language(), direction=next((each for each in DIRECTIONS if each == wanted), language().direction))
    drawn: dict[str, Any] = component_examples.values()
    drawn |= {"preferences": shown, "language": spoken}
    current_app.update_template_context(drawn)
    now = {name: str(getattr(shown, name) or "") for name in SWITCHES if name != "dir"} | {"dir": spoken.direction}
    return page(
        "components.html",
        preferences=shown,
        language=spoken,
        switches=[
            (label, [(each, "?" + query(**now | {name: each}), now[name] == each) for each in values])
            for name, (label, values) in SWITCHES.items()
        ],
        groups=[
            (title, [(each, [(call, _drawn(each, call, drawn)) for call in each.calls]) for each in group])
            for title, group in GROUPS.items()
        ],
    )


def _drawn(component: Component, call: str, values: dict[str, Any]) -> Markup:
    """One call, drawn with the macro of its own file."""
    compiled: dict[tuple[str, str], Template] = current_app.extensions.setdefault("handrail.components", {})
    key = (component.file, call)
    if key not in compiled:
        start = f"{{% from 'macros/{component.file}.html' import {component.name} with context %}}"
        extras = "{% from 'macros/icons.html' import shapes %}{% set icons = shapes | list %}"
        more = (
            "{% from 'macros/actions.html' import card as one_card %}{% from 'macros/messages.html' import status %}"
            "{% set new = status(_('New')) %}{% set five = [one_card(_('Home'), '/', icon_name='home')] * 5 %}"
        )
        compiled[key] = current_app.jinja_env.from_string(extras + more + start + call)
    return Markup(compiled[key].render(values))  # noqa: S704  (our own macros, which escape what they are given)
