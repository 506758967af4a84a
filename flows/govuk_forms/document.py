"""A form's document from JSON that nobody has looked at yet: limits, and texts in one language."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

MAX_BYTES = 1_000_000
LONGEST_TEXT = 10_000
LANGUAGE = "en"
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\s]{1,500})\)")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)])[ \t]+")


class FormBroken(ValueError):
    """A document that cannot become a service at all; says why."""


def read_form(text: str) -> Mapping[str, Any]:
    """Return the form that this JSON holds. Raises `FormBroken`."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise FormBroken(f"it is larger than {MAX_BYTES} bytes")
    try:
        form = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FormBroken(f"it is not JSON: {str(error)[:200]}") from error
    if not isinstance(form, Mapping):
        raise FormBroken("it is not a form, which is a JSON object")
    # Some exports have the form inside its version, beside facts about that version.
    inside = form.get("content")
    form = inside if isinstance(inside, Mapping) and "steps" in inside and "steps" not in form else form
    steps = form.get("steps")
    if not isinstance(steps, list) or not steps or not all(isinstance(each, Mapping) for each in steps):
        raise FormBroken("it has no list of 'steps', so it is no document of GOV.UK Forms, or one without questions")
    if all(type(each.get("position")) is int for each in steps):
        steps = sorted(steps, key=lambda each: each["position"])
    return {**form, "steps": steps}


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice in one object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def said(value: object) -> bool:
    """Whether GOV.UK Forms means yes: it writes true, 'true' and '1'."""
    return value is True or (isinstance(value, (str, int)) and str(value).lower() in {"true", "1"})


def raw_text(value: object) -> str:
    """A text with its lines, without signs that nobody can read; of several languages the English one."""
    if isinstance(value, Mapping):
        value = value.get(LANGUAGE)
    text = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if len(text) > LONGEST_TEXT:
        raise FormBroken(f"a text is longer than {LONGEST_TEXT} letters: '{text[:40]}…'")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(sign if sign.isprintable() else " " for sign in line) for line in lines).strip()


def line(value: object) -> str:
    """A text on one line."""
    return " ".join(raw_text(value).split())


def paragraphs(value: object, longest: int) -> list[str]:
    """Markdown as plain paragraphs of at most so many letters: a heading and a point of a list are one each."""
    found: list[list[str]] = []
    fresh = True
    for each in raw_text(value).split("\n"):
        text = each.strip()
        alone = text.startswith("#") or _ITEM.match(text) is not None
        words = _LINK.sub(r"\1 (\2)", _ITEM.sub("", text.lstrip("#").strip(), count=1)).replace("**", "")
        if words and (fresh or alone or not found):
            found.append([words])
        elif words:
            found[-1].append(words)
        fresh = not text or text.startswith("#")
    return [part for each in found for part in textwrap.wrap(" ".join(each), longest)]


def has_links(value: object) -> bool:
    """Whether a text in Markdown has a link."""
    return _LINK.search(raw_text(value)) is not None


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, cut between two words."""
    return text if len(text) <= longest else textwrap.wrap(text, longest - 1)[0] + "…"
