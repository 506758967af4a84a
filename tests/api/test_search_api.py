"""Search over HTTP, and the desk's words."""

import uuid
from datetime import timedelta

import pytest

from backend.domain.search import actions
from backend.domain.search.indexing import keep
from backend.domain.search.rules import Document
from tests.api.test_applications import problem
from tests.api.town import CARD, Person, Town


def test_everything_that_fits_comes_with_its_kind_its_words_and_its_page(nobody: Person) -> None:
    answer = nobody.get("/search?q=travel+card").json
    first = answer["items"][0]
    assert (first["kind"], first["id"], first["path"]) == ("service", CARD, f"/services/{CARD}")
    assert first["title"]
    assert first["text"]
    assert first["written_in"] == answer["language"] == "en"
    assert {each["kind"] for each in answer["items"]} == {"service", "lesson", "office"}
    assert len(nobody.get("/search?q=travel+card&limit=1").json["items"]) == 1
    assert {each["kind"] for each in nobody.get("/search?q=card&kind=lesson").json["items"]} == {"lesson"}


def test_a_language_can_be_asked_for_and_a_slip_is_named(nobody: Person) -> None:
    assert nobody.get("/search?q=搬家&language=zh-Hans").json["items"][0]["id"] == "change-of-address"
    assert nobody.get("/search?q=trvel").json["meant"] == ["travel"]


@pytest.mark.parametrize(
    "query", ["", "?q=", f"?q={'x' * 201}", "?q=%00", "?q=bus&language=tlh", "?q=bus&limit=0", "?q=bus&kind=A"]
)
def test_a_search_that_cannot_be_read_is_a_problem_with_its_field(nobody: Person, query: str) -> None:
    answer = nobody.get(f"/search{query}")
    assert (answer.status_code, problem(answer)) == (422, "fields-wrong")
    assert answer.json["errors"][0]["in"] == "query"


def test_a_search_may_be_kept_for_a_minute(nobody: Person) -> None:
    first = nobody.get("/search?q=bus")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert nobody.get("/search?q=bus", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_words_that_found_nothing_are_listed_for_the_desk_without_anybodys_name(
    town: Town, nobody: Person, amir: Person
) -> None:
    with town.parts.writing() as session:
        actions.note_miss(session, "jukebox", "en", town.parts.today() - timedelta(days=1))
    assert nobody.get("/search?q=Jukebox").json["items"] == []
    assert nobody.get("/search?q=07700900101").json["items"] == []
    today = town.parts.today().isoformat()
    assert amir.get("/desk/search-misses").json == {
        "items": [{"language": "en", "words": "jukebox", "times": 2, "last": today}]
    }
    assert amir.get("/desk/search-misses?language=zh-Hans").json == {"items": []}


def test_a_synonym_is_proposed_and_read_by_another(town: Town, nobody: Person, amir: Person) -> None:
    path = f"/desk/synonyms/{uuid.uuid4()}"
    body = {"language": "en", "words": "Twirly", "means": "travel card"}
    for _ in range(2):
        made = amir.put(path, body).json
        assert (made["words"], made["state"], made["mine"]) == ("twirly", "proposed", True)
    assert problem(amir.put(f"{path}/review", {"live": True})) == "own-synonym"
    second = town.person("caseworker")
    assert second.get("/desk/synonyms").json["items"][0]["mine"] is False
    assert second.put(f"{path}/review", {"live": True}).json["state"] == "live"
    assert nobody.get("/search?q=twirly").json["items"][0]["id"] == CARD
    assert amir.get("/desk/synonyms?state=live").json["items"][0]["id"] == path.rpartition("/")[2]
    assert amir.put(f"{path}/review", {"live": False}).json["state"] == "withdrawn"
    assert problem(second.put(f"{path}/review", {"live": True})) == "synonym-reviewed"


def test_a_synonym_that_leads_nowhere_is_refused(amir: Person) -> None:
    path = f"/desk/synonyms/{uuid.uuid4()}"
    answer = amir.put(path, {"language": "en", "words": "oyster", "means": "zzzz"})
    assert (problem(answer), answer.json["errors"][0]["pointer"]) == ("synonym-wrong", "/means")
    assert problem(amir.put(f"{path}/review", {"live": True})) == "not-found"


def test_what_a_program_turned_into_the_readers_script_says_so(town: Town, nobody: Person) -> None:
    words = Document("office", "travel-desk", "/offices/travel-desk", "軟體服務檯", "坐公車。", "zh-Hant-t-zh-hans")
    with town.parts.writing() as session:
        keep(session, "zh-Hant", [words])
    first = nobody.get("/search?q=軟體&language=zh-Hant").json["items"][0]
    assert (first["title"], first["written_in"], first["converted"]) == ("軟體服務檯", "zh-Hant", True)
    assert nobody.get("/search?q=travel+card").json["items"][0]["converted"] is False
