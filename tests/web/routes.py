"""Every page and every form there is, each with a real address. A new route is added here, or tests fail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from backend.demo_publishers import TEXT
from backend.domain.identity.rules import Who
from backend.web.component_examples import GROUPS, slug
from backend.web.door import is_api
from tests.domain.given import CARD
from tests.web.readers import Seeded

UNKNOWN = "00000000-0000-4000-8000-000000000000"
STEP = "give-birth-date"
REFRESHER = "/learning/refreshers/<lesson_id>/<int(max=9999):turn>"
PHONE = (
    *("bigger-letters", "answer-a-message", "spot-a-scam", "where-to-get-help"),
    *("tap-and-back", "video-call"),
    *("wake-and-lock", "type-and-speak", "call-and-save", "send-a-photo"),
    *("sign-in-safely", "change-or-cancel", "find-what-you-need"),
    *("fake-calls", "square-codes", "permissions", "pay-safely"),
    *("join-wifi", "install-the-app", "lock-with-a-pin", "five-troubles"),
)
ON_SERVICES = ("health-check", "street-problem", "disabled-parking-permit")


@dataclass(frozen=True)
class Route:
    """One address, how it is called, and who may call it."""

    method: str
    path: str
    who: Who
    rule: str
    mandate: str | None


def pages_of(seeded: Seeded) -> Mapping[str, tuple[str, ...]]:
    """For each rule with a part to fill in, or of which more must be asked, the addresses worth opening."""
    states = (seeded.draft, seeded.ended, seeded.complete, seeded.sent, seeded.approved, seeded.refused)
    after = (seeded.needed, seeded.withdrawn, seeded.proposed)
    states += (seeded.permit_sent,)
    questions = (
        f"/applications/{seeded.draft}/questions/birth_date",
        f"/applications/{seeded.ended}/questions/income_too_high",
        f"/applications/{seeded.complete}/questions/tell_services",
        f"/applications/{seeded.complete}/questions/really_moving",
        f"/applications/{seeded.complete}/questions/new_address?check=1",
        f"/applications/{seeded.permit}/questions/photo",
        f"/applications/{seeded.permit}/questions/letter",
        f"/applications/{seeded.sent}/questions/full_name",
        f"/applications/{seeded.needed}/questions/address?check=1",
        f"/applications/{seeded.birth}/questions/babies",
    )
    return (
        _appointment_pages(seeded)
        | _helper_pages(seeded)
        | _call_pages(seeded)
        | _text_pages(seeded)
        | _sent_pages(seeded)
        | _case_pages(seeded)
        | _file_pages(seeded)
        | _webhook_pages(seeded)
        | {
            "/assets/<name>": (),
            "/components/<string(maxlength=60):group>": tuple(f"/components/{slug(title)}" for title in GROUPS),
            "/history/<int(max=2147483647):number>": (f"/history/{seeded.entry}", f"/history/{seeded.asked}?asked=1"),
            "/history/<int(max=2147483647):number>/question": (f"/history/{seeded.entry}/question",),
            "/history/download.<any(csv, json):ending>": ("/history/download.csv", "/history/download.json?who=staff"),
            "/desk/counter/<uuid:public_id>/finish": (f"/desk/counter/{UNKNOWN}/finish",),
            "/applications/<uuid:public_id>/consent": (f"/applications/{seeded.draft}/consent",),
            "/known/<service_id>": (f"/known/{CARD}",),
            "/desk/corrections/<uuid:public_id>": (f"/desk/corrections/{seeded.correction}",),
            "/desk/questions/<uuid:public_id>": (f"/desk/questions/{seeded.question}",),
            "/speech/<voice>": ("/speech/en?keys=0123456789abcdef",),
            "/speech/<voice>/<name>.<ending>": ("/speech/en/00112233445566778899.opus",),
            "/desk/languages/<tag>": ("/desk/languages/zh-Hans", "/desk/languages/zh-Hant?domain=content&state=done"),
            "/desk/services/<service_id>/map": (
                f"/desk/services/{CARD}/map",
                "/desk/services/birth-registration/map",
            ),
            "/offices/<office_id>": ("/offices/travel-desk",),
            "/services/<service_id>": (f"/services/{CARD}",),
            "/services/<service_id>/paper": (
                f"/services/{CARD}/paper",
                "/services/health-check/paper",
                "/services/birth-registration/paper",
            ),
            "/services/<service_id>/questions/<int(max=2147483647):version>": (
                f"/services/{CARD}/questions/{seeded.version}",
            ),
            "/services/<service_id>/begin": (f"/services/{CARD}/begin",),
            "/sign-in/<uuid:sign_in_id>": (f"/sign-in/{UNKNOWN}",),
            "/applications/<uuid:public_id>": tuple(f"/applications/{each}" for each in (*states, *after, seeded.left)),
            "/applications/<uuid:public_id>/next": (f"/applications/{seeded.draft}/next",),
            "/applications/<uuid:public_id>/questions/<question_id>": questions,
            "/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>": (
                f"/applications/{seeded.birth}/questions/babies/first/baby_name",
                f"/applications/{seeded.birth}/questions/babies/second/born_on",
            ),
            "/applications/<uuid:public_id>/groups/<group>/new": (f"/applications/{seeded.birth}/groups/babies/new",),
            "/applications/<uuid:public_id>/groups/<group>/<entry>/remove": (
                f"/applications/{seeded.birth}/groups/babies/first/remove",
            ),
            "/applications/<uuid:public_id>/check": tuple(f"/applications/{each}/check" for each in states),
            "/applications/<uuid:public_id>/send": (f"/applications/{seeded.complete}/send",),
            "/applications/<uuid:public_id>/changes": (f"/applications/{seeded.changed}/changes",),
            "/applications/<uuid:public_id>/discard": (f"/applications/{seeded.draft}/discard",),
            "/inbox/<int(max=2147483647):message_id>": (f"/inbox/{seeded.message}",),
            "/lessons/<lesson_id>": (
                *(f"/lessons/{CARD}", f"/lessons/{CARD}?step={STEP}", f"/lessons/{CARD}?step=done"),
                *(f"/lessons/{each}?step=welcome" for each in (*PHONE, *ON_SERVICES)),
            ),
            "/learning/sounds": ("/learning/sounds?voice=en&kind=opus&place=tap-and-back",),
            "/lessons/<lesson_id>/sounds": ("/lessons/tap-and-back/sounds?voice=en&kind=opus",),
            "/lessons/<lesson_id>/print": tuple(f"/lessons/{lesson}/print" for lesson in (CARD, *PHONE[:2])),
            "/lessons/<lesson_id>/large-print.pdf": ("/lessons/spot-a-scam/large-print.pdf",),
            "/lessons/<lesson_id>/steps/<step_id>": (f"/lessons/{CARD}/steps/{STEP}",),
            "/lessons/<lesson_id>/steps/<step_id>/judge": (f"/lessons/{CARD}/steps/{STEP}/judge",),
            "/learning/progress/<lesson_id>": (f"/learning/progress/{CARD}",),
            "/learning/tasks/<int(max=99):number>": tuple(f"/learning/tasks/{number}" for number in range(1, 7)),
            f"{REFRESHER}/<int(max=9):number>": (
                "/learning/refreshers/bigger-letters/1/1",
                "/learning/refreshers/type-and-speak/1/2?help=2",
                f"/learning/refreshers/{CARD}/0/1",
            ),
            "/learning/certificates/<module_id>": ("/learning/certificates/on-my-own",),
            "/learning/certificates/<module_id>.pdf": ("/learning/certificates/on-my-own.pdf",),
            f"{REFRESHER}/end": ("/learning/refreshers/bigger-letters/1/end",),
            "/desk/words/<uuid:public_id>/review": (f"/desk/words/{UNKNOWN}/review",),
        }
    )


def _sent_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    places = {
        "/messages": (seeded.needed, seeded.sent),
        "/more": (seeded.needed,),
        "/withdraw": (seeded.sent,),
        "/appeal": (seeded.refused,),
        "/receipt": (seeded.sent,),
        "/receipt.pdf": (seeded.sent,),
    }
    return {
        f"/applications/<uuid:public_id>{ending}": tuple(f"/applications/{each}{ending}" for each in ids)
        for ending, ids in places.items()
    }


def _case_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    every = (seeded.sent, seeded.approved, seeded.refused, seeded.needed, seeded.withdrawn, seeded.proposed)
    places = {
        "": every,
        "/ask": (seeded.sent,),
        "/decide": (seeded.sent, seeded.proposed),
        **dict.fromkeys(("/assignment", "/seen", "/messages", "/notes", "/decision"), (seeded.sent,)),
        "/return": (seeded.proposed,),
    }
    one = "/desk/applications/<uuid:public_id>"
    found = {
        f"{one}{ending}": tuple(f"/desk/applications/{each}{ending}" for each in ids) for ending, ids in places.items()
    }
    found[f"{one}/numbers/<path:question_id>"] = (f"/desk/applications/{seeded.name_sent}/numbers/number",)
    return found | {"/desk/batches/<uuid:batch_id>": (f"/desk/batches/{seeded.batch}",)}


def _call_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    every = {state: f"/call-me/{call}" for state, call in seeded.calls.items()}
    return {
        "/call-me/<uuid:public_id>": tuple(every.values()),
        "/call-me/<uuid:public_id>/take-back": (f"{every['waiting']}/take-back",),
        "/desk/calls/<uuid:public_id>": (f"/desk/calls/{seeded.calls['waiting']}",),
    }


def _file_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    item, own = "/applications/<uuid:public_id>/files/<uuid:upload_id>", f"/applications/{seeded.permit}"
    mine = {
        f"{item}{ending}": (f"{own}/files/{seeded.photo}{ending}",) for ending in ("", "/small", "/parts", "/whole")
    }
    sent = f"/desk/applications/{seeded.permit_sent}/files/{seeded.photo_sent}"
    return mine | {
        f"{item}/parts/<int(max=9999):number>": (f"{own}/files/{seeded.photo}/parts/1",),
        "/applications/<uuid:public_id>/questions/<question_id>/files": (f"{own}/questions/photo/files",),
        "/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>/files": (
            f"/applications/{seeded.birth}/questions/babies/first/baby_name/files",
        ),
        f"/desk{item}": (sent,),
        f"/desk{item}/small": (f"{sent}/small",),
    }


def _webhook_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    rule, own = "/desk/webhooks/<uuid:public_id>", f"/desk/webhooks/{seeded.webhook}"
    found = {f"{rule}{ending}": (f"{own}{ending}",) for ending in ("", "/edit", "/test", "/secret", "/remove")}
    again = f"/deliveries/{seeded.delivery}/again"
    return found | {f"{rule}/deliveries/<uuid:delivery_id>/again": (f"{own}{again}",)}


def _text_pages(seeded: Seeded) -> dict[str, tuple[str, ...]]:
    one = "/articles/<string(maxlength=60):text_id>"
    read = {f"{one}{ending}": (f"/articles/scam-calls{ending}",) for ending in ("", "/print", "/large-print.pdf")}
    versions = (seeded.text, seeded.handed_in, seeded.public_text)
    desk = {
        f"/desk/articles/<uuid:public_id>{ending}": tuple(f"/desk/articles/{each}{ending}" for each in versions)
        for ending in ("", "/edit", "/differences", "/hand-in", "/review", "/publish", "/withdraw")
    }
    tongue = "/translations/<string(maxlength=20):tag>"
    # Not yet to be translated, translated in the folder, public, waiting for its reader, and missing.
    made = ((seeded.text, "es"), (seeded.public_text, "es"), (TEXT, "zh-Hant"), (TEXT, "zh-Hans"), (TEXT, "es"))
    translated = {
        f"/desk/articles/<uuid:public_id>{tongue}{ending}": tuple(
            f"/desk/articles/{each}/translations/{tag}{ending}" for each, tag in made
        )
        for ending in ("", "/edit", "/hand-in", "/review", "/take-back")
    }
    return read | desk | translated


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
        for path in filled[rule.rule] if "<" in rule.rule else filled.get(rule.rule, (rule.rule,)):
            view: Any = app.view_functions[rule.endpoint]
            yield Route(method, path, view.who, rule.rule, view.mandate)
