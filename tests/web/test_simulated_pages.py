"""Lessons on a simulated phone, in a browser without scripts."""

import pytest

from backend.parts import Parts
from tests.web.readers import Reader

PHONE = ("bigger-letters", "answer-a-message", "spot-a-scam", "where-to-get-help")


@pytest.mark.parametrize("name", PHONE)
def test_it_is_drawn(nobody: Reader, parts: Parts, name: str) -> None:
    nobody.client.application.testing = True
    nobody.client.application.config["PROPAGATE_EXCEPTIONS"] = True
    for step in parts.content.lessons[name].steps:
        page = nobody.get(f"/lessons/{name}?step={step.id}")
        assert page.status_code == 200, page.text
