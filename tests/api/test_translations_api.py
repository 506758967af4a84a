"""Translations of the desk's texts by the API: the same steps as resources."""

from typing import Any

from tests.api.test_applications import problem
from tests.api.test_articles import begin, go_out
from tests.api.town import Person

SOURCE = {"keywords": "cold, heating"}
SPANISH: dict[str, Any] = {
    "title": "Cómo no pasar frío",
    "short": ["Caliente una habitación."],
    "body": "Cierre las **cortinas**.\n\n1. Pida [ayuda](/services/winter-heating-help).",
    "keywords": "frío, calefacción",
}
READS_SPANISH = {"Accept-Language": "es"}


def test_a_translation_goes_past_a_second_person_to_its_readers(maya: Person, tom: Person, nobody: Person) -> None:
    version = go_out(maya, tom, **SOURCE)
    place = f"{version}/translations/es"
    assert maya.get(place).json["state"] == "missing"
    saved = maya.put(place, SPANISH)
    assert (saved.json["state"], saved.json["revision"], saved.json["faults"]) == ("draft", 1, [])
    assert maya.put(place, SPANISH).json == saved.json
    for _ in range(2):
        assert maya.put(f"{place}/submission", {"revision": 1}).json["state"] == "review"
    assert problem(maya.put(f"{place}/review", {"revision": 1, "outcome": "approved"})) == "own-text"
    before = nobody.get("/articles/stay-warm", headers=READS_SPANISH).json
    assert before["title"]["language"] == "en"
    for _ in range(2):
        assert tom.put(f"{place}/review", {"revision": 1, "outcome": "approved"}).json["state"] == "public"
    after = nobody.get("/articles/stay-warm", headers=READS_SPANISH).json
    assert (after["title"]["language"], after["title"]["spans"][0]["text"]) == ("es", "Cómo no pasar frío")
    assert after["version"] != before["version"]
    assert after["office"] == "warm-homes"
    listed = nobody.get("/articles?limit=100", headers=READS_SPANISH).json["items"]
    assert next(each for each in listed if each["id"] == "stay-warm")["short"][0]["language"] == "es"
    for _ in range(2):
        assert tom.delete(f"{place}/publication").status_code == 204
    assert nobody.get("/articles/stay-warm", headers=READS_SPANISH).json["title"]["language"] == "en"


def test_what_is_missing_is_named_by_field(maya: Person, tom: Person) -> None:
    place = f"{go_out(maya, tom, **SOURCE)}/translations/es"
    half = maya.put(place, {"title": SPANISH["title"]}).json
    assert {each["field"] for each in half["faults"]} == {"short", "body", "keywords"}
    assert problem(maya.put(f"{place}/submission", {"revision": 1})) == "text-not-ready"


def test_nobody_saves_over_what_they_have_not_seen(maya: Person, tom: Person) -> None:
    place = f"{go_out(maya, tom)}/translations/es"
    maya.put(place, SPANISH)
    assert problem(tom.put(place, SPANISH | {"title": "Una casa sin frío"})) == "edited-meanwhile"
    assert tom.put(place, SPANISH | {"title": "Una casa sin frío", "revision": 1}).json["revision"] == 2
    assert problem(maya.put(f"{place}/submission", {"revision": 1})) == "edited-meanwhile"


def test_what_may_not_be_translated_says_so(maya: Person, tom: Person) -> None:
    draft = begin(maya)
    assert maya.get(f"{draft}/translations/es").json["may_be_translated"] is False
    assert problem(maya.put(f"{draft}/translations/es", SPANISH)) == "text-closed"
    for tag in ("en", "xx"):
        assert problem(maya.get(f"{draft}/translations/{tag}")) == "not-found"
        assert problem(maya.put(f"{draft}/translations/{tag}", SPANISH)) == "not-found"
    languages = [each["language"] for each in tom.get(f"{draft}/translations").json["items"]]
    assert "es" in languages
    assert "en" not in languages
