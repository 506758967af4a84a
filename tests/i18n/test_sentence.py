"""Sentences that carry their values."""

from copy import deepcopy
from datetime import date

import pytest

from i18n.catalogues import Catalogues, Fragment
from i18n.po import Forms, Key
from i18n.sentence import Sentence

WORDS = {
    (None, "%(name)s chooses %(answer)s on %(day)s."): ("%(day)s%(name)s选%(answer)s。",),
    (None, "‘%(words)s’"): ("“%(words)s”",),
    (None, "Rosa"): ("罗莎",),
    (None, "By post"): ("邮寄",),
    (None, "By hand"): ("亲手",),
}


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues({"zh-Hans": WORDS})


def made(*chosen: str) -> Sentence:
    answers = tuple(Sentence("‘%(words)s’", words=Sentence(each)) for each in chosen)
    return Sentence(
        "%(name)s chooses %(answer)s on %(day)s.", name=Sentence("Rosa"), answer=answers, day=date(1951, 5, 4)
    )


def test_as_a_text_it_is_the_whole_sentence_in_the_source_language(catalogues: Catalogues) -> None:
    assert made("By post", "By hand") == "Rosa chooses ‘By post’ and ‘By hand’ on 4 May 1951."
    assert catalogues.translator("en").text(made("By post")) == "Rosa chooses ‘By post’ on 4 May 1951."


def test_a_translator_translates_the_frame_and_each_value(catalogues: Catalogues) -> None:
    words = catalogues.translator("zh-Hans").find(made("By post", "By hand"))
    assert words == Fragment("1951年5月4日罗莎选“邮寄”和“亲手”。", "zh-Hans")


@pytest.mark.parametrize("sentence", [made("By ship"), made("By post", "By ship"), Sentence("Hello %(x)s", x="1")])
def test_a_sentence_with_a_part_that_is_not_translated_falls_back_whole(
    catalogues: Catalogues, sentence: Sentence
) -> None:
    assert catalogues.translator("zh-Hans").find(sentence) == Fragment(str(sentence), "en")
    assert catalogues.translator("zh-Hant").find(sentence) == Fragment(str(sentence), "en")


def test_what_is_to_be_typed_stays_letter_by_letter(catalogues: Catalogues) -> None:
    odd = Sentence("‘%(words)s’", words="50% %(off)s")
    assert catalogues.translator("zh-Hans").text(odd) == "“50% %(off)s”"
    assert odd == "‘50% %(off)s’"


def test_a_text_without_values_is_left_as_it_is() -> None:
    assert Sentence("50% off %(all)s") == "50% off %(all)s"


def test_a_copy_is_the_same_sentence(catalogues: Catalogues) -> None:
    copied = deepcopy(made("By post"))
    assert copied == made("By post")
    assert catalogues.translator("zh-Hans").text(copied) == "1951年5月4日罗莎选“邮寄”。"


def test_a_name_of_a_script_read_to_the_left_joins_its_neighbours_and_any_other_is_isolated() -> None:
    words: dict[Key, Forms] = {
        (None, "By %(who)s"): ("ل%(who)s",),
        (None, "Lakeside"): ("مدينة البحيرة",),
        (None, "XZ 2"): ("XZ 2",),
    }
    arabic = Catalogues({"ar": words}).translator("ar")
    assert arabic.text(Sentence("By %(who)s", who=Sentence("Lakeside"))) == "لمدينة البحيرة"
    assert arabic.text(Sentence("By %(who)s", who=Sentence("XZ 2"))) == "ل\u2068XZ 2\u2069"
