"""What can be heard: the voices, and the sentences that have a sound."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_by_id
from backend.api.door import parts, who
from backend.api.schemas import ById, Shown, next_id, plain
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.speech import Sound
from backend.domain.identity.rules import Who
from i18n.speech import BY_ID, VOICES

area = Area("Speech", __name__, "Sentences read aloud, for phones without a voice of their own.")


class VoiceSchema(Shown):
    """A voice that reads one language."""

    id = plain("stable id", "yue")
    language = plain("BCP 47 tag of the texts it reads", "zh-Hant")
    sentences = fields.Integer(required=True, metadata={"description": "how many it can read", "example": 1480})


class VoicesSchema(Shown):
    """All voices of the city's languages, the usual one of each language first."""

    items = fields.List(fields.Nested(VoiceSchema), required=True)


class SentenceSchema(Shown):
    """A sentence with its sounds, at the same host. They never change and may be kept for ever."""

    key = plain("first 16 digits of the SHA-256 of the text", "0a1b2c3d4e5f6071")
    text = plain("the sentence as it is shown", "What is your name?")
    opus = plain("address of the Opus file", "/speech/en/00112233445566778899.opus")
    mp3 = plain("address of the MP3 file", "/speech/en/00112233445566778899.mp3")
    human = fields.Boolean(required=True, metadata={"description": "a person reads, not a machine"})


class SentencesQuery(ById):
    """A page of sentences, after the key of the last one of the page before."""

    after = fields.String(validate=validate.Regexp(r"^[0-9a-f]{16}$"), metadata={"example": "0a1b2c3d4e5f6071"})


class SentencesSchema(Shown):
    """A page of sentences."""

    items = fields.List(fields.Nested(SentenceSchema), required=True)
    next = next_id()


@area.get("/speech")
@who(Who.ANYONE)
@area.gives(200, VoicesSchema, cached=True)
def voices() -> Response:
    """Which voices there are. One that reads no sentences has not been made yet."""
    shown = [
        {"id": voice.id, "language": tag, "sentences": len(parts().shelf.sounds(voice.id))}
        for tag in parts().content.city.languages
        for voice in VOICES.get(tag, ())
    ]
    return catalogue_answer(VoicesSchema().dump({"items": shown}))


@area.get("/speech/<string(maxlength=20):voice>")
@who(Who.ANYONE)
@area.takes(SentencesQuery, where="query")
@area.gives(200, SentencesSchema, cached=True)
@area.may_fail(NotFound)
def sentences(query: dict[str, Any], voice: str) -> Response:
    """Every sentence that a voice can read, so that an app can fetch the sounds it needs before the line is gone."""
    if voice not in BY_ID:
        raise NotFound
    page = page_by_id(parts().shelf.sounds(voice), query.get("after"), query["limit"])
    shown = [_shown(voice, sound) for _, sound in page["items"]]
    return catalogue_answer(SentencesSchema().dump({"items": shown, "next": page["next"]}))


def _shown(voice: str, sound: Sound) -> dict[str, Any]:
    address = f"/speech/{voice}/{sound.file}"
    return {
        "key": sound.key,
        "text": sound.text,
        "human": sound.human,
        "opus": f"{address}.opus",
        "mp3": f"{address}.mp3",
    }
