"""Certificates that anybody can check: Open Badges 3.0 as a signed token, and the short form in a square code."""

import base64
import json
from datetime import UTC, datetime

import jwt
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.learning.badges import (
    CONTEXT,
    KEY_BITS,
    LARGEST,
    Achieved,
    BadgeNotSound,
    Signer,
    check,
    key_from,
    short,
)

SINCE = datetime(2026, 11, 20, 12, 30, 15, tzinfo=UTC)
KEY, OTHER = generate_private_key(65537, KEY_BITS), generate_private_key(65537, KEY_BITS)
CITY = Signer("https://city.example", "Harbour City", KEY, b"s" * 32)
LESSONS = "\n".join(
    f"- Lesson {number}: you can do this on your own phone, and you know how to undo it." for number in range(4)
)
TOLD = Achieved("phone", "My phone", "Done without help.", LESSONS, "en", SINCE, "Rosa Lee")
MADE = CITY.credential("account 1", TOLD)


def payload(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    read: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def test_a_certificate_is_an_open_badge_credential_in_a_token_as_the_standard_writes_it() -> None:
    header, told = jwt.get_unverified_header(MADE), payload(MADE)
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert header["kid"] == f"https://city.example/api/v1/badges/keys/{CITY.public['kid']}"
    assert told["@context"] == list(CONTEXT)
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject, issuer = told["credentialSubject"], told["issuer"]
    assert isinstance(subject, dict)
    assert isinstance(issuer, dict)
    assert (told["iss"], told["jti"], told["sub"]) == (issuer["id"], told["id"], subject["id"])
    assert told["validFrom"] == "2026-11-20T12:30:15Z"
    assert told["nbf"] == int(SINCE.timestamp())
    assert subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "name", "description", "criteria"} <= set(subject["achievement"])
    assert "account" not in json.dumps(told)


def test_it_is_the_same_when_it_is_asked_for_again_and_another_for_another_person_or_module() -> None:
    assert CITY.credential("account 1", TOLD) == MADE
    assert payload(CITY.credential("account 2", TOLD))["sub"] != payload(MADE)["sub"]
    other = Achieved("safe", *("Safe", "Done.", "All.", "en"), SINCE)
    assert payload(CITY.credential("account 1", other))["sub"] == payload(MADE)["sub"]
    assert payload(CITY.credential("account 1", other))["id"] != payload(MADE)["id"]


@pytest.mark.parametrize(
    "shown", [MADE, short(MADE), f"https://city.example/badge#{short(MADE)}", f" {MADE[:50]}\n{MADE[50:]} "]
)
def test_it_is_checked_with_the_public_key_alone_in_each_of_its_forms(shown: str) -> None:
    found = check(shown, [Signer("https://other.example", "Other", OTHER, b"").public, CITY.public])
    assert (found.title, found.city, found.name, found.since.date()) == (
        "My phone",
        "Harbour City",
        "Rosa Lee",
        SINCE.date(),
    )


def test_a_square_code_has_room_for_the_whole_of_it() -> None:
    text = f"https://city.example/badge#{short(MADE)}"
    assert len(text) < 1300 < len(MADE)
    assert int(segno.make(text, error="l", micro=False, boost_error=False).version) <= 25


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(MADE) - 1), sign=st.sampled_from("AbZ09-_."))
def test_whoever_changes_a_sign_is_found_out(at: int, sign: str) -> None:
    changed = MADE[:at] + sign + MADE[at + 1 :]
    if _same(changed):
        return
    with pytest.raises(BadgeNotSound):
        check(changed, [CITY.public])


def _same(changed: str) -> bool:
    """The last sign of a part has bits that mean nothing."""
    parts, made = changed.split("."), MADE.split(".")
    return (
        len(parts) == len(made)
        and all(
            base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))
            == base64.urlsafe_b64decode(two + "=" * (-len(two) % 4))
            for one, two in zip(parts, made, strict=True)
            if len(one) % 4 != 1
        )
        and all(len(one) == len(two) for one, two in zip(parts, made, strict=True))
    )


@pytest.mark.parametrize(
    "shown", ["", "#", "1", "1.", "1x.y", "a.b.c", "{}", "1" + "A" * LARGEST, "ا" * 40, short(MADE)[:-4]]
)
def test_what_is_no_certificate_is_only_that(shown: str) -> None:
    with pytest.raises(BadgeNotSound):
        check(shown, [CITY.public])


def test_another_key_and_no_key_and_another_way_of_signing_are_not_trusted() -> None:
    theirs = Signer("https://city.example", "Harbour City", OTHER, b"s" * 32)
    unsigned = jwt.encode(payload(MADE), None, "none", headers={"kid": jwt.get_unverified_header(MADE)["kid"]})
    shared = jwt.encode(payload(MADE), "x" * 32, "HS256", headers={"kid": jwt.get_unverified_header(MADE)["kid"]})
    for shown in (theirs.credential("account 1", TOLD), unsigned, shared):
        with pytest.raises(BadgeNotSound):
            check(shown, [CITY.public])
    with pytest.raises(BadgeNotSound):
        check(MADE, [])


def test_only_a_long_enough_rsa_key_signs() -> None:
    with pytest.raises(ValueError, match="PEM"):
        key_from(b"nothing")
