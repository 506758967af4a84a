"""The scripts run on phones of five to eight years, from Chrome 80 and Safari 14. Older ones have plain pages."""

import re
from pathlib import Path

import pytest

import backend.web

SCRIPTS = sorted((Path(backend.web.__file__).parent / "static").glob("*.js"))
TOO_NEW = {
    r"^(?!\s|//|.*\basync\b).*\bawait\b": "await outside of functions: Chrome 89, Safari 15; the whole is not read",
    r"(?:\|\||&&|\?\?)=": "assignment with a condition: Chrome 85; the whole script is not read",
    r"\(\?<[=!]": "looking behind in a pattern: Safari 16.4; the whole script is not read",
    r"^\s+(?:static )?#\w+": "private fields: Safari 14.1",
    r"\.at\(-": "at(-1): Chrome 92, Safari 15.4",
    r"(?<!no )replaceChildren": "replaceChildren: Chrome 86",
    r"\.replaceAll\(": "replaceAll: Chrome 85",
    r"\.(?:findLast|toSorted|toReversed|hasOwn)\(|structuredClone": "of 2022 or later",
    r"AbortSignal\.(?:timeout|any)": "AbortSignal.timeout: Chrome 103, Safari 16",
    r"crypto\.randomUUID\(": "crypto.randomUUID: Chrome 92, Safari 15.4",
    r":not\([^()]*,": ":not() with several: Chrome 88",
}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_nothing_that_an_older_phone_cannot_read(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert {why for pattern, why in TOO_NEW.items() if re.search(pattern, text, re.MULTILINE)} == set()


@pytest.mark.parametrize(
    "line",
    [
        "const { a } = await import(b);",
        "await begin();",
        "a ||= b;",
        "/(?<=a)b/",
        "  #secret = 1;",
        "list.at(-1)",
        "place.replaceChildren(a)",
        "document.querySelector('input:not([type=a], [type=b])')",
    ],
)
def test_what_is_too_new_is_seen(line: str) -> None:
    assert any(re.search(pattern, line, re.MULTILINE) for pattern in TOO_NEW)
