import json
from datetime import UTC, datetime

import pytest
import time_machine

from tests.api.town import CARD, Person, Town


def test_the_city_says_whom_to_ring_and_what_can_be_chosen(nobody: Person) -> None:
    city = nobody.get("/city").json
    assert city["help"]["phone"] == "+441632960100"
    assert [each["tag"] for each in city["languages"]] == ["en", "zh-Hans", "zh-Hant", "es", "ar"]
    assert (city["text_sizes"], city["modes"]) == ([100, 125, 150, 200, 300], ["standard", "elder"])
    assert city["themes"] == ["auto", "light", "dark", "contrast"]
    assert city["time_zone"] == "Europe/London"
    assert city["at_hand"] == ["senior-travel-card", "street-problem", "winter-heating-help"]


def test_services_are_found_by_people_s_own_words(nobody: Person) -> None:
    assert nobody.get("/services?q=bus+pass").json["items"][0]["id"] == CARD
    assert nobody.get("/services?q=xyzzy").json == {"items": [], "next": None}
    assert nobody.get("/services?q=+").json == nobody.get("/services").json


def test_a_service_is_told_so_that_an_app_can_draw_it(nobody: Person) -> None:
    service = nobody.get(f"/services/{CARD}").json
    questions = {each["id"]: each for each in service["questions"]}
    assert questions["birth_date"]["limits"] == {"earliest": "1900-01-01", "latest": "today"}
    assert questions["too_young"]["when"] == {"question": "birth_date", "test": "age_under", "value": 65}
    assert questions["phone"]["when"] == {"question": "contact_way", "test": "one_of", "value": ["call", "text"]}
    assert [each["id"] for each in questions["delivery"]["options"]] == ["post", "pickup"]
    assert service["lesson"] == CARD
    assert service["paper"] == f"/services/{CARD}/paper"


def test_every_condition_of_every_service_is_told_whole(nobody: Person, town: Town) -> None:
    for service in town.parts.content.services.values():
        told = {each["id"]: each["when"] for each in nobody.get(f"/services/{service.id}").json["questions"]}
        for question in service.questions:
            tests = list(question.when.tests()) if question.when else []
            assert json.dumps(told[question.id]).count('"question"') == len(tests)


def test_offices_are_open_by_the_city_s_clock(nobody: Person) -> None:
    with time_machine.travel(datetime(2026, 7, 6, 8, 30, tzinfo=UTC), tick=False):  # a Monday, 9:30 in London
        office = nobody.get("/offices/travel-desk").json
        assert office["open_now"]
        assert office["today"] == [
            {
                "days": ["mon", "tue", "wed", "thu", "fri"],
                "opens": "09:00",
                "closes": "17:00",
                "words": "9:00am – 5:00pm",
            }
        ]
    with time_machine.travel(datetime(2026, 7, 5, 12, 0, tzinfo=UTC), tick=False):
        office = nobody.get("/offices/travel-desk").json
        assert (office["open_now"], office["today"]) == (False, [])


@pytest.mark.parametrize("path", ["/offices", "/services", "/services?q=harbour+city+help"])
def test_lists_in_memory_come_in_pages_by_id(nobody: Person, path: str) -> None:
    joint = "&" if "?" in path else "?"
    whole = [each["id"] for each in nobody.get(path).json["items"]]
    assert len(whole) > 1
    seen, after = [], ""
    for _ in whole:
        page = nobody.get(f"{path}{joint}limit=1{after}").json
        seen += [each["id"] for each in page["items"]]
        after = f"&after={page['next']}"
    assert seen == whole
    assert page["next"] is None
    assert nobody.get(f"{path}{joint}after=nothing").status_code == 404


@pytest.mark.parametrize(
    "path", ["/city", "/services", f"/services/{CARD}", "/offices", "/lessons", f"/lessons/{CARD}"]
)
def test_a_catalogue_read_has_an_etag_and_is_not_sent_twice(nobody: Person, path: str) -> None:
    first = nobody.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert {"accept-language", "authorization"} <= {each.lower() for each in first.vary}
    again = nobody.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    nobody.language = "zh-Hans"
    other = nobody.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (other.status_code, other.headers["Content-Language"]) == (200, "zh-Hans")


def test_catalogue_reads_ask_the_database_nothing(nobody: Person, town: Town) -> None:
    for path in ("/city", "/services", f"/services/{CARD}", f"/lessons/{CARD}"):
        assert town.queries(lambda path=path: nobody.get(path)) == 0  # type: ignore[misc]


def test_all_offices_ask_the_database_once_for_the_days_that_staff_closed(nobody: Person, town: Town) -> None:
    assert town.queries(lambda: nobody.get("/offices")) == 1


@pytest.mark.parametrize("path", ["/services/none", "/offices/none", "/lessons/none", f"/services/{'x' * 61}"])
def test_what_is_not_there_is_not_found(nobody: Person, path: str) -> None:
    assert nobody.get(path).status_code == 404


def test_the_map_of_a_service_says_where_each_answer_leads(nobody: Person) -> None:
    stops = {each["id"]: each for each in nobody.get(f"/services/{CARD}/map").json["stops"]}
    assert stops["old_card_number"]["condition"] == "you answered “Yes” to question 7"
    assert stops["old_card_number"]["otherwise"] == stops["companion"]["mark"]
    assert stops["old_card"]["decides"] == [stops["old_card_number"]["mark"]]
    assert (stops["too_young"]["ends"], stops["too_young"]["mark"]) == (True, "A")
    drawn = nobody.get(f"/services/{CARD}/map.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "Have you had a travel card from us before?" in drawn.text
    assert nobody.get("/services/gone/map").status_code == nobody.get("/services/gone/map.svg").status_code == 404


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "es", "ar"])
def test_the_map_speaks_the_reader_s_language(nobody: Person, language: str) -> None:
    drawn = nobody.get(f"/services/{CARD}/map.svg", headers={"Accept-Language": language}).text
    assert "Only if" not in drawn
    assert ">Start<" not in drawn
    assert ('direction="rtl"' in drawn) == (language == "ar")


def test_the_catalogue_is_told_to_other_catalogues_in_two_writings(nobody: Person, town: Town) -> None:
    told = nobody.get("/catalogue.jsonld")
    assert told.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    services = [each for each in told.json["@graph"] if each["@type"] == "cpsv:PublicService"]
    assert {each["dct:identifier"][0]["@value"] for each in services} == set(town.parts.content.services)
    other = nobody.get("/catalogue.ttl")
    assert other.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert other.text.count(" a cpsv:PublicService ;") == len(services)
