"""Services for tests: small ones by hand, and any at random."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.load import service_from
from flows.service import Question, Service
from flows.types import Context

TODAY = date(2026, 11, 20)
CONTEXT = Context(TODAY, "GB")

WORDS: Mapping[str, Any] = {
    "id": "travel-card",
    "title": "Get a travel card",
    "summary": "Travel free.",
    "audience": "People aged 65 or over.",
    "cost": "Free",
    "minutes": 5,
    "decision_days": 10,
    "office": "travel-desk",
    "keywords": "bus pass",
    "need": [],
    "after": ["We look at your answers."],
    "declaration": "The answers I have given are true.",
    "approve": "Good news.",
    "refuse": "We are sorry.",
}
OPTIONS = [{"id": each, "text": each.title()} for each in ("red", "green", "blue", "white")]
NEEDS: Mapping[str, Mapping[str, Any]] = {
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "info": {"text": ["Please read."]},
    "declaration": {"text": ["It is true."]},
    "slot": {"kind": "clinic-visit"},
    "exit": {"text": ["Not for you."], "instead": ["Do this."]},
    "national_id": {"check": "uk-nino"},
    "person": {"born": "optional"},
    "group": {"one": "Child", "add": "Add a child", "questions": [{"id": "name", "type": "text", "ask": "Name?"}]},
}
ENTRIES = ("a", "b", "c")


def raw(question_id: str, kind: str, **more: Any) -> dict[str, Any]:
    """The description of a question; what its type needs is filled in."""
    return {"id": question_id, "type": kind, "ask": f"{question_id}?", **NEEDS.get(kind, {}), **more}


def document(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**WORDS, "questions": list(questions), **more}


def service(*questions: dict[str, Any]) -> Service:
    return service_from(document(*questions))


def question(kind: str, **more: Any) -> Question:
    more.setdefault("when", {"before": {"before": "2000-01-01"}}) if kind == "exit" else None
    return service(raw("answer", kind, **more)).questions[0]


LINE = st.text(st.sampled_from("abc XYZ-'é林"), min_size=1, max_size=12).filter(str.strip)
ANSWERS: Mapping[str, st.SearchStrategy[Any]] = {
    "text": LINE.map(lambda text: " ".join(text.split())),
    "long_text": LINE.map(lambda text: " ".join(text.split())),
    "number": st.integers(-5, 20),
    "money": st.decimals(0, 3000, places=2).map(lambda amount: f"{amount:.2f}"),
    "date": st.dates(date(1900, 1, 1), TODAY).map(date.isoformat),
    "yes_no": st.booleans(),
    "choice": st.sampled_from([option["id"] for option in OPTIONS]),
    "choices": st.sets(st.sampled_from([option["id"] for option in OPTIONS]), min_size=1).map(
        lambda chosen: [option["id"] for option in OPTIONS if option["id"] in chosen]
    ),
    "phone": st.integers(0, 999).map(lambda number: f"+447700900{number:03}"),
    "email": st.sampled_from(["rosa@example.org", "li@example.com"]),
    "address": st.fixed_dictionaries(
        {
            "line1": st.just("7 Mill Lane"),
            "line2": st.sampled_from(["", "Flat 2"]),
            "town": st.just("Harbour City"),
            "postcode": st.just("HC3 4DE"),
        }
    ),
    "slot": st.builds(
        lambda number, ahead, staff: {
            "slot": number,
            "starts_at": (datetime(2026, 11, 20, tzinfo=UTC) + ahead).isoformat(),
            "office": "hill-clinic",
            "staff": staff,
            "hold": "a token",
        },
        st.integers(1, 2**31 - 1),
        st.timedeltas(timedelta(days=1), timedelta(days=60)),
        st.sampled_from(["", "Dr Mei Wong"]),
    )
    | st.builds(lambda number: {"slot": number}, st.integers(1, 2**31 - 1)),
    "photo": st.uuids().map(lambda each: [str(each)]),
    "file": st.uuids().map(lambda each: [str(each)]),
    "person": st.builds(
        lambda name, born: name | ({"born": born} if born else {}),
        st.sampled_from([{"given": "Rosa", "family": "Lee"}, {"given": "桂英", "family": "陈"}, {"name": "Suharto"}]),
        st.dates(date(1900, 1, 1), TODAY).map(date.isoformat) | st.none(),
    ),
    "national_id": st.builds(
        lambda number, last: f"NC{number:06}{last}", st.integers(0, 999_999), st.sampled_from("ABCD")
    ),
    "office": st.sampled_from(["travel-desk", "mill-lane-library"]),
    "place": st.builds(
        lambda text, landmark, point: {"text": text} | landmark | point,
        st.sampled_from(["", "The lamp by the gate"]),
        st.sampled_from([{"landmark": "library"}, {"landmark": "pier"}]),
        st.sampled_from([{}, {"point": "50.35710,-2.41020"}]),
    ),
    "group": st.sets(st.sampled_from(ENTRIES), min_size=1).map(sorted),
    "declaration": st.just(value=True),
    "info": st.just(value=True),
}
"""Type → its canonical answers."""


@st.composite
def tests_of(draw: st.DrawFn, kind: str) -> Any:
    """What an answer of this type may be compared with."""
    match kind:
        case "yes_no":
            return draw(st.booleans())
        case "choice":
            one = ANSWERS["choice"]
            return draw(one | st.lists(one, min_size=1, max_size=3))
        case "office" | "place":
            return draw(st.sampled_from(["travel-desk", "library", "pier"]))
        case "group":
            return {draw(st.sampled_from(["count_at_least", "count_under"])): draw(st.integers(0, 4))}
        case "choices":
            counts = st.sampled_from(["count_at_least", "count_under"])
            return draw(
                st.builds(lambda each: {"includes": each}, ANSWERS["choice"])
                | st.builds(lambda name, count: {name: count}, counts, st.integers(1, 4))
            )
        case "number":
            names = st.sampled_from(["at_least", "at_most", "over", "under"])
            return draw(st.integers(-5, 20) | st.builds(lambda name, limit: {name: limit}, names, st.integers(-5, 20)))
        case "money":
            return {draw(st.sampled_from(["at_least", "over", "under"])): draw(ANSWERS["money"])}
        case _:
            ages = st.builds(
                lambda name, age: {name: age}, st.sampled_from(["age_at_least", "age_under"]), st.integers(0, 99)
            )
            days = st.builds(lambda name, day: {name: day}, st.sampled_from(["before", "after"]), ANSWERS["date"])
            return draw(ages | days)


@st.composite
def conditions(draw: st.DrawFn, earlier: list[tuple[str, str]], depth: int = 0) -> dict[str, Any]:
    """A condition on some of the earlier questions, given as (id, type)."""
    shape = draw(st.sampled_from(["test", "test", "both", "any", "all", "not"] if depth < 2 else ["test"]))
    if shape in {"test", "both"}:
        chosen = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=1 if shape == "test" else 2, unique=True))
        return {each: draw(tests_of(kind)) for each, kind in chosen}
    inner = conditions(earlier, depth + 1)
    if shape == "not":
        return {"not": draw(inner)}
    return {shape: draw(st.lists(inner, min_size=1, max_size=2))}


COMPARED = {"yes_no", "choice", "choices", "number", "money", "date", "group", "person", "office", "place"}
NOT_INSIDE = {"group", "slot"}
NEVER_EMPTY = {"info", "declaration", "exit", "group"}


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Any service of up to eight questions, some of them groups with up to four inside."""
    often = ["yes_no", "choice", "number", "exit", "group"]
    kinds = draw(st.lists(st.sampled_from([*ANSWERS, *often]), min_size=1, max_size=8))
    questions = draw(several(kinds, "q", []))
    return service(*(questions or [raw("q0", "text")]))


