"""The component library: every component in every state, theme, size and direction, for tests and for newcomers.

A page for each group, so that each is as light as any other page.
"""

from dataclasses import replace
from typing import Any, Literal

from flask import Blueprint, Response, current_app, request
from jinja2 import Template
from markupsafe import Markup

from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import TEXT_SIZES, THEMES, Who
from backend.web import component_values
from backend.web.choices import Choices, from_form
from backend.web.component_examples import GROUPS, SHEETS, Component, slug
from backend.web.door import choices, language, page, query, who
from i18n.languages import Language

DIRECTIONS: tuple[Literal["ltr"], Literal["rtl"]] = ("ltr", "rtl")
SWITCHES = {
    "theme": ("Theme", THEMES),
    "text_size": ("Text size", tuple(map(str, TEXT_SIZES))),
    "mode": ("Mode", ("standard", "elder")),
    "dir": ("Direction", DIRECTIONS),
}


def blueprint(*, demo: bool) -> Blueprint:
    """The pages, for anyone in a demo; a city in earnest shows them to its staff alone, for they are about nothing."""
    made = Blueprint("components", __name__)

    @made.get("/components")
    @who(Who.ANYONE if demo else Who.CASEWORKER)
    def library() -> Response:
        """All groups with the names of what is in each."""
        return components()

    @made.get("/components/<string(maxlength=60):group>")
    @who(Who.ANYONE if demo else Who.CASEWORKER)
    def shelf(group: str) -> Response:
        """One group, drawn."""
        title = next((each for each in GROUPS if slug(each) == group), None)
        if title is None:
            raise NotFound
        return components(title)

    return made


def components(title: str | None = None) -> Response:
    """Draw every example of a group as the address says: `?theme=dark&text_size=200&mode=elder&dir=rtl`."""
    shown = from_form(request.args).over(choices())
    wanted = request.args.get("dir")
    spoken = replace(language(), direction=next((each for each in DIRECTIONS if each == wanted), language().direction))
    now = {name: str(getattr(shown, name) or "") for name in SWITCHES if name != "dir"} | {"dir": spoken.direction}
    return page(
        "components.html",
        preferences=shown,
        language=spoken,
        switches=[
            (label, [(each, "?" + query(**now | {name: each}), now[name] == each) for each in values])
            for name, (label, values) in SWITCHES.items()
        ],
        shelf=slug(title) if title else "",
        group_title=title or "",
        sheets=SHEETS.get(title or "", ()),
        shelves=[
            (each, f"/components/{slug(each)}?{query(**now)}", [one.name for one in group])
            for each, group in GROUPS.items()
        ],
        group=_examples(GROUPS[title], shown, spoken) if title else [],
    )


def _examples(
    group: tuple[Component, ...], shown: Choices, spoken: Language
) -> list[tuple[Component, list[tuple[str, Markup]]]]:
    drawn: dict[str, Any] = component_values.values()
    drawn |= {"preferences": shown, "language": spoken}
    current_app.update_template_context(drawn)
    return [(each, [(call, _drawn(each, call, drawn)) for call in each.calls]) for each in group]


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
