"""What a learner did, as statements of xAPI 2.0 (IEEE 9274.1.1) for a record store: one for each event.

A statement has the event's own id, so a record store takes it once however often it is told. Its actor is an account
without a name; who that is, nobody can tell who does not have the city's key.
"""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from tutorials.lesson import Lesson
from tutorials.progress import Event

VERSION = "2.0.0"
VERBS = "http://adlnet.gov/expapi/verbs/"
TYPES = "http://adlnet.gov/expapi/activities/"
PASSED = {"success": True, "completion": True}
TOLD: Mapping[str, tuple[str, Mapping[str, bool] | None]] = {
    "started": ("initialized", None),
    "done": ("completed", {"completion": True}),
    "skipped": ("exited", {"completion": False}),
    "hint": ("asked", None),
    "mistake": ("answered", {"success": False}),
    "stuck": ("asked", None),
    "seen": ("passed", PASSED),
}
"""Kind of event → a verb of ADL's registry, and the result. Nobody 'failed': it was not right yet."""


def statement(event: Event, lesson: Lesson | None, actor: str, city: str) -> dict[str, Any]:
    """The statement of an event. `actor` stands for the person, `city` is the address of the city's pages.

    The names of things are in the source language; a lesson that the city has put away has none.
    """
    verb, result = TOLD[event.kind]
    if event.kind == "done" and event.run == "alone":
        verb, result = "passed", PASSED
    page = f"{city}/lessons/{event.lesson}"
    step = lesson.by_id.get(event.step) if lesson else None
    return {
        "id": str(event.id),
        "version": VERSION,
        "actor": {"objectType": "Agent", "account": {"homePage": city, "name": actor}},
        "verb": {"id": f"{VERBS}{verb}", "display": {"en": verb}},
        "object": _activity(f"{page}?step={event.step}", "interaction", step.title if step else None),
        "context": {
            "platform": "Handrail",
            "contextActivities": {"parent": [_activity(page, "lesson", lesson.title if lesson else None)]},
            "extensions": {f"{city}/xapi/run": event.run, f"{city}/xapi/kind": event.kind},
        },
        "timestamp": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({"result": dict(result)} if result else {}),
    }


def _activity(address: str, kind: str, name: str | None) -> dict[str, Any]:
    definition: dict[str, Any] = {"type": f"{TYPES}{kind}"} | ({"name": {"en": name}} if name else {})
    return {"objectType": "Activity", "id": address, "definition": definition}
