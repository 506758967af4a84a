"""One search over everything, and the desk's list of words that found nothing."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.core import clock
from backend.core.database import Busy
from backend.domain.identity import actions as identity
from backend.domain.search import actions
from backend.domain.search.indexing import keep
from backend.domain.search.models import SearchMiss
from backend.domain.search.rules import Document
from backend.parts import Parts
from tests.domain.given import CARD, ROSA
from tests.web.readers import Reader


def found(page: str) -> list[str]:
    return re.findall(r'class="card" href="([^"]+)"', page)


def counted(parts: Parts) -> int:
    with parts.reading() as session:
        return int(session.scalar(select(func.coalesce(func.sum(SearchMiss.times), 0))) or 0)


def test_services_lessons_and_offices_are_found_together_and_say_what_they_are(nobody: Reader) -> None:
    page = nobody.get("/search?q=travel+card").text
    assert found(page)[0] == f"/services/{CARD}"
    assert {f"/lessons/{CARD}", "/offices/travel-desk"} <= set(found(page))
    for kind in ("Service", "Lesson", "Office"):
        assert f'<span class="card-meta">{kind}</span>' in page
    assert [path for path in found(page) if nobody.get(path).status_code >= 400] == []


def test_the_address_of_before_still_searches(nobody: Reader) -> None:
    assert found(nobody.get("/services?q=travel+card").text) == found(nobody.get("/search?q=travel+card").text)
    assert 'action="/search"' in nobody.get("/services").text


def test_without_words_it_says_what_one_can_look_for(nobody: Reader, parts: Parts) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%20"):
        page = nobody.get(address).text
        assert "Write one or two words" in page
        assert not found(page)
    assert counted(parts) == 0


def test_a_slip_is_forgiven_and_named(nobody: Reader) -> None:
    page = nobody.get("/search?q=trvel+card").text
    assert found(page)[0] == f"/services/{CARD}"
    assert "We also looked for: travel" in page


def test_when_nothing_is_found_there_is_a_person_to_call(nobody: Reader, parts: Parts) -> None:
    page = nobody.get("/search?q=the+jukebox").text
    assert "We found nothing for “the jukebox”" in page
    assert f'href="tel:{parts.content.city.help.phone}"' in page
    assert counted(parts) == 1


def test_ten_thousand_characters_are_answered_by_their_beginning(nobody: Reader) -> None:
    page = nobody.get(f"/search?q=bus+pass+{'x' * 10_000}").text
    assert found(page)[0] == f"/services/{CARD}"
    assert "We looked for the first words only" in page
    assert len(page) < 40_000


@pytest.mark.parametrize(
    "typed", ['"<script>alert(1)</script>', "' OR 1=1 --", "%00", "bus\u202epass", "🚌 🚌", "שלום bus"]
)
def test_signs_of_every_kind_are_only_words(nobody: Reader, typed: str) -> None:
    answer = nobody.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@settings(max_examples=25)
@given(typed=st.text(max_size=300))
def test_whatever_is_typed_gets_a_page(nobody: Reader, typed: str) -> None:
    answer = nobody.get("/search", query_string={"q": typed.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_words_of_another_language_are_found_and_told_in_the_readers_own(reader: Callable[..., Reader]) -> None:
    page = reader("zh-Hans").get("/search?q=pensioner").text
    assert f"/services/{CARD}" in found(page)
    assert "老年" in page


def test_nobody_waits_for_the_counting(nobody: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: Parts) -> None:
        raise Busy

    monkeypatch.setattr(Parts, "writing", busy)
    assert nobody.get("/search?q=zzzzzz").status_code == 200


def test_words_become_a_synonym_that_two_people_have_read(amir: Reader, nobody: Reader, parts: Parts) -> None:
    with parts.writing() as session:
        for days in (1, 0):
            actions.note_miss(session, "Twirly", "en", parts.today() - timedelta(days=days))
        second = identity.account_for(session, ROSA, clock.now())
        identity.give_role(session, second, "caseworker")
    rosa = Reader(nobody.client.application).sign_in(ROSA)
    desk = amir.get("/desk/words").text
    link = re.search(r'href="(/desk/words/new\?[^"]+)"', desk)
    assert link
    form = amir.get(link[1].replace("&amp;", "&")).text
    assert 'value="twirly"' in form
    sent = {"id": str(uuid.uuid4()), "language": "en", "words": "twirly", "means": "travel card"}
    for _ in range(2):
        assert amir.post("/desk/words/new", **sent).status_code == 303
    waiting = amir.get("/desk/words").text
    assert waiting.count("/review") == 1, "whoever wrote it can only drop it"
    path = re.search(r'action="(/desk/words/[^"]+/review)"', waiting)
    assert path
    refused = amir.post(path[1], answer="yes")
    assert refused.status_code == 409
    assert "Somebody else reads it" in refused.text
    assert not found(nobody.get("/search?q=twirly").text)
    assert rosa.post(path[1], answer="yes").status_code == 303
    assert found(nobody.get("/search?q=twirly").text)[0] == f"/services/{CARD}"
    assert "Everybody found something" in amir.get("/desk/words").text
    assert amir.post(path[1], answer="no").status_code == 303
    assert not found(nobody.get("/search?q=twirly").text)


def test_a_synonym_that_leads_nowhere_comes_back_with_its_words(amir: Reader) -> None:
    answer = amir.post("/desk/words/new", language="xx", words="oyster", means="zzzz")
    assert answer.status_code == 422
    assert "Nothing is found by these words" in answer.text
    assert 'value="oyster"' in answer.text


def test_the_desk_names_the_language_of_words(amir: Reader, parts: Parts) -> None:
    with parts.writing() as session:
        for days in (1, 0):
            actions.note_miss(session, "停车证件", "zh-Hans", parts.today() - timedelta(days=days))
    page = amir.get("/desk/words").text
    assert '<bdi lang="zh-Hans">停车证件</bdi>' in page
    assert "简体中文" in page


def test_what_a_program_turned_into_the_readers_script_says_so(parts: Parts, nobody: Reader) -> None:
    words = Document("office", "travel-desk", "/offices/travel-desk", "軟體服務檯", "坐公車。", "zh-Hant-t-zh-hans")
    with parts.writing() as session:
        keep(session, "zh-Hant", [words])
    nobody.client.set_cookie("handrail_choices", "zh-Hant..")
    page = nobody.get("/search?q=軟體").text
    assert re.search(r"軟體服務檯.*坐公車。<span class=\"converted-note\">（自動轉換）</span>", page, re.DOTALL)
    assert "converted-note" not in nobody.get("/search?q=暖氣").text
