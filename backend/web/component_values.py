"""What the examples of `/components` are given: made up, or from the city's own content."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from backend.core import clock
from backend.domain.uploads.queries import Enclosure
from backend.domain.uploads.rules import ENDINGS, LARGEST, PART
from backend.web.component_texts import screens, texts
from backend.web.desk_articles import STANDINGS
from backend.web.door import formats, parts, say
from backend.web.file_question import as_shown
from backend.web.map import map_form
from backend.web.questions import form_of
from flows.types.enclosed import SAMPLES

PARTS = ["day", "month", "year"]


def values() -> dict[str, Any]:
    """What the calls are given: made up, or from the city's own content."""
    today, city = parts().today(), parts().content
    offices = list(city.offices.values())
    question = next(
        each for service in city.services.values() for each in service.questions if each.type in {"text", "number"}
    )
    written = _written(formats().date(today))
    time = {"id": 1, "time": "9:15", "place": say(offices[0].name), "staff": ""}
    day = {"text": formats().day(today), "times": [time, time | {"id": 2, "time": "9:30"}]}
    visit = _visit(offices[0], today, formats().day(today))
    return {
        "today": formats().date(today),
        "written": written,
        "lessons": list(city.lessons.values())[:2],
        "both": [written, written | {"who": say("A helper"), "mine": False}],
        "day": date(today.year, today.month, 1),
        "days": [day],
        "order": PARTS,
        "map": map_form("50.3606,-2.4071"),
        "date_order": PARTS,
        "options": [{"id": "a", "text": say("In the morning")}, {"id": "b", "text": say("In the afternoon")}],
        "offices": offices,
        "line": [{"text": say("Sent"), "state": state, "date": day["text"]} for state in ("done", "now", "next")],
        "row": SimpleNamespace(public_id="0", reference="ABCD2345", state="booked", begun=True, at_home=False),
        "row_at_home": SimpleNamespace(public_id="0", reference="ABCD2346", state="booked", begun=True, at_home=True),
        "stops": _stops(),
        "visit": visit,
        "at_home": visit | {"at_home": True, "place": say("At your home")},
        "form": form_of(question, {}),
        "paper": {
            "question": question,
            "number": 1,
            "when": None,
            "go_on": None,
            "how": [],
            "space": SimpleNamespace(kind="lines", lines=1),
        },
        "picks": _picks([day]),
        "later_picks": _picks([day | {"text": formats().day(today + timedelta(days=1))}]),
        "no_picks": _picks([]),
        "several": SimpleNamespace(limits={"add": "Add a message"}),
        "entries": {"add": "/", "full": False, "enough": True, "rows": [_entry(1), _entry(2, unfinished=True)]},
        "no_entries": {"add": "/", "full": False, "rows": []},
        "now": clock.now(),
        **_desk(),
        **_uploads(),
        **texts(offices),
        **screens(list(city.lessons.values())),
    }


def _picks(days: list[dict[str, Any]]) -> dict[str, Any]:
    """What a question for a time is given."""
    nothing = ("kept_until", "over", "gone", "practice", "looking", "later", "anything", "ways", "value")
    return {**dict.fromkeys(nothing), "days": days}


def _uploads() -> dict[str, Any]:
    """A question for a photo: with none yet, with one that is blurred and a letter, and in practice."""
    empty = {
        **dict.fromkeys(("photo", "room"), True),
        **dict.fromkeys(("refused", "practice"), False),
        "kept": [],
        "most": 2,
        "accept": ENDINGS["photo"],
        **dict.fromkeys(("base", "here"), "/components"),
        "question": "photo",
        "part": PART,
        "largest": LARGEST,
    }
    facts = {"state": "ready", "pages": None, "size": 384_200, "dark": False, "in_answer": True, "why": None}
    photo = Enclosure(uuid.UUID(int=1), "photo", "IMG_2041.jpg", kind="jpeg", blurred=True, **facts)  # type: ignore[arg-type]
    letter = Enclosure(uuid.UUID(int=2), "photo", "letter.pdf", kind="pdf", blurred=False, **facts | {"pages": 2})  # type: ignore[arg-type]
    kept = [as_shown(each, number, "/components") | {"small": None} for number, each in enumerate((photo, letter), 1)]
    practice = {"photo": True, "samples": SAMPLES, "chosen": [], "practice": True}
    return {"upload": empty, "upload_again": empty | {"kept": kept}, "upload_practice": practice}


def _written(at: str) -> dict[str, Any]:
    who = {"kind": "Message", "who": say("You"), "mine": True, "internal": False, "at": at}
    return who | {"words": say("Nothing yet"), "lang": None, "direction": None}


def _visit(office: Any, today: date, day: str) -> dict[str, Any]:
    return {
        "iso": today.isoformat(),
        "day": day,
        "time": "9:15",
        "name": say("See a person"),
        "staff": "Dr Mei Wong",
        "office": office,
        "at_home": False,
        "place": say(office.name),
        "state_words": say("Waiting"),
        "tone": "info",
        "clock_there": False,
    }


def _entry(number: int, *, unfinished: bool = False) -> dict[str, Any]:
    name, lines = f"{say('Number')} {number}", [] if unfinished else [parts().content.city.name]
    return {"id": str(number), "name": name, "lines": lines, "unfinished": unfinished, "change": "/", "remove": "/"}


def _desk() -> dict[str, Any]:
    """What the desk counts, and what it says of the city's texts."""
    return {
        "counted": [
            {"label": say("Waiting"), "count": 12, "kind": "warning"},
            {"label": say("Closed now"), "count": 5},
        ],
        "standing": {name: SimpleNamespace(words=words, colour=colour) for name, (words, colour) in STANDINGS.items()},
        "faults": [{"where": "Title", "what": "Please look at this again"}],
        "changes": [
            {"kind": kind, "text": say(text)}
            for kind, text in (("same", "Nothing is sent."), ("gone", "Messages"), ("added", "Help"))
        ],
    }


def _stops() -> list[dict[str, Any]]:
    """Two stops of a made-up map: a question, and a page that one of its answers leads to."""
    one, other = SimpleNamespace(id="here", is_exit=False), SimpleNamespace(id="elsewhere", is_exit=True)
    nothing: dict[str, Any] = {"condition": "", "otherwise": "", "repeats": ""}
    first = SimpleNamespace(question=one, mark="1", title=say("Do you live here?"), **nothing)
    side = nothing | {"condition": say("you answered “No” to question 1")}
    second = SimpleNamespace(question=other, mark="A", title=say("Please ask your own city"), **side)
    return [
        {"stop": first, "otherwise": None, "decides": [("A", "elsewhere")], "inside": []},
        {"stop": second, "otherwise": None, "decides": [], "inside": []},
    ]
