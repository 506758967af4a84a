"""Sounds as a phone asks for them."""

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
