"""The command line as an operator uses it: what it says, what it refuses, and how it stops."""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from click.testing import CliRunner, Result

from backend import migrations
from backend.cli import WHERE, main
from backend.config import ROOT, VARIABLES
from tests.databases import Maker

GIVE = ("staff", "07700900101", "caseworker")
Run = Callable[..., Result]
CARD = "senior-travel-card"
SERVICE, LESSON = f"services/{CARD}.yaml", f"lessons/{CARD}.yaml"
COMMANDS = (
    *(
        "check",
        "demo",
        "doctor",
        "export",
        "import",
        "lessons",
        "map",
        "migrate",
        "seal-again",
        "serve",
        "speech",
        "staff",
    ),
    *("verify-badge", "verify-history", "worker"),
)


@pytest.fixture
def environment(tmp_path: Path, template: Maker) -> dict[str, str | None]:
    """A demo's settings on a migrated database, and none of this machine's own."""
    cleared: dict[str, str | None] = dict.fromkeys(VARIABLES)
    return cleared | {"HANDRAIL_HOME": str(tmp_path / "home"), "HANDRAIL_DATABASE_URL": template()}


@pytest.fixture
def run(environment: dict[str, str | None]) -> Run:
    def runner(*words: str, **more: str) -> Result:
        return CliRunner().invoke(main, words, env=environment | more)

    return runner


def test_help_reads_like_a_manual_and_names_every_command_and_setting(run: Run) -> None:
    told = run("--help")
    assert told.exit_code == 0
    for name in (*VARIABLES, *COMMANDS):
        assert re.search(rf"^\s+{re.escape(name)}\b", told.output, re.MULTILINE), name
    assert sorted(WHERE) == sorted(COMMANDS)
    for command in COMMANDS:
        assert "\n\n  " in run(command, "-h").output, "it says what it does"


def test_what_only_reads_the_content_does_not_load_the_web_server() -> None:
    check = "main(['check', '-h'], standalone_mode=False)"
    looked = f"import sys; from backend.cli import main; {check}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True).stdout.split()
    assert "backend.checks" in loaded
    assert not {"flask", "waitress", "alembic", "backend.worker"} & set(loaded)


