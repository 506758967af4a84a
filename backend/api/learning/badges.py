"""Certificates as Open Badges 3.0, and what others need to check them without asking the city."""

from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area
from backend.api.door import language, me, parts, reading, translator, who
from backend.api.schemas import Sent, Shown, Words, plain, words
from backend.certificates import DESCRIPTION, Earned, credential, earned, holder, signer_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import queries
from backend.domain.learning.badges import LARGEST, LONGEST_NAME, BadgeNotSound, check, short
from tutorials.curriculum import curriculum
from tutorials.path import named, standing

area = Area("Certificates", __name__, "Open Badges 3.0 for modules that somebody can do alone, checkable by anybody.")


class EarnedSchema(Shown):
    """A certificate that the learner may have."""

    module = plain("id of the module", "phone")
    title = words("what it is about", "My phone")
    since = fields.AwareDateTime(required=True, metadata={"description": "when the last step was first done alone"})
    lessons = fields.List(Words(), required=True, metadata={"description": "titles of what was done"})


class AllEarnedSchema(Shown):
    """All certificates that the learner may have."""

    items = fields.List(fields.Nested(EarnedSchema), required=True)


class WishSchema(Sent):
    """What a certificate should say."""

    name = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_NAME),
        metadata={"description": "as its holder wants it to stand there; it is not kept", "example": "Rosa Lee"},
    )


class CredentialSchema(Shown):
    """A certificate."""

    credential = plain(
        "an OpenBadgeCredential as a compact JWT (Open Badges 3.0, section 8.2)", "eyJhbGciOiJSUzI1NiIs…"
    )
    code = plain(
        "what a square code of it holds: the page that checks it, and the whole of it", "https://city.example/badge#1…"
    )


class KeySchema(Shown):
    """A public key (JWK, RFC 7517)."""

    kty, alg, use = plain("", "RSA"), plain("", "RS256"), plain("", "sig")
    kid, n, e = plain("its thumbprint (RFC 7638)", "Kd2…"), plain("modulus", "u7…"), plain("exponent", "AQAB")


class KeysSchema(Shown):
    """The public keys of this city."""

    keys = fields.List(fields.Nested(KeySchema), required=True)


class IssuerSchema(Shown):
    """Who signs."""

    id, name, url = plain("", "https://city.example/api/v1/badges/issuer"), plain("", "Harbour City"), plain("", "")
    type = fields.List(fields.String(), required=True, metadata={"example": ["Profile"]})


class CriteriaSchema(Shown):
    """What had to be done."""

    narrative = plain("", "Every lesson of it was done without help.")


class AchievementSchema(Shown):
    """What a certificate is given for."""

    id, name, description = plain("", "…/badges/modules/phone"), words("", "My phone"), words("", "Done without help.")
    type = fields.List(fields.String(), required=True, metadata={"example": ["Achievement"]})
    criteria = fields.Nested(CriteriaSchema, required=True)


class ShownBadgeSchema(Sent):
    """What somebody shows."""

    text = fields.String(
        required=True,
        validate=validate.Length(1, LARGEST),
        metadata={"description": "the JWT, or what its square code holds"},
    )


class CheckedSchema(Shown):
    """Whether it is a certificate that this city signed and nobody changed, and what it says; else null."""

    real = fields.Boolean(required=True)
    title = plain("what it is about", "My phone", allow_none=True)
    city = plain("who signed it", "Harbour City", allow_none=True)
    name = plain("as its holder wanted it; may be empty", "Rosa Lee", allow_none=True)
    since = fields.AwareDateTime(required=True, allow_none=True)


def _mine() -> tuple[str, list[Earned]]:
    account = me().account_id
    with reading() as session:
        events = queries.events_of(session, queries.learner(session, account, None))
    return holder(account, None), earned(parts(), standing(events, parts().content.lessons))


@area.get("/learning/certificates")
@who(Who.SIGNED_IN)
@area.gives(200, AllEarnedSchema)
def certificates() -> dict[str, Any]:
    """The modules of which the learner did every lesson alone, with a certificate for each."""
    return {
        "items": [
            {"module": each.module.id, "title": each.module.title, "since": each.since}
            | {"lessons": [lesson.title for lesson in each.lessons]}
            for each in _mine()[1]
        ]
    }


@area.post("/learning/certificates/<string(maxlength=60):module_id>")
@who(Who.SIGNED_IN)
@area.takes(WishSchema)
@area.gives(200, CredentialSchema)
@area.may_fail(NotFound)
def certificate(body: dict[str, Any], module_id: str) -> dict[str, Any]:
    """One certificate, signed, in the reader's language. Nothing is kept: asked again, it is the same."""
    name, found = _mine()
    one = next((each for each in found if each.module.id == module_id), None)
    if one is None:
        raise NotFound
    made = credential(parts(), signer_of(parts()), name, one, language().tag, body["name"])
    return {"credential": made, "code": f"{parts().settings.public_url}/badge#{short(made)}"}


@area.post("/badges/check")
@who(Who.ANYONE)
@area.takes(ShownBadgeSchema)
@area.gives(200, CheckedSchema)
@area.may_fail(NotFound)
def check_badge(body: dict[str, str]) -> dict[str, Any]:
    """Check a certificate of this city. It can be checked without asking, too, with the public key."""
    try:
        found = check(body["text"], [signer_of(parts()).public])
    except BadgeNotSound:
        return {"real": False} | dict.fromkeys(("title", "city", "name", "since"))
    return {"real": True, "title": found.title, "city": found.city, "name": found.name, "since": found.since}


@area.get("/badges/keys")
@who(Who.ANYONE)
@area.gives(200, KeysSchema)
@area.may_fail(NotFound)
def keys() -> dict[str, Any]:
    """The public keys with which certificates of this city are checked; also at /.well-known/jwks.json."""
    return {"keys": [signer_of(parts()).public]}


@area.get("/badges/keys/<string(maxlength=60):key_id>")
@who(Who.ANYONE)
@area.gives(200, KeySchema)
@area.may_fail(NotFound)
def one_key(key_id: str) -> dict[str, str]:
    """One public key: what the `kid` of a certificate leads to."""
    if key_id != signer_of(parts()).public["kid"]:
        raise NotFound
    return signer_of(parts()).public


@area.get("/badges/issuer")
@who(Who.ANYONE)
@area.gives(200, IssuerSchema)
@area.may_fail(NotFound)
def issuer() -> dict[str, Any]:
    """Who signs, as an Open Badges profile."""
    return signer_of(parts()).issuer


@area.get("/badges/modules/<string(maxlength=60):module_id>")
@who(Who.ANYONE)
@area.gives(200, AchievementSchema)
@area.may_fail(NotFound)
def achievement(module_id: str) -> dict[str, Any]:
    """What a certificate of a module is given for."""
    module = next((each for each in curriculum() if each.id == module_id), None)
    if module is None:
        raise NotFound
    signer_of(parts())
    text = translator().text
    lessons = [f"- {text(each.title)}: {text(each.objective)}" for each in named(module, parts().content.lessons)]
    return {
        "id": f"{parts().settings.public_url}/api/v1/badges/modules/{module.id}",
        "type": ["Achievement"],
        "name": module.title,
        "description": DESCRIPTION,
        "criteria": {"narrative": "\n".join(lessons)},
    }
