"""`handrail speech`, with the real programs where they are and with small false ones for what can go wrong."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend import speaking
from backend.cli import main
from backend.config import ROOT, VARIABLES, load
from backend.domain.catalogue.speech import MANIFEST, Line, Shelf, read_manifest
from i18n.speech import BY_ID, key_of, name_of, spoken

EN = BY_ID["en"]
FALSE = {
    "espeak-ng": 'while [ "$1" != -w ]; do shift; done; cat > "$2"',
    "opusenc": 'for to; do from=$last; last=$to; done; cp "$from" "$to"',
    "opusdec": 'cp "$2" "$3"',
    "lame": 'for to; do from=$last; last=$to; done; cp "$from" "$to"',
}


def line(text: str) -> Line:
    said = spoken(text, EN)
    return Line(text, said, key_of(text), name_of(EN, said))


LINES = [line("What is your name?"), line("It costs £5."), line("Press Continue.")]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that pass on what they were given, first on the path."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name, script in FALSE.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    def runner(*words: str, **more: str) -> Result:
        told: dict[str, str | None] = dict.fromkeys(VARIABLES)
        return CliRunner().invoke(main, ["speech", *words], env=told | {"HANDRAIL_HOME": str(tmp_path)} | more)

    return runner


def make(folder: Path, lines: list[Line] = LINES, recorded: dict[str, Path] | None = None) -> int:
    return speaking.make(folder, EN, lines, recorded or {}, lambda *_: None)


@pytest.mark.usefixtures("programs")
def test_what_is_said_is_made_once_and_a_changed_sentence_alone_anew(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    assert make(folder) == 3
    assert (folder / f"{LINES[1].name}.opus").read_text() == "It costs 5 British pounds."
    assert make(folder) == 0
    changed = [*LINES[:2], line("Press Go on.")]
    assert make(folder, changed) == 1
    assert set(read_manifest(folder / MANIFEST)) == {each.key for each in changed}
    assert speaking.prune(folder) == 2
    assert len(list(folder.glob("*.mp3"))) == 3


def test_a_run_that_was_cut_off_is_gone_on_with(tmp_path: Path, programs: Path) -> None:
    folder = tmp_path / "en"
    good = (programs / "lame").read_text()
    (programs / "lame").write_text("#!/bin/sh\necho the disk is full >&2\nexit 1\n")
    with pytest.raises(speaking.CannotSpeak, match=r"lame could not do .*: the disk is full"):
        make(folder)
    assert read_manifest(folder / MANIFEST) == {}
    assert [each for each in folder.iterdir() if each.name.startswith(".")] == []
    (programs / "lame").write_text(good)
    assert make(folder) == 3


def test_a_program_that_makes_nothing_is_found_out(tmp_path: Path, programs: Path) -> None:
    (programs / "opusenc").write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(speaking.CannotSpeak, match="nothing came of"):
        make(tmp_path / "en")


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("kind", ["wav", "opus", "mp3"])
def test_a_recording_replaces_one_sentence_and_a_better_one_replaces_it(tmp_path: Path, kind: str) -> None:
    folder, place = tmp_path / "en", tmp_path / "recordings" / "en"
    place.mkdir(parents=True)
    make(folder)
    mine = place / f"{speaking.name_to_record(LINES[0])}.{kind}"
    files = set()
    for voice in ("Ann", "Bea"):
        mine.write_text(voice)
        recorded = speaking.recordings([tmp_path / "recordings"], EN)
        assert make(folder, recorded=recorded) == 1
        sound = read_manifest(folder / MANIFEST)[LINES[0].key]
        assert sound.human
        assert (folder / f"{sound.file}.opus").read_text() == voice
        files.add(sound.file)
    assert len(files) == 2, "a phone keeps a sound for ever, so a new one needs a new address"
    mine.unlink()
    assert make(folder) == 0
    assert not read_manifest(folder / MANIFEST)[LINES[0].key].human


def test_a_missing_program_is_named_with_its_package(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "plan", lambda *_: [])
    told = run(PATH="/nowhere")
    assert told.exit_code == 2
    assert "speech needs espeak-ng, opusenc, opusdec, lame" in told.output
    assert "apt-get install espeak-ng opus-tools lame" in told.output


def test_the_list_gives_each_sentence_the_name_of_its_recording(run: Callable[..., Result]) -> None:
    told = run("--list", "--language", "zh-Hant", PATH="/nowhere")
    assert told.exit_code == 0, told.output
    rows = [row.split("\t") for row in told.output.splitlines()]
    assert {name.split("/")[0] for name, _ in rows} == {"cmn-hant", "yue"}
    assert len({name for name, _ in rows}) == len(rows) > 2000
    assert not [text for _, text in rows if "%(" in text]
    assert (
        run("--list", "--language", "xx").output == "handrail: 'xx' is not a language of this city that has a voice.\n"
    )


def test_the_real_programs_make_small_sounds(tmp_path: Path) -> None:
    if speaking.missing():
        if os.environ.get("HANDRAIL_SPEECH_NEEDED") == "1":
            pytest.fail(speaking.how_to_get(speaking.missing()), pytrace=False)
        pytest.skip(speaking.how_to_get(speaking.missing()))
    assert make(tmp_path, [LINES[0]]) == 1
    opus, mp3 = ((tmp_path / f"{LINES[0].name}.{kind}").read_bytes() for kind in ("opus", "mp3"))
    assert opus.startswith(b"OggS")
    assert b"OpusHead" in opus[:100]
    assert mp3[:2] == b"\xff\xf3" or mp3[:3] in {b"ID3", b"\xff\xf3\x48"} or mp3[0] == 255
    assert 1_000 < len(opus) < 12_000
    assert len(mp3) < 16_000


@pytest.mark.usefixtures("programs")
def test_a_broken_manifest_says_nothing_and_a_new_one_is_read(tmp_path: Path) -> None:
    shelf, folder = Shelf(tmp_path), tmp_path / "en"
    assert shelf.sounds("en") == {}
    make(folder)
    assert set(shelf.sounds("en")) == {each.key for each in LINES}
    (folder / MANIFEST).write_text("{")
    os.utime(folder / MANIFEST, ns=(0, time.time_ns() + 10**9))
    assert shelf.sounds("en") == {}
    shutil.rmtree(folder)
    assert shelf.sounds("en") == {}


def test_a_changed_article_is_told_to_whoever_looks_after_the_sounds(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    settings = load({"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_CONTENT": str(folder)})
    for voice in BY_ID:
        manifest = settings.speech_folder / voice / MANIFEST
        manifest.parent.mkdir(parents=True)
        manifest.write_text("{}")
    assert speaking.state(settings) == "up to date"
    later = time.time_ns() + 10**9
    os.utime(folder / "articles" / "scam-calls.md", ns=(later, later))
    assert "texts are newer than the sounds of en" in speaking.state(settings)
