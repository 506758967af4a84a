"""The map of a service at the desk."""

import re

from tests.web.readers import Reader


def test_the_map_is_a_drawing_whose_stops_lead_to_the_same_in_words(amir: Reader) -> None:
    assert 'href="/desk/services/birth-registration/map"' in amir.get("/desk/services").text
    page = amir.get("/desk/services/birth-registration/map").text
    drawn, said = page.split("</svg></div>")
    links = re.findall(r'<a href="#(stop-[a-z_]+)"', drawn)
    assert links == re.findall(r'<li id="(stop-[a-z_]+)"', said)
    assert len(links) > 20
    assert set(re.findall(r'href="#(stop-[a-z_]+)"', said)) <= set(links)
    assert "Comes only if you answered “No” to question 1." in said
    assert "Only if you answered “No” to question 1" in drawn
    assert 'style="' not in page


def test_a_map_of_nothing_is_not_found(amir: Reader) -> None:
    assert amir.get("/desk/services/gone/map").status_code == 404
