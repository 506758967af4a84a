"""Translating a text of the desk, and reading it in its language, with a browser that runs no scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.readers import Reader
from tests.web.test_article_pages import go_out, save, step

SOURCE = {
    "short": "Keep one room warm.\nRing us if you are cold.",
    "body": "## Today\n\n1. Close the **curtains**.\n2. Ask for [help](/services/winter-heating-help).",
}
SPANISH = {
    "title": "Cómo no pasar frío",
    "short": "Caliente una habitación.\nLlámenos si tiene frío.",
    "body": "## Hoy\n\n1. Cierre las **cortinas**.\n2. Pida [ayuda](/services/winter-heating-help).",
    "keywords": "",
    "spoken": "",
}


def place_of(text: str, tag: str = "es") -> str:
    return f"{text}/translations/{tag}"


def keep(writer: Reader, place: str, **changed: Any) -> Any:
    return writer.post(place, **SPANISH | {"press": "save"} | changed)


def let_through(writer: Reader, other: Reader, place: str, **changed: Any) -> None:
    assert keep(writer, place, press="hand-in", **changed).status_code == 303
    revision = re.search(r'name="revision" value="(\d+)"', other.get(place).text)
    assert revision
    assert step(other, place, "review", revision=revision[1], outcome="approved").status_code == 303


def test_a_second_person_lets_a_translation_through_and_then_readers_have_it(
    maya: Reader, tom: Reader, reader: Callable[..., Reader]
) -> None:
    text = go_out(maya, tom, **SOURCE)
    place = place_of(text)
    assert "Missing" in maya.get(text).text
    assert keep(maya, place, press="hand-in").location == place
    assert step(maya, place, "review", revision=1, outcome="approved").status_code == 409
    spanish = reader("es")
    assert 'lang="en"' in spanish.get("/articles/stay-warm").text
    assert step(tom, place, "review", revision=1, outcome="approved").status_code == 303
    page = spanish.get("/articles/stay-warm").text
    assert "Cierre las <strong>cortinas</strong>." in page
    assert "Close the" not in page
    assert "Cómo no pasar frío" in spanish.get("/articles").text
    assert "Cómo no pasar frío" in spanish.get("/services/winter-heating-help").text
    assert "Cierre las" in spanish.get("/articles/stay-warm/print").text
    assert "Close the" in reader("zh-Hant").get("/articles/stay-warm").text


def test_each_field_has_the_source_above_it_in_its_own_language(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SOURCE), "ar")
    page = maya.get(f"{place}/edit").text
    assert '<p lang="en" dir="ltr">How to stay warm</p>' in page
    assert re.search(r'<textarea[^>]*id="body"[^>]*lang="ar" dir="rtl"', page)


def test_half_a_translation_is_kept_and_what_is_missing_is_named_beside_its_field(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    half = keep(maya, place, press="hand-in", short="Caliente una habitación.", body="## Hoy\n\nCierre las cortinas.")
    assert half.status_code == 422
    assert 'id="short-error"' in half.text
    assert "Sentences here: 2 in the source, 1 in the translation." in half.text
    assert "The source has this here: Steps" in half.text
    assert 'value="Cómo no pasar frío"' in half.text
    assert "Cierre las cortinas." in maya.get(f"{place}/edit").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "How to stay warm"}, "The title is still the one of the source."),
        ({"short": "Keep one room warm.\nLlámenos."}, "A sentence is still the one of the source"),
        ({"body": SPANISH["body"].replace("/services/winter-heating-help", "/services")}, "The links are not those"),
        ({"body": SPANISH["body"].replace("##", "###")}, "needs a ## above it"),
        ({"body": SPANISH["body"] + "\n3. Llame."}, "Lines or fields in this part: 2 in the source"),
        ({"body": SPANISH["body"].replace("Pida", "Pida " + "y pida mucha " * 12)}, "Keep to 30. Make two of it."),
    ],
)
def test_what_a_translation_must_not_do_is_named(maya: Reader, tom: Reader, changed: dict[str, str], said: str) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    answer = keep(maya, place, press="hand-in", **changed)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_two_who_translate_at_once_both_keep_their_words(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    keep(maya, place)
    late = keep(tom, place, title="Una casa sin frío")
    assert late.status_code == 409
    assert 'value="Una casa sin frío"' in late.text
    assert "Cómo no pasar frío" in late.text
    assert keep(tom, place, title="Una casa sin frío", revision=1).status_code == 303


def test_words_that_come_while_it_is_read_are_shown_and_not_lost(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    assert keep(maya, place, press="hand-in").status_code == 303
    late = keep(maya, place, title="Una casa sin frío", revision=1)
    assert late.status_code == 409
    assert 'value="Una casa sin frío"' in late.text
    assert "Your words are in the form and are not saved." in late.text
    step(tom, place, "review", revision=1, outcome="approved")
    again = keep(maya, place, press="hand-in", revision=1)
    assert again.status_code == 409
    assert "Somebody else was quicker" not in again.text


def test_a_translation_belongs_to_its_version_and_the_next_begins_with_its_words(
    maya: Reader, tom: Reader, reader: Callable[..., Reader]
) -> None:
    first = go_out(maya, tom, **SOURCE)
    let_through(maya, tom, place_of(first))
    second = save(maya, **SOURCE | {"title": "How to stay warm and dry"}).location
    assert "It is translated when somebody has let it through." in maya.get(second).text
    step(maya, second, "hand-in", revision=1)
    step(tom, second, "review", revision=1, outcome="approved")
    step(tom, second, "publish", when="now", replaces=1)
    assert "Out of date" in maya.get(second).text
    assert 'value="Cómo no pasar frío"' in maya.get(f"{place_of(second)}/edit").text
    assert "How to stay warm and dry" in reader("es").get("/articles/stay-warm").text


def test_readers_keep_the_words_that_were_let_through_while_others_are_written(
    maya: Reader, tom: Reader, reader: Callable[..., Reader]
) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    let_through(maya, tom, place)
    assert keep(tom, place, title="Una casa sin frío", revision=1).status_code == 303
    assert "Cómo no pasar frío" in reader("es").get("/articles/stay-warm").text
    # Each of two publishers can read what the other corrected.
    assert step(tom, place, "hand-in", revision=2).status_code == 303
    assert step(maya, place, "review", revision=2, outcome="approved").status_code == 303
    assert "Una casa sin frío" in reader("es").get("/articles/stay-warm").text
    assert step(maya, place, "take-back").status_code == 303
    assert "How to stay warm" in reader("es").get("/articles/stay-warm").text
    assert step(tom, place, "hand-in", revision=2).status_code == 303
    assert step(tom, place, "review", revision=2, outcome="approved").status_code == 409


def test_the_source_can_be_put_where_nothing_is_yet(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SOURCE))
    page = keep(maya, place, press="source", body="").text
    assert "2. Ask for [help](/services/winter-heating-help)." in page.split('<textarea class="input" id="body"')[1]
    assert 'value="Cómo no pasar frío"' in page


def test_a_text_of_the_folder_is_translated_in_the_folder(maya: Reader) -> None:
    listed = maya.get("/desk/articles").text
    found = next(
        page
        for address in re.findall(r'href="(/desk/articles/[0-9a-f-]{36})"', listed)
        if "From the city’s folder" in (page := maya.get(address).text)
    )
    assert "It is translated there, in the catalogues." in found
    assert "/translations/" not in found


def test_staff_see_which_public_texts_lack_a_language(maya: Reader, tom: Reader, amir: Reader) -> None:
    assert "Every public text of the desk is translated." in maya.get("/desk/languages").text
    place = place_of(go_out(maya, tom, **SOURCE))
    listed = maya.get("/desk/languages").text
    assert f'href="{place}"' in listed
    assert "How to stay warm</bdi>" in listed
    others = amir.get("/desk/languages").text
    assert "How to stay warm</bdi>" in others
    assert f'href="{place}"' not in others
    let_through(maya, tom, place)
    assert f'href="{place}"' not in maya.get("/desk/languages").text


def test_a_word_outside_the_list_stays_only_if_the_second_person_says_so(maya: Reader, tom: Reader) -> None:
    place = place_of(go_out(maya, tom, **SPANISH, language="es"), "en")
    words = SOURCE | {"title": "How to stay warm", "keywords": "", "spoken": ""}
    words["body"] = words["body"].replace("curtains", "thermostats")
    assert maya.post(place, **words, press="hand-in").status_code == 303
    page = tom.get(place).text
    assert "I have read these words, and they must stay." in page
    assert "Cierre las <strong>cortinas</strong>." in page  # the source, beside it
    refused = step(tom, place, "review", revision=1, outcome="approved")
    assert refused.status_code == 422
    assert 'id="words_confirmed-error"' in refused.text
    assert step(tom, place, "review", revision=1, outcome="approved", words_confirmed="yes").status_code == 303
    assert "Words that are not on the list and stay" in tom.get(place).text
