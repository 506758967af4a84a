"""A lesson in a package: all that it needs is inside, and nothing in it belongs to a person or to a day."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from backend.domain.catalogue.errors import NotFound
from backend.parts import Parts
from backend.web.packages import package
from tutorials.cmi5 import NAMESPACE

LESSON = "bigger-letters"


@pytest.mark.parametrize(("tag", "lesson"), [("ar", LESSON), ("zh-Hans", "street-problem")])
def test_a_package_has_its_course_and_one_page_with_all_that_it_asks_for(
    app: Flask, parts: Parts, tag: str, lesson: str
) -> None:
    packed = package(app, lesson, tag)
    assert packed == package(app, lesson, tag), "the same on any day, for anybody"
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    page, city = files["index.html"].decode(), parts.settings.public_url
    assert f'<html lang="{tag}"' in page
    assert set(re.findall(r'"(assets/[^"]+)"', page)) == {name for name in files if name.startswith("assets/")}
    assert not re.search(r'(?:src|href)="/', page), "no address that only the city has"
    assert "form_token" not in page
    root = ET.fromstring(files["cmi5.xml"])  # noqa: S314  (our own)
    assert [each.tag for each in root] == [f"{{{NAMESPACE}}}{name}" for name in ("course", "au")]
    unit = root[1]
    assert [each.tag.rpartition("}")[2] for each in unit] == ["title", "description", "url"]
    assert (unit.get("id"), unit[2].text) == (f"{city}/lessons/{lesson}", "index.html")
    title = parts.translator(tag).text(parts.content.lessons[lesson].title)
    assert (unit[0][0].get("lang"), unit[0][0].text) == (tag, title)
    assert root[0].get("id") != unit.get("id")


def test_there_is_no_package_of_a_lesson_that_is_not_there(app: Flask) -> None:
    with pytest.raises(NotFound):
        package(app, "nowhere", "en")
