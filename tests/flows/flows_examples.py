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
}


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


COMPARED = {"yes_no", "choice", "choices", "number", "money", "date"}


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Any service of up to eight questions."""
    kinds = draw(st.lists(st.sampled_from([*ANSWERS, "yes_no", "choice", "number", "exit"]), min_size=1, max_size=8))
    questions: list[dict[str, Any]] = []
    for number, kind in enumerate(kinds):
        earlier = [(each["id"], each["type"]) for each in questions if each["type"] in COMPARED]
        if kind == "exit" and not earlier:
            continue
        more: dict[str, Any] = {}
        if earlier and (kind == "exit" or draw(st.booleans())):
            more["when"] = draw(conditions(earlier))
        if kind not in {"info", "declaration", "exit"} and draw(st.booleans()):
            more["optional"] = True
        questions.append(raw(f"q{number}", kind, **more))
    return service(*(questions or [raw("q0", "text")]))


@st.composite
def answers_to(draw: st.DrawFn, of: Service) -> list[tuple[str, Any]]:
    """Answers to a service's questions in any order, some given again and again."""
    asked = [each for each in of.questions if not each.is_exit]
    given = []
    for each in draw(st.lists(st.sampled_from(asked), max_size=3 * len(asked))):
        values = ANSWERS[each.type] | st.none() if each.optional else ANSWERS[each.type]
        given.append((each.id, draw(values)))
    return given
