import time
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.load import MAX_BYTES, ServiceBroken, load_service, read_yaml, service_from
from tests.flows.flows_examples import OPTIONS, WORDS, document, raw

LIVE = Path(__file__).parents[2] / "content" / "services"


def problems(description: Any) -> dict[str, str]:
    with pytest.raises(ServiceBroken) as broken:
        service_from(description)
    return {problem.where: problem.what for problem in broken.value.problems}


def one(kind: str, **more: Any) -> dict[str, Any]:
    return document(raw("a", "yes_no"), raw("b", kind, **more))


@pytest.mark.parametrize("path", sorted(LIVE.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_services_of_the_demo_city_load(path: Path) -> None:
    assert load_service(path.read_text()).id == path.stem


def test_a_description_becomes_a_service_with_all_its_words() -> None:
    loaded = load_service(
        yaml.safe_dump(
            document(
                raw("born", "date", earliest=date(1900, 1, 1), latest="today", why="We ask.", label="Date of birth"),
                raw("way", "choice", optional=True, prefill="residents.way", hint="For example, red"),
                raw("sent", "info", when={"way": "red"}, text="A single text"),
            )
        )
    )
    born, way, sent = loaded.questions
    assert (loaded.title, loaded.need, loaded.after) == (WORDS["title"], (), tuple(WORDS["after"]))
    assert (born.label, born.why, born.limits) == (
        "Date of birth",
        "We ask.",
        {"earliest": date(1900, 1, 1), "latest": "today"},
    )
    assert (way.optional, way.prefill, way.label) == (True, "residents.way", "way?")
    assert [option.id for option in way.options] == [option["id"] for option in OPTIONS]
    assert sent.text == ("A single text",)
    assert loaded.by_id["sent"] is sent


@pytest.mark.parametrize(
    ("description", "where"),
    [
        (one("words"), "questions.b.type"),
        (document(raw("B", "text")), "questions.B.id"),
        (document(raw("a", "text"), raw("a", "text")), "questions.a"),
        (document({"type": "text", "ask": "What?"}), "questions.0.id"),
        (document({"id": "a", "type": "text"}), "questions.a.ask"),
        (one("text", ask=""), "questions.b.ask"),
        (one("text", ask="x" * 161), "questions.b.ask"),
        (one("text", colour="red"), "questions.b.colour"),
        (one("text", optional="perhaps"), "questions.b.optional"),
        (one("text", prefill="everything"), "questions.b.prefill"),
        (one("text", max_length=0), "questions.b.max_length"),
        (one("text", max_length=4001), "questions.b.max_length"),
        (one("text", minimum=1), "questions.b.minimum"),
        (one("text", options=OPTIONS), "questions.b"),
        (one("text", instead=["Go."]), "questions.b"),
        (one("number", minimum="1"), "questions.b.minimum"),
        (one("number", minimum=1.5), "questions.b.minimum"),
        (one("number", maximum=True), "questions.b.maximum"),
        (one("number", minimum=5, maximum=4), "questions.b"),
        (one("money", minimum="²"), "questions.b.minimum"),
        (one("money", minimum="--5"), "questions.b.minimum"),
        (one("money", maximum="lots"), "questions.b.maximum"),
        (one("money", maximum=float("nan")), "questions.b.maximum"),
        (one("money", maximum="0.001"), "questions.b.maximum"),
        (one("money", minimum="2.00", maximum="1.99"), "questions.b"),
        (one("date", earliest="long ago"), "questions.b.earliest"),
        (one("date", latest=datetime(2000, 1, 1, tzinfo=UTC)), "questions.b.latest"),
        (one("date", earliest=date(2000, 1, 2), latest=date(2000, 1, 1)), "questions.b"),
        (one("choice", options=OPTIONS[:1]), "questions.b.options"),
        (one("choice", options=[OPTIONS[0], OPTIONS[0]]), "questions.b"),
        (one("choice", options=[{"id": "red"}, OPTIONS[1]]), "questions.b.options.red.text"),
        (one("choice", options=OPTIONS * 8), "questions.b.options"),
        (document({"id": "a", "type": "choice", "ask": "Which?"}), "questions.a"),
        (one("choices", at_least=5), "questions.b"),
        (one("choices", at_least=3, at_most=2), "questions.b"),
        (one("choice", at_least=1), "questions.b.at_least"),
        (document({"id": "a", "type": "slot", "ask": "When?"}), "questions.a"),
        (document({"id": "b", "type": "slot", "ask": "When?", "kind": "a b"}), "questions.b.kind"),
        (document({"id": "b", "type": "text", "ask": "Who?", "kind": "clinic-visit"}), "questions.b.kind"),
        (document({"id": "a", "type": "info", "ask": "Read"}), "questions.a"),
        (one("info", optional=True), "questions.b"),
        (one("exit"), "questions.b"),
        (one("exit", when={"a": True}, instead=[]), "questions.b.instead"),
        (one("text", when={"a": {"is": 1}}), "questions.b.when"),
        (one("text", when={"a": {}}), "questions.b.when"),
        (one("text", when=[]), "questions.b.when"),
        (document(), "questions"),
        (document(*(raw(f"q{number}", "text") for number in range(201))), "questions"),
        (document(raw("a", "text"), id="Travel Card"), "id"),
        (document(raw("a", "text"), minutes="5"), "minutes"),
        (document(raw("a", "text"), minutes=0), "minutes"),
        (document(raw("a", "text"), after=[]), "after"),
        (document(raw("a", "text"), need=["x" * 201]), "need.0"),
        (document(raw("a", "text"), colour="red"), "colour"),
        (document("a question"), "questions.0._schema"),
    ],
)
def test_each_kind_of_mistake_names_its_place(description: Any, where: str) -> None:
    assert where in problems(description)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_part_that_is_missing_is_named(key: str) -> None:
    description = document(raw("a", "text"))
    del description[key]
    assert list(problems(description)) == [key]


def test_all_mistakes_are_named_at_once() -> None:
    description = document(
        raw("a", "number", minimum="x"), raw("b", "text", when={}), raw("b", "choice", options=[OPTIONS[0]] * 2)
    )
    assert set(problems(description)) == {"questions.a.minimum", "questions.b.when", "questions.b"}


def test_no_and_off_are_words_and_only_true_and_false_are_yes_and_no() -> None:
    assert read_yaml("a: off\nb: No\nc: yes\nd: true\ne: False\nno: 1") == {
        "a": "off",
        "b": "No",
        "c": "yes",
        "d": True,
        "e": False,
        "no": 1,
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x [1]\nb: *x", "line 2: aliases are not allowed"),
        ("a: &x {<<: *x}", "line 1: aliases are not allowed"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "line 4: 'c' is given twice"),
        ("? [a, b]\n: 1", "line 1: a key is a plain word"),
        ("? {a: 1}\n: 1", "line 1: a key is a plain word"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "line 1: 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed",
        ),
        ("a: !!python/name:os.system", "python/name:os.system' is not allowed"),
        ("a: !secret 1", "'!secret' is not allowed"),
        ("a: [1", "did not find expected"),
        ("a: 'x", "found unexpected end of stream"),
        ("\tb: 1", "cannot start any token"),
        ("a: 1\n---\nb: 2", "found another document"),
        ("a: \x00", "is not YAML"),
        ("a: 2001-99-99", "is not YAML"),
        ("a: " + "9" * 5000, "is not YAML"),
        ("[" * 60_000, "is not YAML"),
        ("{a: " * 30_000, "is not YAML"),
        ("- " * 60_000, "is not YAML"),
        ("a: " + "é" * MAX_BYTES, "larger than"),
        ("a: \ud800", "is not YAML"),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_yaml_is_refused_in_words(text: str, what: str) -> None:
    start = time.process_time()
    with pytest.raises(ServiceBroken) as broken:
        load_service(text)
    assert what in str(broken.value)
    assert time.process_time() - start < 10


def test_an_alias_bomb_never_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(ServiceBroken, match="aliases are not allowed"):
        read_yaml(bomb)


@pytest.mark.parametrize("text", ["", "5", "[]", "- a", "null", "words alone", "true", "2000-01-01", "1: 2"])
def test_what_is_not_a_mapping_is_told_all_that_it_lacks(text: str) -> None:
    with pytest.raises(ServiceBroken) as broken:
        load_service(text)
    assert {"id", "title", "questions"} <= {problem.where for problem in broken.value.problems}


SNIPPETS = st.lists(
    st.sampled_from(list("ab:-? []{}&*!|>'\"#%@`,\n\t0.~<")) | st.sampled_from(["\n  ", "!!str ", "<<: ", "? ", "- "]),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(text=SNIPPETS | st.text(st.characters(), max_size=30))
@example(text="? - a\n: b")
@example(text="=")
@example(text="<<: [1]")
@example(text="!!set {a, b}")
@example(text="!!omap [a: 1]")
@example(text="!!binary x")
@example(text="!!int x")
@example(text="a: !!timestamp x")
@example(text="!!float 1:2:x")
@example(text="!!map [a]")
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read_yaml(text)
    except ServiceBroken as broken:
        assert broken.problems  # noqa: PT017  (either outcome is right)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


def _places(node: Any) -> list[tuple[Any, Any]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in pairs for place in [(node, key), *_places(value)]]


@settings(max_examples=300)
@given(data=st.data(), value=JSON)
def test_a_service_with_anything_anywhere_loads_or_is_refused_in_words(data: st.DataObject, value: Any) -> None:
    description = deepcopy(
        document(
            raw("a", "number", minimum=1, maximum=9),
            raw("b", "choices", at_least=1, when={"a": {"over": 3}}),
            raw("c", "date", earliest=date(1900, 1, 1), latest="today"),
            raw("d", "exit", when={"any": [{"b": {"includes": "red"}}]}),
        )
    )
    node, key = data.draw(st.sampled_from(_places(description)))
    node[key] = value
    try:
        service_from(description)
    except ServiceBroken as broken:
        assert broken.problems  # noqa: PT017  (either outcome is right)


@pytest.mark.parametrize("make", [dict, list, lambda: "text"])
def test_a_description_of_any_shape_is_refused_in_words(make: Callable[[], Any]) -> None:
    assert "questions" in problems(make())
