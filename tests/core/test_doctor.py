from pathlib import Path

import pytest

from backend import doctor
from backend.config import VARIABLES
from backend.doctor import Finding
from tests.core.test_config import BY_HTTP, PRODUCTION


def texts(monkeypatch: pytest.MonkeyPatch, home: Path, told: dict[str, str]) -> Finding:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in (told | {"HANDRAIL_HOME": str(home)}).items():
        monkeypatch.setenv(name, value)
    (found,) = [finding for finding in doctor.examine() if finding.what.startswith("Texts by")]
    return found


@pytest.mark.parametrize("transport", ["", "none", "console"])
def test_the_doctor_says_that_nobody_can_sign_in_when_texts_reach_no_phone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, transport: str
) -> None:
    found = texts(monkeypatch, tmp_path, PRODUCTION | {"HANDRAIL_SMS_TRANSPORT": transport})
    assert not found.sound
    assert found.mend.startswith("Nobody can sign in")
    assert "HANDRAIL_SMS_TRANSPORT=http" in found.mend


@pytest.mark.parametrize("told", [PRODUCTION | BY_HTTP, {}, {"HANDRAIL_SMS_TRANSPORT": "none"}])
def test_the_doctor_is_content_with_a_gateway_and_with_any_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, str]
) -> None:
    assert texts(monkeypatch, tmp_path, told).sound