def test_every_line_of_the_help_fits_a_terminal(run: Run) -> None:
    assert [line for line in run("--help").output.splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("command", [("serve",), ("worker",), GIVE, ("seal-again",)])
def test_a_database_that_was_not_migrated_is_refused(run: Run, tmp_path: Path, command: Sequence[str]) -> None:
    told = run(*command, HANDRAIL_DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert (told.exit_code, told.output) == (
        2,
        "handrail: the database is not at the newest migration; run 'handrail migrate' first.\n",
    )


@pytest.mark.parametrize("command", [("migrate",), ("demo",), ("serve",), ("worker",), ("seal-again",)])
def test_a_database_that_does_not_answer_is_said_in_a_sentence(
    run: Run, tmp_path: Path, command: Sequence[str]
) -> None:
    (tmp_path / "a-file").touch()
    told = run(*command, HANDRAIL_DATABASE_URL=f"sqlite:///{tmp_path / 'a-file' / 'city.sqlite3'}")
    assert told.exit_code == 2
    assert told.output.startswith("handrail: the database does not answer; check HANDRAIL_DATABASE_URL")


@pytest.mark.parametrize("command", [("serve",), ("demo",), ("migrate",), GIVE])
def test_a_wrong_setting_stops_every_command_with_its_sentence(run: Run, command: Sequence[str]) -> None:
    told = run(*command, PORT="eighty")
    assert (told.exit_code, told.output) == (
        2,
        "handrail: PORT is 'eighty'; use a whole number from 0 to 65535.\n",
    )


def test_migrating_makes_the_database_and_twice_is_the_same(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'down' / 'city.sqlite3'}"
    for _ in range(2):
        told = run("migrate", HANDRAIL_DATABASE_URL=url)
        assert (told.exit_code, told.output) == (0, f"The database is at migration {migrations.newest()}.\n")
    assert migrations.current(url) == migrations.newest()


def test_somebody_becomes_a_caseworker_by_their_number(run: Run) -> None:
    for _ in range(2):
        told = run("staff", "07700 900300", "caseworker")
        assert (told.exit_code, told.output) == (0, "The person with +447700900300 is now a caseworker.\n")
    assert run("staff", "nonsense", "caseworker").output == "handrail: 'nonsense' is not a phone number.\n"
    assert run("staff", "07700 900300", "mayor").exit_code == 2


def test_a_role_is_taken_away_by_the_number(run: Run) -> None:
    run("staff", "07700 900300", "caseworker")
    for _ in range(2):
        told = run("staff", "07700 900300", "caseworker", "--remove")
        assert (told.exit_code, told.output) == (0, "The person with +447700900300 is no longer a caseworker.\n")
    assert run("staff", "nonsense", "caseworker", "--remove").exit_code == 2


def test_sealing_again_moves_everything_to_the_new_key(run: Run) -> None:
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
    run("staff", "07700 900300", "caseworker", HANDRAIL_VAULT_KEYS=f"old:{old}")
    told = run("seal-again", HANDRAIL_VAULT_KEYS=f"new:{new},old:{old}")
    assert (told.exit_code, int(told.output.split()[0]) > 0) == (0, True)
    assert run("seal-again", HANDRAIL_VAULT_KEYS=f"new:{new}").output.startswith("0 values and files were")


def test_sealing_again_without_the_old_key_says_to_keep_it(run: Run) -> None:
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
    run("staff", "07700 900300", "caseworker", HANDRAIL_VAULT_KEYS=f"old:{old}")
    told = run("seal-again", HANDRAIL_VAULT_KEYS=f"new:{new}")
    assert told.exit_code == 2
    assert told.output.startswith("handrail: no key 'old' to open account. Keep the old keys")


def test_the_doctor_finds_a_sound_demo_sound(run: Run) -> None:
    told = run("doctor")
    assert told.exit_code == 0, told.output
    assert {line[:4] for line in told.output.splitlines()} == {"ok  "}
    for what in ("Python", "SQLite", "Settings (demo)", "Home", "disk", "Content: ", "Database at", "Uploads", "Push"):
        assert what in told.output


@pytest.mark.parametrize(
    ("wrong", "finding", "mend"),
    [
        ({"PORT": "x"}, "Settings", "use a whole number"),
        ({"HANDRAIL_MODE": "production"}, "Settings", "HANDRAIL_PUBLIC_URL is the address people use"),
        ({"HANDRAIL_DATABASE_URL": "sqlite:////dev/null/x"}, "Database", "It does not answer"),
        ({"HANDRAIL_PUSH_TRANSPORT": "fcm"}, "Push by fcm", "Set HANDRAIL_FCM_CREDENTIALS"),
        ({"HANDRAIL_HOME": "/dev/null/x"}, "Settings", "HANDRAIL_HOME is '/dev/null/x'"),
    ],
)
def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(
    run: Run, wrong: dict[str, str], finding: str, mend: str
) -> None:
    told = run("doctor", **wrong)
    assert told.exit_code == 1
    lines = told.output.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"MEND  {finding}"))
    assert mend in lines[at + 1]


