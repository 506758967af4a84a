"""The person who is signed in."""

from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area
from backend.api.door import me, parts, reading, who, writing
from backend.api.problems import FieldsWrong, Misfit
from backend.api.schemas import Sent, Shown, plain
from backend.core.text import N_
from backend.domain.identity import actions, queries
from backend.domain.identity.rules import MODES, TEXT_SIZES, THEMES, Who
from backend.domain.inbox import queries as inbox
from i18n.languages import LANGUAGES

area = Area("Me", __name__, "The person who is signed in, and what they chose.")


CHOICES = ("language", "text_size", "theme", "mode")


class ChoicesSchema(Sent):
    """What a person chose. What is left out stays as it is."""

    language = fields.String(
        validate=validate.OneOf(list(LANGUAGES)), metadata={"description": "one that the city speaks"}
    )
    text_size = fields.Integer(
        strict=True, validate=validate.OneOf(TEXT_SIZES), metadata={"description": "in percent", "example": 150}
    )
    theme = fields.String(
        validate=validate.OneOf(THEMES), metadata={"description": "auto: as the phone is set", "example": "contrast"}
    )
    mode = fields.String(
        validate=validate.OneOf(MODES),
        metadata={"description": "elder: larger, and less on a page (长辈版)", "example": "elder"},
    )


class ChosenSchema(Shown):
    """What a person chose; null where they did not choose."""

    language = plain("BCP 47 tag", "zh-Hans", allow_none=True)
    text_size = fields.Integer(required=True, allow_none=True, metadata={"example": 150})
    theme = plain("auto, light, dark or contrast", "auto", allow_none=True)
    mode = plain("standard or elder", "elder", allow_none=True)


class MeSchema(ChosenSchema):
    """The person who is signed in."""

    phone = plain("E.164", "+447700900101")
    roles = fields.List(
        fields.String(), required=True, metadata={"description": "of staff; empty for most", "example": ["caseworker"]}
    )
    unread = fields.Integer(required=True, metadata={"description": "messages not read yet", "example": 1})


@area.get("/me")
@who(Who.SIGNED_IN)
@area.gives(200, MeSchema)
def who_am_i() -> dict[str, Any]:
    """Who is signed in, and what they chose."""
    caller = me()
    with reading() as session:
        phone = queries.phone_of(session, caller.account_id)
        unread = inbox.unread(session, caller.account_id)
    chosen = {name: getattr(caller, name) for name in CHOICES}
    return {**chosen, "phone": phone, "roles": sorted(caller.roles), "unread": unread}


@area.put("/me/choices")
@who(Who.SIGNED_IN)
@area.takes(ChoicesSchema)
@area.gives(200, ChosenSchema)
def keep_choices(body: dict[str, Any]) -> dict[str, Any]:
    """Keep a language, text size, theme or mode with the account, so that it holds on every device."""
    if body.get("language") not in {None, *parts().content.city.languages}:
        sentence = N_("Please use one of these: %(options)s.")
        options = {"options": ", ".join(parts().content.city.languages)}
        raise FieldsWrong((Misfit("language", "/language", sentence, options),))
    caller = me()
    with writing() as session:
        actions.keep_choices(session, caller.account_id, body)
    return {name: body.get(name, getattr(caller, name)) for name in CHOICES}
