"""What can be heard: the voices, and the sentences that have a sound."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_by_id
from backend.api.door import parts, who
from backend.api.schemas import ById, Sent, Shown, next_id, plain
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.speech import KINDS, Sound, every, shown
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


class LessonSoundSchema(SentenceSchema):
    """A sentence of a lesson with its sounds and what they weigh."""

    voice = plain("the voice that reads it: the one asked for, or the English one where it is not translated", "yue")
    opus_bytes = fields.Integer(required=True, metadata={"description": "of the Opus file", "example": 2900})
    mp3_bytes = fields.Integer(required=True, metadata={"description": "of the MP3 file", "example": 8000})


class VoiceQuery(Sent):
    """Who reads."""

    voice = fields.String(required=True, validate=validate.OneOf(BY_ID), metadata={"example": "yue"})


class LessonSoundsSchema(Shown):
    """All that a lesson says, in the language of the voice, to keep it for when there is no connection."""

    version = plain("of the lesson; another one may say other things", "9be1f0c2d3a44e51")
    opus_bytes = fields.Integer(required=True, metadata={"description": "of all Opus files", "example": 190_000})
    mp3_bytes = fields.Integer(required=True, metadata={"description": "of all MP3 files", "example": 520_000})
    items = fields.List(fields.Nested(LessonSoundSchema), required=True)


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


@area.get("/lessons/<string(maxlength=60):lesson_id>/sounds")
@who(Who.ANYONE)
@area.takes(VoiceQuery, where="query")
@area.gives(200, LessonSoundsSchema, cached=True)
@area.may_fail(NotFound)
def sounds_of_lesson(query: dict[str, Any], lesson_id: str) -> Response:
    """The sounds of all that a lesson says, with their bytes: steps, hints, feedback, and the questions practised."""
    lesson, voice = parts().content.lessons.get(lesson_id), BY_ID[query["voice"]]
    if lesson is None or voice.language not in parts().content.city.languages:
        raise NotFound
    service = parts().content.services.get(lesson.service or "")
    practised = {each.question for step in lesson.steps for each in step.practised}
    asked = [each for each in service.questions if each.id in practised] if service else []
    texts = list(shown(every(str, [lesson, *asked]), parts().translator(voice.language)))
    opus, mp3 = ({each.sound.key: each for each in parts().shelf.heard(texts, voice, kind)} for kind in KINDS)
    items = [
        _shown(each.voice, each.sound)
        | {"voice": each.voice, "opus_bytes": each.size, "mp3_bytes": mp3[key].size if key in mp3 else 0}
        for key, each in opus.items()
    ]
    sums = {each: sum({item["opus"]: item[each] for item in items}.values()) for each in ("opus_bytes", "mp3_bytes")}
    return catalogue_answer(LessonSoundsSchema().dump({"version": lesson.version, "items": items} | sums))


def _shown(voice: str, sound: Sound) -> dict[str, Any]:
    address = f"/speech/{voice}/{sound.file}"
    return {
        "key": sound.key,
        "text": sound.text,
        "human": sound.human,
        "opus": f"{address}.opus",
        "mp3": f"{address}.mp3",
    }
