"""`handrail speech`: makes the sounds of a city's sentences with programs that stand beside this one."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import orjson
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from backend.config import ROOT, Settings
from backend.core import clock
from backend.core.database import Database
from backend.domain.catalogue.city import Content, load_content
from backend.domain.catalogue.practice import with_practice
from backend.domain.catalogue.speech import KINDS, MANIFEST, Line, Sound, in_language, lines, read_manifest, texts_of
from backend.domain.publications import queries
from backend.domain.publications.told import tell
from i18n.catalogues import Catalogues, Translator
from i18n.languages import SOURCE
from i18n.speech import SHORT_DIGITS, VOICES, Voice, label_of
from prose.document import Document, read

PROGRAMS: Mapping[str, str] = {
    "espeak-ng": "espeak-ng",
    "opusenc": "opus-tools",
    "opusdec": "opus-tools",
    "lame": "lame",
}
"""What is called, and the Debian package it comes in. They are programs of their own; nothing of them is linked."""
RECORDED = (".wav", ".opus", ".mp3")
LARGEST_RECORDING = 20 * 2**20
PATIENCE = 60
WORDS_A_MINUTE = 150
KILOBITS = 9.2
"""A second of speech, in long frames. Below nine Opus gives up the high sounds by which 's' and 'f' are told apart."""
AT_ONCE = 50


class CannotSpeak(Exception):
    """A program is missing or did not do its work; the message says which and what to do."""


def missing() -> list[str]:
    """The programs that are not there."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def how_to_get(names: Iterable[str]) -> str:
    """A sentence that says which programs are missing and how to get them."""
    names = list(names)
    packages = " ".join(dict.fromkeys(PROGRAMS[name] for name in names))
    return f"speech needs {', '.join(names)}, not found here. On Debian: apt-get install {packages}"


def plan(settings: Settings, tag: str | None = None) -> list[tuple[Voice, list[Line]]]:
    """The voices of the city's languages, or of one, and what each reads; raises `ContentBroken`, `CannotSpeak`."""
    loaded = load_content(settings.content)
    languages = loaded.city.languages
    if tag is not None and (tag not in VOICES or tag not in languages):
        raise CannotSpeak(f"'{tag}' is not a language of this city that has a voice.")
    content = with_practice(loaded, clock.today(loaded.city.time_zone))
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", settings.content / "locales")
    texts = list(texts_of(ROOT, settings.content, content))
    documents = [*_of_folder(content), *_of_desk(settings, loaded.city.time_zone)]
    found = []
    for each in languages if tag is None else [tag]:
        translator = catalogues.translator(each)
        heard = [*in_language(texts, translator), *_heard(documents, translator)]
        found += [(voice, lines(heard, voice)) for voice in VOICES.get(each, ())]
    return found


def _of_folder(content: Content) -> list[tuple[Document, str]]:
    """The articles, policies and notices of the city's folder, each with the language it was written in."""
    return [(read(whole), SOURCE.tag) for whole in content.texts.values()]


