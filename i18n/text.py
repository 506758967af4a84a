"""Marking texts for translation, and filling named places in them."""

import logging
import re
from collections.abc import Mapping
from typing import Final

_log = logging.getLogger(__name__)

PLACES: Final = r"%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[sdf]"
"""The pattern of a named place."""

# A percent sign that belongs to a format: %% or %(name)s, %(count)d, %(share).1f.
_PLACE: Final = re.compile(r"%(?:%|\((?P<name>\w+)\)[#0\- +]?\d*(?:\.\d+)?[sdf])")


def N_(text: str) -> str:  # noqa: N802 - gettext's own name; extractors look for it
    """Mark a text for the catalogues and return it unchanged; it is translated when it is shown."""
    return text


def fill(text: str, values: Mapping[str, object]) -> str:
    """Fill the named places of a text: `fill("Hello %(name)s", {"name": "Rosa"})`.

    Without values the text is returned untouched, so a plain '50% off' stays as it is. A place without a value becomes
    an ellipsis and is logged: a reader in the middle of a task is better served by a gap than by an error page.
    """
    if not values:
        return text

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "%"
        if name not in values:
            _log.error("no value for the place '%s' in the text '%s'", name, text)
            return "…"
        try:
            return match[0] % {name: values[name]}
        except (TypeError, ValueError):
            return str(values[name])

    return _PLACE.sub(replaced, text)