def test_the_doctor_tells_an_old_database_and_broken_content(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    (folder / SERVICE).write_text("id: [")
    told = run("doctor", HANDRAIL_DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}", HANDRAIL_CONTENT=str(folder))
    assert told.exit_code == 1
    assert "MEND  Database at migration none" in told.output
    assert "Run 'handrail check'. First: services/senior-travel-card.yaml" in told.output


def test_the_demo_city_is_ready_to_be_published(run: Run) -> None:
    told = run("check", str(ROOT / "content"))
    assert told.exit_code == 0, told.output
    assert told.output.endswith("is ready to be published.\n")


FAULTS = {
    "an unknown question in a condition": (SERVICE, "when: {delivery: pickup}", "when: {delivry: pickup}"),
    "a question asked later in a condition": (SERVICE, "when: {delivery: pickup}", "when: {contact_way: email}"),
    "a question nobody can reach": (SERVICE, "when: {delivery: pickup}", "when: {birth_date: {age_under: 60}}"),
    "an option that is not there": (SERVICE, "when: {delivery: pickup}", "when: {delivery: pigeon}"),
    "a renamed question": (SERVICE, "- id: lives_here", "- id: lives_in_town"),
    "a question of another type": (SERVICE, "type: address\n", "type: long_text\n"),
    "a changed option": (SERVICE, "      - id: post\n", "      - id: mail\n"),
    "a missing office": (SERVICE, "office: travel-desk", "office: moon-desk"),
    "a missing translation": (SERVICE, "title: Get a senior travel card", "title: Get a card for free travel"),
    "a part of a condition that never holds": (
        SERVICE,
        "when: {delivery: pickup}",
        "when: {any: [{delivery: pickup}, {birth_date: {age_under: 60}}]}",
    ),
    "two questions that wait for each other": (SERVICE, "type: yes_no\n", "type: yes_no\n    when: {delivery: post}\n"),
    "a key given twice": (SERVICE, "cost: Free\n", "cost: Free\ncost: Nothing\n"),
    "an alias bomb": (SERVICE, "cost: Free\n", "cost: &a [x, x]\nsummary: [*a, *a]\n"),
    "a tag that makes an object": (SERVICE, "cost: Free\n", "cost: !!python/object:os.system x\n"),
    "a huge file": (SERVICE, "cost: Free\n", "cost: Free\n#" + "x" * 300_000),
    "a file that is not even read": (SERVICE, "cost: Free\n", "cost: Free\n#" + "x" * 1_100_000),
    "a number above its limit": (SERVICE, "decision_days: 10", "decision_days: 1000"),
    "a hard sentence": (
        SERVICE,
        "summary: Travel free on every bus, tram and ferry in Harbour City.",
        "summary: " + "You may ride for free on the bus and on the tram and " * 2 + "on the ferry too.",
    ),
    "a hard hint": (SERVICE, "hint: Both ways are free.", "hint: " + "Both ways are free of any cost " * 5 + "to you."),
    "a hard step": (
        LESSON,
        "    say: Rosa lives in",
        "    say: " + "Now please look at Rosa's home and " * 5 + "Rosa lives in",
    ),
    "an exit without a way on": (
        SERVICE,
        (
            "    instead:\n      - Ask the city or town where you live. Most have a card like this one.\n"
            "      - When you visit us, ask the driver for a senior day ticket. It costs half the price.\n"
            "      - If you move here soon, come back when you have your new address.\n"
        ),
        "",
    ),
    "a lesson that teaches a wrong answer": (LESSON, 'expect: "1951-05-04"', 'expect: "1851-05-04"'),
    "a lesson with two hints": (
        LESSON,
        "      - Look for the three small boxes. The word above each box says what goes in it.\n",
        "",
    ),
}
PLACES = {
    "an unknown question in a condition": ("questions.pickup_office.when", "delivry"),
    "a question asked later in a condition": ("questions.pickup_office.when", "asked later"),
    "a question nobody can reach": ("questions.pickup_office", "can never be reached"),
    "an option that is not there": ("questions.pickup_office.when", "pigeon"),
    "a renamed question": ("questions.lives_elsewhere.when", "lives_here"),
    "a question of another type": ("step give-address", "is now a long_text"),
    "a changed option": ("step choose-post", "has no option 'post' any more"),
    "a missing office": (f"{SERVICE} office", "there is no office 'moon-desk'"),
    "a missing translation": ("translations", "Get a card for free travel"),
    "a part of a condition that never holds": (
        f"{SERVICE} questions.pickup_office.when",
        "'birth_date age_under 60' can never hold (line",
    ),
    "two questions that wait for each other": (f"{SERVICE} questions.lives_here.when", "'delivery' is asked later"),
    "a key given twice": (f"{SERVICE} line 6: ", "'cost' is given twice"),
    "an alias bomb": (f"{SERVICE} line", "aliases are not allowed"),
    "a tag that makes an object": (f"{SERVICE} line", "os.system' is not allowed"),
    "a huge file": (f"{SERVICE} file", "is larger than 200000 bytes"),
    "a file that is not even read": (SERVICE, "larger than 1000000 bytes"),
    "a number above its limit": (f"{SERVICE} decision_days", "365. (line 7)"),
    "a hard sentence": (f"{SERVICE} summary:", "Keep to 25"),
    "a hard hint": (f"{SERVICE} questions.delivery.hint:", "Keep to 25"),
    "a hard step": (f"{LESSON} steps.answer-yes.say:", "Keep to 25"),
    "an exit without a way on": ("questions.lives_elsewhere", "says what to do instead"),
    "a lesson that teaches a wrong answer": ("step give-birth-date", "does not take"),
    "a lesson with two hints": (LESSON, "hints"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_by_its_file_and_place(run: Run, tmp_path: Path, fault: str) -> None:
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    file, before, after = FAULTS[fault]
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1))
    told = run("check", str(folder))
    place, what = PLACES[fault]
    assert told.exit_code == 1
    assert [line for line in told.output.splitlines() if place in line and what in line], told.output
    assert re.search(rf"^\d+ to mend in {re.escape(str(folder))}\.$", told.output, re.MULTILINE)


def test_a_renamed_question_is_missed_by_the_lesson_too(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    text = (folder / SERVICE).read_text()
    (folder / SERVICE).write_text(text.replace("lives_here", "lives_in_town"))
    assert "step answer-yes: question 'lives_here' is not in service" in run("check", str(folder)).output


def test_a_catalogue_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    catalogue = folder / "locales" / "zh_Hans" / "LC_MESSAGES" / "content.po"
    catalogue.write_text('msgid "broken\nmsgstr "')
    told = run("check", str(folder))
    assert told.exit_code == 1
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert "content.po" in told.output


def test_the_demo_makes_up_nobody_in_production(run: Run) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    told = run(
        "demo",
        HANDRAIL_MODE="production",
        HANDRAIL_PUBLIC_URL="https://city.example",
        HANDRAIL_SECRET=key,
        HANDRAIL_VAULT_KEYS=f"a:{key}",
    )
    assert told.exit_code == 2
    assert "the demo makes up people, so it does not start there" in told.output


class Running:
    """A command running as people run it."""

    def __init__(self, environment: dict[str, str | None], *words: str) -> None:
        told = {name: value for name, value in environment.items() if value is not None}
        kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", *words],
            cwd=ROOT,
            env=kept | told | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, words: str) -> list[str]:
        """Read what it prints up to a line with these words."""
        assert self.process.stdout is not None
        lines: list[str] = []
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if words in line:
                return lines
        raise AssertionError(lines)

    def stopped_by(self, told: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(told)
        out, _ = self.process.communicate(timeout=20)
        return self.process.returncode, out


@pytest.fixture
def start(environment: dict[str, str | None]) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def starter(*words: str, **more: str) -> Running:
        running.append(Running(environment | more, *words))
        return running[-1]

    yield starter
    for each in running:
        each.process.kill()
        each.process.communicate()


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def test_the_demo_says_where_it_is_and_stops_cleanly_on_ctrl_c(start: Callable[..., Running]) -> None:
    port = free_port()
    demo = start("demo", PORT=port)
    lines = demo.until("Press Ctrl-C to stop.")
    assert lines[0].startswith(f"Harbour City is open at http://127.0.0.1:{port}")
    assert any("/api/docs" in line for line in lines)
    assert any("/demo/phone" in line for line in lines)
    people = yaml.safe_load((ROOT / "content" / "people.yaml").read_text())["people"]
    assert sum("+4477009" in line for line in lines) == len(people)
    answered(port)
    assert demo.stopped_by(signal.SIGINT) == (0, "Stopping. What was saved is kept.\n")


def answered(port: str) -> None:
    for _ in range(100):
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.status == 200
            return
        time.sleep(0.1)
    pytest.fail("it did not answer")


def test_serving_without_a_worker_and_a_worker_alone_both_stop_when_told(start: Callable[..., Running]) -> None:
    port = free_port()
    serving, working = start("serve", "--no-worker", PORT=port), start("worker")
    serving.until("Press Ctrl-C to stop.")
    answered(port)
    assert serving.stopped_by(signal.SIGTERM) == (0, "Stopping. What was saved is kept.\n")
    assert working.process.poll() is None
    assert working.stopped_by(signal.SIGTERM)[0] == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(start: Callable[..., Running]) -> None:
    port = free_port()
    start("demo", PORT=port).until("Press Ctrl-C to stop.")
    second = start("serve", PORT=port)
    _, told = second.process.communicate(timeout=20)
    assert second.process.returncode == 2
    assert told.startswith(f"handrail: cannot listen on 127.0.0.1:{port}:")
    assert told.endswith("Set PORT to a free one.\n")


def test_two_demos_started_at_once_on_nothing_share_one_city(start: Callable[..., Running], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared' / 'city.sqlite3'}"
    demos = [start("demo", PORT=free_port(), HANDRAIL_DATABASE_URL=url) for _ in range(2)]
    for demo in demos:
        demo.until("Press Ctrl-C to stop.")
    assert [demo.stopped_by(signal.SIGINT)[0] for demo in demos] == [0, 0]
    assert migrations.current(url) == migrations.newest()


def test_a_map_is_printed_in_words_or_as_a_drawing_in_each_language(run: Run) -> None:
    told = run("map", CARD)
    assert told.exit_code == 0
    assert "  7  Have you had a travel card from us before?" in told.output
    assert "         Comes only if you answered “Yes” to question 7." in told.output
    assert run("map", CARD, "--svg", "--language", "zh-Hans").output.startswith("<svg ")
    assert "there is no service 'gone'" in run("map", "gone").output
    refused = run("map", CARD, "--language", "fr")
    assert (refused.exit_code, "'fr' is not a language of this city" in refused.output) == (2, True)
