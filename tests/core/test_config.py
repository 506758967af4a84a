import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.config import ROOT, VARIABLES, Settings, SettingsWrong, load

SECRET = base64.b64encode(b"s" * 32).decode()
KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "HANDRAIL_MODE": "production",
    "HANDRAIL_SECRET": SECRET,
    "HANDRAIL_VAULT_KEYS": f"first:{KEY}",
    "HANDRAIL_PUBLIC_URL": "https://city.example",
}

BY_HTTP = {
    "HANDRAIL_SMS_TRANSPORT": "http",
    "HANDRAIL_SMS_URL": "https://sms.example/send",
    "HANDRAIL_SMS_TOKEN": "hush",
}


def refusal(told: dict[str, str]) -> str:
    with pytest.raises(SettingsWrong) as caught:
        load(told)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HANDRAIL_MODE", "prod", "HANDRAIL_MODE is 'prod'; use one of: demo, production."),
        ("HANDRAIL_CONTENT", "/nowhere", "no city.yaml is; copy the folder 'content' to start."),
        ("HANDRAIL_DATABASE_URL", "mysql://x", "HANDRAIL_DATABASE_URL starts with sqlite:/// or postgresql://."),
        ("HANDRAIL_DATABASE_URL", "postgresql://a:b:c@:x/", "HANDRAIL_DATABASE_URL cannot be read as an address."),
        ("HANDRAIL_DATABASE_URL", "sqlite:///", "HANDRAIL_DATABASE_URL names no file"),
        ("HANDRAIL_PUBLIC_URL", "city.example", "the address people use, such as https://city.example."),
        ("HANDRAIL_PUBLIC_URL", "https://city.example/app", "the address people use, such as https://city.example."),
        ("HANDRAIL_PUSH_TRANSPORT", "pigeon", "HANDRAIL_PUSH_TRANSPORT is 'pigeon'; use one of: console, fcm, none."),
        ("HANDRAIL_SMS_TRANSPORT", "fcm", "HANDRAIL_SMS_TRANSPORT is 'fcm'; use one of: console, http, none."),
        ("HANDRAIL_SMS_TRANSPORT", "http", "HANDRAIL_SMS_URL is missing: HANDRAIL_SMS_TRANSPORT=http needs it"),
        ("HANDRAIL_QUIET_HOURS", "9pm-8am", "HANDRAIL_QUIET_HOURS is '9pm-8am'; write it like 21:00-08:00, or none."),
        ("HANDRAIL_QUIET_HOURS", "24:00-08:00", "write it like 21:00-08:00, or none."),
        ("HANDRAIL_TRUSTED_PROXIES", "-1", "HANDRAIL_TRUSTED_PROXIES is '-1'; use a whole number from 0 to 10."),
        ("HANDRAIL_THREADS", "many", "HANDRAIL_THREADS is 'many'; use a whole number from 1 to 64."),
        ("HANDRAIL_THREADS", "0", "HANDRAIL_THREADS is '0'; use a whole number from 1 to 64."),
        ("PORT", "65536", "PORT is '65536'; use a whole number from 0 to 65535."),
        ("PORT", "9" * 5000, "use a whole number from 0 to 65535."),
        ("PORT", "٨٠", "PORT is '٨٠'; use a whole number from 0 to 65535."),
        ("HANDRAIL_SECRET", "short", "HANDRAIL_SECRET is not base64: make one with 'openssl rand -base64 32'."),
        ("HANDRAIL_SECRET", "c2hvcnQ=", "HANDRAIL_SECRET needs at least 32 random bytes in base64"),
        ("HANDRAIL_VAULT_KEYS", KEY, "HANDRAIL_VAULT_KEYS is id:key"),
        ("HANDRAIL_VAULT_KEYS", "a:c2hvcnQ=", "a key being 32 random bytes in base64"),
        ("HANDRAIL_VAULT_KEYS", f"A B:{KEY}", "HANDRAIL_VAULT_KEYS is id:key"),
        ("HANDRAIL_VAULT_KEYS", f"a:{KEY},a:{SECRET}", "HANDRAIL_VAULT_KEYS gives two keys the id 'a'."),
        ("HANDRAIL_VAULT_KEYS", "a:***", "HANDRAIL_VAULT_KEYS is not base64"),
    ],
)
def test_each_wrong_setting_stops_the_start_and_says_how_to_mend_it(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    assert sentence in refusal({"HANDRAIL_HOME": str(tmp_path), name: value})


def test_a_home_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.touch()
    assert refusal({"HANDRAIL_HOME": str(file / "home")}).startswith("HANDRAIL_HOME is")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("HANDRAIL_SECRET", "HANDRAIL_SECRET needs at least 32 random bytes"),
        ("HANDRAIL_VAULT_KEYS", "HANDRAIL_VAULT_KEYS is id:key"),
        ("HANDRAIL_PUBLIC_URL", "HANDRAIL_PUBLIC_URL is the address people use"),
    ],
)
def test_production_does_not_start_without_its_secrets(tmp_path: Path, missing: str, sentence: str) -> None:
    told = PRODUCTION | {"HANDRAIL_HOME": str(tmp_path)}
    del told[missing]
    assert sentence in refusal(told)
    assert list(tmp_path.iterdir()) == [], "production makes no secrets of its own"


def test_production_does_not_start_without_https(tmp_path: Path) -> None:
    told = PRODUCTION | {"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_PUBLIC_URL": "http://city.example"}
    assert "must start with https://" in refusal(told)


