"""Every page and every form there is, each with a real address. A new route is added here, or tests fail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from backend.domain.identity.rules import Who
from backend.web.door import is_api
from tests.domain.given import CARD
from tests.web.readers import Seeded

UNKNOWN = "00000000-0000-4000-8000-000000000000"
STEP = "give-birth-date"
PHONE = ("bigger-letters", "answer-a-message", "spot-a-scam", "where-to-get-help")


@dataclass(frozen=True)
class Route:
    """One address, how it is called, and who may call it."""

    method: str
    path: str
    who: Who
    rule: str
    mandate: str | None


def pages_of(seeded: Seeded) -> Mapping[str, tuple[str, ...]]:
    """For each rule with a part to fill in, the addresses worth opening."""
    states = (seeded.draft, seeded.ended, seeded.complete, seeded.sent, seeded.approved, seeded.refused)
    questions = (
        f"/applications/{seeded.draft}/questions/birth_date",
        f"/applications/{seeded.ended}/questions/income_too_high",
        f"/applications/{seeded.complete}/questions/tell_services",
        f"/applications/{seeded.complete}/questions/really_moving",
        f"/applications/{seeded.complete}/questions/new_address?check=1",
        f"/applications/{seeded.sent}/questions/full_name",
    )
    return (
        _appointment_pages(seeded)
        | _helper_pages(seeded)
        | _call_pages(seeded)
        | _text_pages(seeded)
        | {
            "/assets/<name>": (),
            "/speech/<voice>": ("/speech/en?keys=0123456789abcdef",),
            "/speech/<voice>/<name>.<ending>": ("/speech/en/00112233445566778899.opus",),
            "/desk/languages/<tag>": ("/desk/languages/zh-Hans", "/desk/languages/zh-Hant?domain=content&state=done"),
            "/offices/<office_id>": ("/offices/travel-desk",),
            "/services/<service_id>": (f"/services/{CARD}",),
            "/services/<service_id>/paper": (f"/services/{CARD}/paper", "/services/health-check/paper"),
            "/services/<service_id>/begin": (f"/services/{CARD}/begin",),
            "/sign-in/<uuid:sign_in_id>": (f"/sign-in/{UNKNOWN}",),
            "/applications/<uuid:public_id>": tuple(f"/applications/{each}" for each in states),
            "/applications/<uuid:public_id>/next": (f"/applications/{seeded.draft}/next",),
            "/applications/<uuid:public_id>/questions/<question_id>": questions,
            "/applications/<uuid:public_id>/check": tuple(f"/applications/{each}/check" for each in states),
            "/applications/<uuid:public_id>/send": (f"/applications/{seeded.complete}/send",),
            "/applications/<uuid:public_id>/discard": (f"/applications/{seeded.draft}/discard",),
            "/inbox/<int(max=2147483647):message_id>": (f"/inbox/{seeded.message}",),
            "/lessons/<lesson_id>": (
                *(f"/lessons/{CARD}", f"/lessons/{CARD}?step={STEP}", f"/lessons/{CARD}?step=done"),
                *(f"/lessons/{phone}?step=welcome" for phone in PHONE),
            ),
            "/lessons/<lesson_id>/steps/<step_id>": (f"/lessons/{CARD}/steps/{STEP}",),
            "/lessons/<lesson_id>/steps/<step_id>/judge": (f"/lessons/{CARD}/steps/{STEP}/judge",),
            "/learning/progress/<lesson_id>": (f"/learning/progress/{CARD}",),
            "/desk/applications/<uuid:public_id>": tuple(f"/desk/applications/{each}" for each in states[3:]),
            "/desk/words/<uuid:public_id>/review": (f"/desk/words/{UNKNOWN}/review",),
            "/desk/applications/<uuid:public_id>/decision": (f"/desk/applications/{seeded.sent}/decision",),
        }
    )


def _call_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    every = {state: f"/call-me/{call}" for state, call in seeded.calls.items()}
    return {
        "/call-me/<uuid:public_id>": tuple(every.values()),
        "/call-me/<uuid:public_id>/take-back": (f"{every['waiting']}/take-back",),
        "/desk/calls/<uuid:public_id>": (f"/desk/calls/{seeded.calls['waiting']}",),
    }


def _text_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    one = "/articles/<string(maxlength=60):text_id>"
    read = {f"{one}{ending}": (f"/articles/scam-calls{ending}",) for ending in ("", "/print", "/large-print.pdf")}
    versions = (seeded.text, seeded.handed_in, seeded.public_text)
    desk = {
        f"/desk/articles/<uuid:public_id>{ending}": tuple(f"/desk/articles/{each}{ending}" for each in versions)
        for ending in ("", "/edit", "/differences", "/hand-in", "/review", "/publish", "/withdraw")
    }
    return read | desk


def _helper_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    both = (seeded.mandate, seeded.offered)
    given = {
        f"/helpers/<uuid:public_id>{ending}": tuple(f"/helpers/{each}{ending}" for each in both)
        for ending in ("", "/code", "/stop")
    }
    taken = {
        f"/helping/<uuid:public_id>{ending}": (f"/helping/{seeded.mandate}{ending}",) for ending in ("/begin", "/end")
    }
    return given | taken


def _appointment_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    new, mine = "/appointments/new/clinic-visit", f"/appointments/{seeded.appointment}"
    changing, held = f"{mine}/change", f"held/{seeded.hold}"
    at_desk = f"/desk/appointments/{seeded.appointment}"
    found = {
        f"{rule}{ending}": (f"{base}{ending}",)
        for rule, base in (("/appointments/new/<kind_id>", new), ("/appointments/<uuid:public_id>/change", changing))
        for ending in ("", "/offices", "/people", "/days", "/times", "/hold")
    }
    own = {
        f"/appointments/<uuid:public_id>{ending}": (f"{mine}{ending}",)
        for ending in ("/calendar.ics", "/cancel", "/sooner", "/here")
    }
    desk = {
        f"/desk/appointments/<uuid:public_id>{ending}": (f"{at_desk}{ending}",)
        for ending in ("/state", "/note", "/transfer", "/slip", "/change")
    }
    both = (seeded.appointment, seeded.waiting)
    return (
        found
        | own
        | desk
        | {
            "/appointments/new/<kind_id>/held/<token>": (f"{new}/{held}", f"{new}/held/x"),
            "/appointments/new/<kind_id>/held/<token>/check": (f"{new}/{held}/check?needs=longer",),
            "/appointments/<uuid:public_id>/change/held/<token>": (f"{changing}/{held}",),
            "/appointments/<uuid:public_id>/change/held/<token>/check": (f"{changing}/{held}/check",),
            "/appointments/<uuid:public_id>": tuple(f"/appointments/{each}" for each in both),
            "/desk/appointments/<uuid:public_id>": tuple(f"/desk/appointments/{each}" for each in both),
        }
    )


def routes(app: Flask, seeded: Seeded, method: str) -> Iterator[Route]:
    filled = pages_of(seeded)
    for rule in app.url_map.iter_rules():
        if is_api(rule.rule) or method not in (rule.methods or ()):
            continue
        for path in filled[rule.rule] if "<" in rule.rule else (rule.rule,):
            view: Any = app.view_functions[rule.endpoint]
            yield Route(method, path, view.who, rule.rule, view.mandate)