@st.composite
def several(draw: st.DrawFn, kinds: list[str], prefix: str, before: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Questions of these types, some under a condition on those before them."""
    questions: list[dict[str, Any]] = []
    for number, kind in enumerate(kinds):
        earlier = before + [(each["id"], each["type"]) for each in questions if each["type"] in COMPARED]
        if kind == "exit" and not earlier:
            continue
        more: dict[str, Any] = {}
        if earlier and (kind == "exit" or draw(st.booleans())):
            more["when"] = draw(conditions(earlier))
        if kind not in NEVER_EMPTY and draw(st.booleans()):
            more["optional"] = True
        if kind == "group":
            inside = st.sampled_from(sorted({*ANSWERS, "exit"} - NOT_INSIDE))
            asked = draw(several(draw(st.lists(inside, min_size=1, max_size=4)), f"{prefix}{number}_", earlier))
            more["questions"] = asked or [raw(f"{prefix}{number}_0", "text")]
            more["at_least"] = draw(st.integers(0, 2))
        questions.append(raw(f"{prefix}{number}", kind, **more))
    return questions


@st.composite
def answers_to(draw: st.DrawFn, of: Service) -> list[tuple[str, Any]]:
    """Answers to a service's questions in any order, some given again and again; entries are added and taken away."""
    asked = [each for each in of.questions if not each.is_exit]
    for group in asked:
        asked = asked + [page for entry in ENTRIES for page in of.inside(group.id, entry) if not page.is_exit]
    given = []
    for each in draw(st.lists(st.sampled_from(asked), max_size=3 * len(asked))) if asked else []:
        values = ANSWERS[each.type] | st.none() if each.optional else ANSWERS[each.type]
        if each.entry is not None and draw(st.booleans()):
            given.append((f"{each.group}/{each.entry}", draw(st.integers(1, 9) | st.none())))
        given.append((each.id, draw(values)))
    return given
