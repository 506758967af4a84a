import re
import shutil
from pathlib import Path

import pytest

from backend.app import create_app
from backend.config import ROOT, load
from backend.parts import build
from tests.api.test_applications import problem
from tests.api.town import Person, Town
from tests.databases import Maker


def test_what_a_person_chose_is_kept_and_what_is_left_out_stays(rosa: Person) -> None:
    first = {"language": "zh-Hant", "text_size": 200}
    then = first | {"theme": "contrast", "mode": "elder"}
    assert rosa.put("/me/choices", first).json == first | {"theme": None, "mode": None}
    for _ in range(2):
        assert rosa.put("/me/choices", {"theme": "contrast", "mode": "elder"}).json == then
    assert rosa.put("/me/choices", {}).json == then
    me = rosa.get("/me").json
    assert {name: me[name] for name in then} == then


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"language": "fr"}, "/language"),
        ({"text_size": 101}, "/text_size"),
        ({"text_size": "150"}, "/text_size"),
        ({"text_size": True}, "/text_size"),
        ({"theme": None}, "/theme"),
        ({"mode": "old"}, "/mode"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_chosen_is_named(rosa: Person, body: dict[str, object], pointer: str) -> None:
    answer = rosa.put("/me/choices", body)
    assert (answer.status_code, problem(answer)) == (422, "fields-wrong")
    assert [each["pointer"] for each in answer.json["errors"]] == [pointer]


def test_the_account_s_language_is_used_where_the_app_says_none(rosa: Person) -> None:
    rosa.put("/me/choices", {"language": "zh-Hant"})
    for said, used in (
        (None, "zh-Hant"),
        ("en", "en"),
        ("fr", "zh-Hant"),
        ("*", "zh-Hant"),
        ("fr, zh-CN;q=0.5, en;q=0", "zh-Hans"),
        ("zh-HK", "zh-Hant"),
        ("nonsense;;;q=9", "zh-Hant"),
    ):
        rosa.language = said
        assert rosa.get("/services").headers["Content-Language"] == used, said


def test_a_city_that_speaks_one_language_answers_everybody_in_it(template: Maker, tmp_path: Path) -> None:
    content = shutil.copytree(ROOT / "content", tmp_path / "content")
    city = (content / "city.yaml").read_text()
    (content / "city.yaml").write_text(re.sub(r"(?m)^languages: .*$", "languages: [zh-Hant]", city))
    told = {"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_CONTENT": str(content), "HANDRAIL_DATABASE_URL": template()}
    parts = build(load(told))
    rosa = Town(parts, create_app(parts=parts)).person()
    assert rosa.get("/services").headers["Content-Language"] == "zh-Hant"
    refused = rosa.put("/me/choices", {"language": "en"})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/language")
    assert rosa.put("/me/choices", {"language": "zh-Hant"}).status_code == 200
    parts.close()
