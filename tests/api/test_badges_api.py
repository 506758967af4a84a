"""Certificates through the API, and what others need to check them."""

from backend.certificates import Earned, credential
from backend.core import clock
from backend.domain.learning.badges import check, short
from tests.api.test_learning_onward import alone
from tests.api.town import Person, Town
from tutorials.curriculum import curriculum
from tutorials.path import named

LARGEST_CODE = 1628
"""Bytes of a code of version 29 at the least correction (ISO/IEC 18004, table 7): 133 squares to a side."""
MODULE = ("pay-safely", "where-to-get-help")


def test_a_certificate_is_given_for_all_of_a_module_done_alone_and_for_nothing_less(town: Town, rosa: Person) -> None:
    first, second = (alone(town, lesson) for lesson in MODULE)
    helped = [each | {"run": "hints"} for each in second]
    rosa.post("/learning/events", {"events": first + helped})
    assert rosa.get("/learning/certificates").json == {"items": []}
    assert rosa.post("/learning/certificates/on-my-own", {}).status_code == 404
    rosa.post("/learning/events", {"events": second[:-1]})
    assert rosa.get("/learning/certificates").json == {"items": []}
    rosa.post("/learning/events", {"events": alone(town, MODULE[1])})
    (one,) = rosa.get("/learning/certificates").json["items"]
    assert (one["module"], one["title"], len(one["lessons"])) == ("on-my-own", "On my own", 2)


def test_it_is_checked_with_the_published_key_and_says_the_name_only_if_one_was_wished(
    town: Town, rosa: Person, nobody: Person
) -> None:
    rosa.post("/learning/events", {"events": [each for lesson in MODULE for each in alone(town, lesson)]})
    named = rosa.post("/learning/certificates/on-my-own", {"name": "Rosa Lee"}).json
    plain = rosa.post("/learning/certificates/on-my-own", {}, headers={"Accept-Language": "zh-Hans"}).json
    keys = nobody.get("/badges/keys").json["keys"]
    assert check(named["code"], keys).name == "Rosa Lee"
    assert (check(plain["credential"], keys).name, check(plain["credential"], keys).title != "On my own") == ("", True)
    told = nobody.post("/badges/check", {"text": named["code"]}).json
    assert (told["title"], told["city"], told["name"]) == ("On my own", "Harbour City", "Rosa Lee")
    changed = nobody.post("/badges/check", {"text": named["credential"][:-8] + "AAAAAAAA"})
    assert (changed.json["real"], changed.json["name"], told["real"]) == (False, None, True)
    assert rosa.post("/learning/certificates/on-my-own", {"name": "x" * 81}).status_code == 422


def test_what_a_certificate_names_can_be_looked_up(town: Town, nobody: Person) -> None:
    signer = town.parts.signer
    assert signer is not None
    assert nobody.get(f"/badges/keys/{signer.public['kid']}").json == signer.public
    assert nobody.get("/badges/keys/other").status_code == 404
    assert nobody.get("/badges/issuer").json == signer.issuer
    module = nobody.get("/badges/modules/on-my-own").json
    assert (module["name"], module["type"]) == ("On my own", ["Achievement"])
    assert nobody.get("/badges/modules/nothing").status_code == 404


def test_every_certificate_in_every_language_goes_into_a_code_that_a_phone_can_read(town: Town) -> None:
    parts, signer, lessons = town.parts, town.parts.signer, town.parts.content.lessons
    assert signer is not None
    name = "ا" * 40
    for module in curriculum():
        one = Earned(module, tuple(named(module, lessons)), clock.now())
        for tag in parts.content.city.languages:
            made = short(credential(parts, signer, "account 1", one, tag, name))
            assert len(f"https://harbour-city.example/badge#{made}") <= LARGEST_CODE, (module.id, tag)
