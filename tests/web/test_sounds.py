"""Sounds as a phone asks for them."""

import os
from collections.abc import Callable

import orjson
import pytest

from backend.domain.catalogue.speech import MANIFEST
from backend.parts import Parts
from i18n.speech import key_of
from tests.web.readers import Reader

NAME = "0123456789abcdef0123"
KEY = key_of("Hello.")
SOUND = b"OggS" + bytes(range(200))


@pytest.fixture(autouse=True)
def sounds(parts: Parts) -> None:
    folder = parts.settings.speech_folder / "en"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.opus").write_bytes(SOUND)
    (folder.parent / "secret.opus").write_bytes(b"secret")
    told = {"sentences": [{"text": "Hello.", "key": KEY, "file": NAME, "human": False}]}
    (folder / MANIFEST).write_bytes(orjson.dumps(told))


def test_a_sound_is_kept_for_ever_and_comes_in_parts_where_asked(nobody: Reader) -> None:
    whole = nobody.get(f"/speech/en/{NAME}.opus")
    assert (whole.status_code, whole.data, whole.mimetype) == (200, SOUND, "audio/ogg")
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    part = nobody.get(f"/speech/en/{NAME}.opus", headers={"Range": "bytes=4-13"})
    assert (part.status_code, part.data) == (206, bytes(range(10)))
    assert part.headers["Content-Range"] == f"bytes 4-13/{len(SOUND)}"
    assert nobody.get(f"/speech/en/{NAME}.opus", headers={"Range": "bytes=900-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        f"en/{NAME}.mp3",
        f"en/{NAME}.wav",
        f"fr/{NAME}.opus",
        f"../{NAME}.opus",
        "en/..%2Fsecret.opus",
        "en/../secret.opus",
        "en/%2e%2e/secret.opus",
        f"en/{MANIFEST}",
        f"en/{NAME.upper()}.opus",
        f"en/{NAME}%00.opus",
    ],
)
def test_what_is_no_sound_is_not_found(nobody: Reader, path: str) -> None:
    assert nobody.get(f"/speech/{path}").status_code == 404


def test_a_page_asks_which_of_its_sentences_can_be_heard(nobody: Reader) -> None:
    assert nobody.get(f"/speech/en?keys={KEY},{'0' * 16},../x").json == {KEY: NAME}
    for path in ("/speech/en", "/speech/fr?keys=" + KEY, "/speech/en?keys=" + "x" * 5000):
        assert nobody.get(path).json == {}


def test_the_api_lists_every_sentence_with_its_sounds(nobody: Reader) -> None:
    voices = {each["id"]: each for each in nobody.get("/api/v1/speech").json["items"]}
    assert voices["en"] == {"id": "en", "language": "en", "sentences": 1}
    assert voices["yue"] == {"id": "yue", "language": "zh-Hant", "sentences": 0}
    (only,) = nobody.get("/api/v1/speech/en").json["items"]
    assert only == {
        "key": KEY,
        "text": "Hello.",
        "opus": f"/speech/en/{NAME}.opus",
        "mp3": f"/speech/en/{NAME}.mp3",
        "human": False,
    }
    assert nobody.get(f"/api/v1/speech/en?after={KEY}").json == {"items": [], "next": None}
    assert nobody.get("/api/v1/speech/fr").status_code == 404


def test_pages_may_play_sounds_of_their_own_site_alone(nobody: Reader) -> None:
    assert "media-src 'self';" in nobody.get("/help").headers["Content-Security-Policy"]


def test_a_lesson_lists_the_sounds_of_all_its_steps_and_says_what_they_weigh(parts: Parts, nobody: Reader) -> None:
    lesson = parts.content.lessons["tap-and-back"]
    last = lesson.steps[-1]
    texts = [lesson.title, last.title, last.hints[0] if last.hints else lesson.learned[0], "Help me"]
    make(parts, texts)
    told = nobody.get("/lessons/tap-and-back/sounds?voice=en&kind=opus")
    keys = {key for part in (told.json["own"], told.json["shared"]) for key in part["en"]}
    assert keys >= {key_of(each) for each in texts[:2]} | {key_of("Help me")}
    assert key_of("Help me") in told.json["shared"]["en"]
    assert told.headers["Lesson-Version"] == lesson.version
    assert told.headers["Sounds-Voice"] == "en"
    own, shared = int(told.headers["Sounds-Size"]), int(told.headers["Sounds-Shared"])
    assert (own, shared) == (len(told.json["own"]["en"]) * 1000, 1000)
    (alone, twice) = nobody.get(
        "/learning/sounds?voice=en&kind=opus&place=tap-and-back&place=tap-and-back+bigger-letters"
    ).json
    assert alone == own + shared
    assert twice == alone, "what two lessons share counts once"
    assert nobody.get("/learning/sounds?voice=en&kind=mp3&place=tap-and-back").json == [0]


@pytest.mark.parametrize(
    "path",
    [
        "/lessons/tap-and-back/sounds?voice=fr&kind=opus",
        "/lessons/tap-and-back/sounds?voice=en&kind=wav",
        "/lessons/tap-and-back/sounds",
        "/lessons/nowhere/sounds?voice=en&kind=opus",
        "/learning/sounds?voice=en",
    ],
)
def test_sounds_of_no_lesson_no_voice_and_no_kind_are_not_found(nobody: Reader, path: str) -> None:
    assert nobody.get(path).status_code == 404


def test_only_where_the_city_has_a_voice_the_list_of_lessons_has_words_for_keeping_it(
    reader: Callable[..., Reader],
) -> None:
    assert "Keep the voice too" in reader().get("/lessons").text
    assert "data-voice=" not in reader("es").get("/lessons").text


def test_the_api_gives_an_app_the_sounds_of_a_lesson_with_their_bytes(parts: Parts, nobody: Reader) -> None:
    lesson = parts.content.lessons["tap-and-back"]
    make(parts, [lesson.title, "Nobody says this."])
    told = nobody.get("/api/v1/lessons/tap-and-back/sounds?voice=en").json
    (only,) = told["items"]
    assert (only["text"], only["voice"], only["opus_bytes"], only["mp3_bytes"]) == (lesson.title, "en", 1000, 0)
    assert (told["version"], told["opus_bytes"], told["mp3_bytes"]) == (lesson.version, 1000, 0)
    assert nobody.get(only["opus"]).status_code == 200
    assert nobody.get("/api/v1/lessons/tap-and-back/sounds?voice=cmn").json["items"] == []
    assert nobody.get("/api/v1/lessons/nowhere/sounds?voice=en").status_code == 404
    assert nobody.get("/api/v1/lessons/tap-and-back/sounds?voice=fr").status_code == 422


def make(parts: Parts, texts: list[str]) -> None:
    """Sounds of a thousand bytes each."""
    folder = parts.settings.speech_folder / "en"
    told = [{"text": each, "key": key_of(each), "file": f"{at:020x}", "human": False} for at, each in enumerate(texts)]
    for each in told:
        (folder / f"{each['file']}.opus").write_bytes(bytes(1000))
    (folder / MANIFEST).write_bytes(orjson.dumps({"sentences": told}))
    stamp = (folder / MANIFEST).stat().st_mtime_ns + 10**9
    os.utime(folder / MANIFEST, ns=(stamp, stamp))
