"""Texts by the API: blocks to read, and the desk's steps as resources."""

import uuid
from dataclasses import dataclass
from typing import Any

from backend.api.articles import shown_line
from backend.domain.publications.told import Line
from prose.inline import Span
from tests.api.test_applications import problem
from tests.api.town import Person

WORDS: dict[str, Any] = {
    "id": "stay-warm",
    "kind": "article",
    "title": "How to stay warm",
    "short": ["Keep one room warm."],
    "body": "Close the **curtains**.\n\n1. Ask for [help](/services/winter-heating-help).",
    "office": "warm-homes",
    "services": ["winter-heating-help"],
    "ends_on": "2029-01-31",
    "spoken": [{"text": "HC1", "say": "H C 1"}],
}


def begin(person: Person, **changed: Any) -> str:
    version = str(uuid.uuid4())
    answer = person.put(f"/desk/articles/{version}", WORDS | changed)
    assert answer.status_code == 200, answer.text
    return f"/desk/articles/{version}"


def go_out(maya: Person, tom: Person, **changed: Any) -> str:
    place = begin(maya, **changed)
    assert maya.put(f"{place}/submission", {"revision": 1}).status_code == 200
    assert tom.put(f"{place}/review", {"revision": 1, "outcome": "approved"}).status_code == 200
    assert tom.put(f"{place}/publication", {}).status_code == 200
    return place