def test_production_is_quiet_at_night_and_sends_nothing_until_it_is_told_how(tmp_path: Path) -> None:
    settings = load(PRODUCTION | {"HANDRAIL_HOME": str(tmp_path)})
    assert not settings.demo
    assert settings.secure
    assert settings.quiet_hours == "21:00-08:00"
    assert (settings.push_transport, settings.sms_transport) == ("none", "none")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HANDRAIL_SMS_URL", "", "HANDRAIL_SMS_URL is missing: HANDRAIL_SMS_TRANSPORT=http needs it"),
        ("HANDRAIL_SMS_TOKEN", "", "HANDRAIL_SMS_TOKEN is missing: HANDRAIL_SMS_TRANSPORT=http needs it"),
        ("HANDRAIL_SMS_URL", "http://sms.example/send", "HANDRAIL_SMS_URL is wrong. The gateway's address begins with"),
        ("HANDRAIL_SMS_TOKEN", "hush hush", "HANDRAIL_SMS_TOKEN is wrong. The gateway's token is at most"),
    ],
)
def test_texts_by_http_need_an_address_and_a_token(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    said = refusal(PRODUCTION | BY_HTTP | {"HANDRAIL_HOME": str(tmp_path), name: value})
    assert sentence in said
    assert "hush" not in said


def test_texts_by_http_are_set_up_and_the_token_is_not_printed(tmp_path: Path) -> None:
    settings = load(PRODUCTION | BY_HTTP | {"HANDRAIL_HOME": str(tmp_path)})
    assert (settings.sms_transport, settings.sms_url, settings.sms_token) == tuple(BY_HTTP.values())
    assert "hush" not in repr(settings)


def test_a_demo_needs_nothing_and_makes_its_own_secrets_for_its_owner_alone(tmp_path: Path) -> None:
    settings = load({"HANDRAIL_HOME": str(tmp_path / "home")})
    file = tmp_path / "home" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(file.read_text())) == {"HANDRAIL_SECRET", "HANDRAIL_VAULT_KEYS"}
    assert [each.name for each in file.parent.iterdir()] == ["secrets.json"]
    assert (settings.demo, settings.secure, settings.quiet_hours) == (True, False, None)
    assert settings.database_url == f"sqlite:///{tmp_path / 'home' / 'handrail.sqlite3'}"


def test_a_demo_started_again_has_the_same_secrets(tmp_path: Path) -> None:
    first, second = (load({"HANDRAIL_HOME": str(tmp_path)}) for _ in range(2))
    assert first.secret == second.secret
    assert first.vault_keys == second.vault_keys


def test_demos_that_start_at_once_agree_on_their_secrets(tmp_path: Path) -> None:
    program = "from backend.config import load; print(load().secret.hex())"
    environment = {"HANDRAIL_HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = {process.communicate(timeout=30)[0] for process in started}
    assert all(process.returncode == 0 for process in started)
    assert len(told) == 1
    assert len(told.pop().strip()) == 64


def test_what_is_told_comes_before_what_a_demo_made(tmp_path: Path) -> None:
    load({"HANDRAIL_HOME": str(tmp_path)})
    settings = load({"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_SECRET": SECRET})
    assert settings.secret == b"s" * 32


def test_the_first_vault_key_is_the_one_in_use(tmp_path: Path) -> None:
    keys = f"new:{KEY}, old:{SECRET}"
    settings = load(PRODUCTION | {"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_VAULT_KEYS": keys})
    assert list(settings.vault_keys) == ["new", "old"]
    assert settings.vault().uses_active_key(settings.vault().seal(1, "here"))


def test_the_keys_for_different_purposes_are_different(tmp_path: Path) -> None:
    settings = load(PRODUCTION | {"HANDRAIL_HOME": str(tmp_path)})
    assert len({settings.key("forms"), settings.key("blind index"), settings.secret}) == 3
    assert settings.key("forms") == settings.key("forms")


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_a_postgresql_address_as_people_write_it_is_taken(tmp_path: Path, scheme: str) -> None:
    settings = load({"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_DATABASE_URL": f"{scheme}city@db/handrail"})
    assert settings.database_url == "postgresql+psycopg://city@db/handrail"


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("10.0.0.7", "10.0.0.7")])  # noqa: S104
def test_a_demo_says_an_address_that_can_be_opened(tmp_path: Path, host: str, shown: str) -> None:
    settings = load({"HANDRAIL_HOME": str(tmp_path), "HOST": host, "PORT": "8080"})
    assert settings.public_url == f"http://{shown}:8080"


def test_settings_printed_show_no_secret(tmp_path: Path) -> None:
    settings: Settings = load(PRODUCTION | {"HANDRAIL_HOME": str(tmp_path)})
    assert "secret" not in repr(settings)
    assert "kkkk" not in repr(settings)


@given(name=st.sampled_from(sorted(set(VARIABLES) - {"HANDRAIL_HOME", "HANDRAIL_CONTENT"})), value=st.text())
def test_no_value_whatever_stops_the_start_without_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    told = {"HANDRAIL_HOME": str(tmp_path), name: value}
    assert _refused(told) is None or name in (_refused(told) or "")


def _refused(told: dict[str, str]) -> str | None:
    try:
        load(told)
    except SettingsWrong as error:
        return str(error)
    return None