def _of_desk(settings: Settings, time_zone: str) -> list[tuple[Document, str]]:
    """Those that are public now in the database, and may have been written at the desk; none where it is not there.

    Sounds are often made on another machine than the city's, which has the folder alone.
    """
    from backend import migrations  # noqa: PLC0415  (what only reads the content does without)

    place = make_url(settings.database_url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        return []
    try:
        if migrations.current(settings.database_url) != migrations.newest():
            return []
        opened = closing(Database(settings.database_url, settings.vault(), readers=1))
        with opened as database, database.reading() as session:
            found = queries.public(session, clock.now(), clock.today(time_zone), limit=queries.MOST_PUBLIC)
            return [(queries.document_of(each), each.language) for each in found]
    except SQLAlchemyError:
        return []


def _heard(documents: Sequence[tuple[Document, str]], translator: Translator) -> Iterator[str]:
    """What pages ask for of these texts in a language: each line as it is said."""
    for document, written_in in documents:
        for line in tell(document, written_in, translator).lines:
            if line.language == translator.language.tag:
                yield line.spoken


def recordings(folders: Iterable[Path], voice: Voice) -> dict[str, Path]:
    """What people recorded for a voice, by the digits at the end of the file's name; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / voice.id).glob("*")):
            digits = path.stem.rpartition("-")[2]
            if path.suffix in RECORDED and len(digits) == SHORT_DIGITS:
                found.setdefault(digits, path)
    return found


def sound_of(line: Line, recorded: Mapping[str, Path]) -> Sound:
    """The sound a sentence is to have. That of a recording carries its digest, so a new one gets a new address."""
    by_hand = recorded.get(line.name[:SHORT_DIGITS])
    if by_hand is None:
        return Sound(line.text, line.key, line.name)
    if by_hand.stat().st_size > LARGEST_RECORDING:
        raise CannotSpeak(f"the recording '{by_hand.name}' is larger than {LARGEST_RECORDING // 2**20} MB.")
    digest = hashlib.sha256(by_hand.read_bytes()).hexdigest()[:SHORT_DIGITS]
    return Sound(line.text, line.key, f"{line.name}-{digest}", human=True)


def lacking(folder: Path, sounds: Iterable[Sound]) -> list[Sound]:
    """Those that have no file yet."""
    return [each for each in sounds if not all((folder / f"{each.file}.{kind}").is_file() for kind in KINDS)]


def state(settings: Settings) -> str:
    """Whether the sounds are there and newer than every text: quick to say, because no text is read for it."""
    voices = [voice for tag in load_content(settings.content).city.languages for voice in VOICES.get(tag, ())]
    manifests = [settings.speech_folder / voice.id / MANIFEST for voice in voices]
    if not any(each.is_file() for each in manifests):
        return "no sentence has a sound yet"
    texts = [
        *settings.content.rglob("*.yaml"),
        *settings.content.rglob("*.md"),
        *settings.content.rglob("*.po"),
        *(ROOT / "i18n" / "locales").rglob("*.po"),
        *(each for place in settings.recordings for each in place.rglob("*.*")),
    ]
    newest = max(each.stat().st_mtime for each in texts)
    old = [each.parent.name for each in manifests if not each.is_file() or each.stat().st_mtime < newest]
    return f"texts are newer than the sounds of {', '.join(old)}" if old else "up to date"


def make(
    folder: Path, voice: Voice, all_lines: list[Line], recorded: Mapping[str, Path], told: Callable[[int, int], None]
) -> int:
    """Make what is missing, and write the manifest as it grows; returns how many were made.

    Each file is written beside its place and then renamed, so one may stop this at any time and go on later.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sounds = {line.key: sound_of(line, recorded) for line in all_lines}
    by_file = {sounds[line.key].file: line for line in all_lines}
    todo = list({each.file: each for each in lacking(folder, sounds.values())}.values())
    done = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for start in range(0, len(todo), AT_ONCE):
            part = todo[start : start + AT_ONCE]
            list(pool.map(partial(_one, folder, voice, recorded), [by_file[each.file] for each in part], part))
            done += len(part)
            told(done, len(todo))
            _write_manifest(folder, sounds.values())
    _write_manifest(folder, sounds.values())
    return done


def _one(folder: Path, voice: Voice, recorded: Mapping[str, Path], line: Line, sound: Sound) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as name:
        place = Path(name)
        wave, mp3 = place / "sound.wav", place / "sound.mp3"
        if sound.human:
            _to_wave(recorded[line.name[:SHORT_DIGITS]], wave)
        else:
            _speak(voice, line, wave)
        opus = _to_opus(wave, line)
        _call(["lame", "--quiet", "-m", "m", "--abr", "24", str(wave), str(mp3)], line.text)
        for made in (opus, mp3):
            if not made.is_file() or not made.stat().st_size:
                raise CannotSpeak(f"nothing came of '{line.text}'.")
            made.replace(folder / f"{sound.file}{made.suffix}")


def opus_of(place: Path, voice: Voice, line: Line) -> Path:
    """The sound of one sentence as Opus, in a folder of the caller's."""
    wave = place / f"{line.name}.wav"
    _speak(voice, line, wave)
    return _to_opus(wave, line)


def _speak(voice: Voice, line: Line, wave: Path) -> None:
    speak = ["espeak-ng", "-v", voice.program, "-s", str(WORDS_A_MINUTE), "-b", "1", "-z"]
    _call([*speak, "-w", str(wave), "--stdin"], line.text, line.said)


def _to_opus(wave: Path, line: Line) -> Path:
    """Long frames, no room for comments: most of a short sentence's file would be that, and no speech."""
    opus = wave.with_suffix(".opus")
    lean = ["--speech", "--bitrate", str(KILOBITS), "--framesize", "60", "--padding", "0", "--discard-comments"]
    _call(["opusenc", "--quiet", *lean, str(wave), str(opus)], line.text)
    return opus


def _to_wave(recording: Path, wave: Path) -> None:
    if recording.suffix == ".wav":
        shutil.copyfile(recording, wave)
    elif recording.suffix == ".opus":
        _call(["opusdec", "--quiet", str(recording), str(wave)], recording.name)
    else:
        _call(["lame", "--quiet", "--decode", str(recording), str(wave)], recording.name)


def _call(command: list[str], about: str, said: str = "") -> None:
    try:
        done = subprocess.run(command, input=said.encode(), capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise CannotSpeak(how_to_get([command[0]])) from error
    except subprocess.TimeoutExpired as error:
        raise CannotSpeak(f"{command[0]} did not end with '{about}' in {PATIENCE} seconds.") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise CannotSpeak(f"{command[0]} could not do '{about}': {why[0][:200]}")


def _write_manifest(folder: Path, sounds: Iterable[Sound]) -> None:
    there = [each for each in sounds if not lacking(folder, [each])]
    part = folder / f".{MANIFEST}.{os.getpid()}"
    part.write_bytes(orjson.dumps({"sentences": [asdict(each) for each in there]}, option=orjson.OPT_INDENT_2))
    part.replace(folder / MANIFEST)


def prune(folder: Path) -> int:
    """Remove the sounds that no sentence of the manifest uses; returns how many files."""
    used = {sound.file for sound in read_manifest(folder / MANIFEST).values()}
    old = [path for kind in KINDS for path in folder.glob(f"*.{kind}") if path.stem not in used]
    for path in old:
        path.unlink()
    for left in folder.glob(".making-*"):  # of a run that was cut off
        shutil.rmtree(left, ignore_errors=True)
    return len(old)


def name_to_record(line: Line) -> str:
    """What to call a recording of a sentence, without its ending."""
    return label_of(line.text, line.name)
