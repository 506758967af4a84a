import pytest

from tests.api.test_applications import problem
from tests.api.town import Person


def test_what_a_person_chose_is_kept_and_what_is_left_out_stays(rosa: Person) -> None:
    first = {"language": "zh-Hant", "text_size": 200}
    assert rosa.put("/me/choices", first).json == first | {"theme": None}
    assert rosa.put("/me/choices", {"theme": "dark"}).json == first | {"theme": "dark"}
    assert rosa.put("/me/choices", {"theme": "dark"}).json == first | {"theme": "dark"}
    assert rosa.put("/me/choices", {}).json == first | {"theme": "dark"}
    me = rosa.get("/me").json
    assert {name: me[name] for name in ("language", "text_size", "theme")} == first | {"theme": "dark"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"language": "fr"}, "/language"),
        ({"text_size": 101}, "/text_size"),
        ({"text_size": "150"}, "/text_size"),
        ({"text_size": True}, "/text_size"),
        ({"theme": None}, "/theme"),
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