def test_a_text_comes_in_blocks_with_its_language_and_how_it_is_said(nobody: Person) -> None:
    answer = nobody.get("/articles/scam-calls")
    assert answer.status_code == 200
    said = answer.json
    assert (said["kind"], said["minutes"], said["reading"]["grade"] <= 6) == ("article", 2, True)
    assert {each["kind"] for each in said["blocks"]} >= {"heading", "paragraph", "list", "steps", "warning", "contact"}
    line = next(each for each in said["blocks"] if each["kind"] == "warning")["lines"][0]
    assert line["spans"][1] == {"text": "nobody", "strong": True, "href": None}
    assert (line["language"], line["direction"]) == ("en", "ltr")
    assert any("0 1 6 3 2" in each["spoken"] for block in said["blocks"] for each in block["lines"])
    again = nobody.get("/articles/scam-calls", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    chinese = nobody.get("/articles/scam-calls", headers={"Accept-Language": "zh-Hant"})
    assert chinese.json["title"]["language"] == chinese.headers["Content-Language"] == "zh-Hant"
    assert chinese.json["reading"]["grade"] is None


def test_texts_are_listed_by_kind_by_service_and_in_pages(nobody: Person) -> None:
    first = nobody.get("/articles?limit=4").json
    rest = nobody.get(f"/articles?limit=100&after={first['next']}").json
    assert len(first["items"]) + len(rest["items"]) == 11
    assert [each["id"] for each in nobody.get("/articles?kind=notice").json["items"]] == [
        "flu-jabs",
        "winter-bus-times",
    ]
    of_card = nobody.get("/articles?service=senior-travel-card&limit=2").json
    assert [each["id"] for each in of_card["items"]] == ["how-we-decide", "how-we-treat-you"]
    assert of_card["next"] == "how-we-treat-you"
    assert problem(nobody.get("/articles/nothing")) == "not-found"


def test_a_text_goes_out_by_two_people(nobody: Person, maya: Person, tom: Person) -> None:
    place = begin(maya)
    assert problem(maya.put(f"{place}/publication", {})) == "text-closed"
    assert maya.put(f"{place}/submission", {"revision": 1}).json["state"] == "review"
    assert problem(maya.put(f"{place}/review", {"revision": 1, "outcome": "approved"})) == "own-text"
    assert problem(tom.put(f"{place}/review", {"revision": 1, "outcome": "sent_back"})) == "why-missing"
    assert problem(tom.put(f"{place}/review", {"revision": 9, "outcome": "approved"})) == "edited-meanwhile"
    for _ in range(2):
        assert tom.put(f"{place}/review", {"revision": 1, "outcome": "approved"}).json["state"] == "approved"
    assert problem(tom.put(f"{place}/publication", {"at": "2031-01-01T00:00:00Z"})) == "wrong-time"
    assert nobody.get("/articles/stay-warm").status_code == 404
    for _ in range(2):
        assert tom.put(f"{place}/publication", {}).json["state"] == "public"
    assert nobody.get("/articles/stay-warm").json["services"] == ["winter-heating-help"]
    assert tom.put(f"{place}/withdrawal", {"reason": "Spring."}).json["why_withdrawn"] == "Spring."
    assert nobody.get("/articles/stay-warm").status_code == 404


def test_a_blank_title_and_a_hidden_sign_are_named_at_their_field(maya: Person) -> None:
    place = f"/desk/articles/{uuid.uuid4()}"
    for changed, pointer in (
        ({"title": "   "}, "/title"),
        ({"short": ["  "]}, "/short"),
        ({"keywords": "cold \ue000"}, "/keywords"),
        ({"spoken": [{"text": "HC1", "say": "H\u202e"}]}, "/spoken"),
    ):
        refused = maya.put(place, WORDS | changed)
        assert problem(refused) == "text-not-ready", changed
        assert [each["pointer"] for each in refused.json["errors"]] == [pointer]


def test_odd_words_go_through_only_with_the_word_of_the_second_person(maya: Person, tom: Person) -> None:
    place = begin(maya, body="Take the funicular.")
    assert maya.put(f"{place}/submission", {"revision": 1}).json["unlisted"] == ["funicular"]
    approve = {"revision": 1, "outcome": "approved"}
    refused = tom.put(f"{place}/review", approve, headers={"Accept-Language": "es"})
    assert problem(refused) == "words-not-confirmed"
    (error,) = refused.json["errors"]
    assert error["pointer"] == "/words_confirmed"
    assert error["detail"] == "Lea estas palabras y diga que deben quedarse: funicular."
    for _ in range(2):
        answer = tom.put(f"{place}/review", approve | {"words_confirmed": True}).json
        assert (answer["state"], answer["words_confirmed"]) == ("approved", ["funicular"])


def test_a_draft_sent_twice_is_one_and_comes_back_as_it_was_sent(maya: Person) -> None:
    version = str(uuid.uuid4())
    for _ in range(2):
        answer = maya.put(f"/desk/articles/{version}", WORDS)
        assert (answer.status_code, answer.json["revision"], answer.json["number"]) == (200, 1, 1)
    words = answer.json["words"]
    assert {key: words[key] for key in WORDS} == WORDS | {"body": WORDS["body"] + "\n"}
    assert answer.json["faults"] == []
    listed = maya.get("/desk/articles?text=stay-warm").json["items"]
    assert [each["version_id"] for each in listed] == [version]


def test_what_is_wrong_in_a_draft_is_told_in_the_readers_language_and_keeps_it_in(maya: Person) -> None:
    place = begin(maya, body="Hello\n\n<script>x</script>")
    told = maya.get(place, headers={"Accept-Language": "zh-Hans"}).json["faults"]
    assert told == [{"where": "第 3 行", "what": "这里不用 HTML；请用 Markdown 写"}]
    refused = maya.put(f"{place}/submission", {"revision": 1})
    assert problem(refused) == "text-not-ready"
    assert "line 3: HTML is not used here" in refused.json["errors"][0]["detail"]


def test_a_save_over_what_was_not_seen_is_refused_and_a_new_id_keeps_both(maya: Person, tom: Person) -> None:
    place = begin(maya)
    assert tom.put(place, WORDS | {"title": "Tom's", "revision": 1}).json["revision"] == 2
    assert problem(maya.put(place, WORDS | {"title": "Maya's", "revision": 1})) == "edited-meanwhile"
    begin(maya, title="Maya's")
    titles = {each["title"] for each in maya.get("/desk/articles?text=stay-warm").json["items"]}
    assert titles == {"Tom's", "Maya's"}


def test_a_version_that_is_replaced_must_have_been_seen(maya: Person, tom: Person) -> None:
    go_out(maya, tom)
    place = begin(maya, title="Warmer")
    maya.put(f"{place}/submission", {"revision": 1})
    seen = tom.put(f"{place}/review", {"revision": 1, "outcome": "approved"}).json["replaces"]
    assert problem(tom.put(f"{place}/publication", {})) == "edited-meanwhile"
    assert tom.put(f"{place}/publication", {"replaces": seen}).json["state"] == "public"


@dataclass(frozen=True)
class Turned(Line):
    """A line that a program has turned into the reader's script."""

    converted: bool = True


def test_a_line_says_whether_a_program_turned_it_into_the_readers_script(nobody: Person) -> None:
    said = nobody.get("/articles/scam-calls").json
    assert not any(each["converted"] for each in (said["title"], *said["short"]))
    assert shown_line(Turned((Span("軟體"),), "軟體", "zh-Hant"))["converted"] is True
