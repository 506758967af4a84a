"""Photos and files as answers: sent in parts over a bad line, kept once, and forgotten when nobody needs them."""

import dataclasses
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.core import clock
from backend.core.reading import Matter
from backend.domain.applications import queries as applications
from backend.domain.applications.actions import begin as begin_application
from backend.domain.applications.errors import AlreadySent, AnswerNotTaken, NotComplete, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.identity import actions as identity
from backend.domain.inbox import queries as inbox
from backend.domain.intake import actions, files
from backend.domain.intake.files import Desk
from backend.domain.uploads import queries
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.errors import (
    EnoughHere,
    EnoughToday,
    FileBroken,
    FileEmpty,
    FileTooLarge,
    HarmfulFile,
    KindUnknown,
    NoRoom,
    NotAPhoto,
    NotChecked,
    OtherFile,
    PartsMissing,
    PartWrong,
)
from backend.domain.uploads.files import Files
from backend.domain.uploads.models import Upload
from backend.domain.uploads.queries import Enclosure, open_file
from backend.domain.uploads.rules import LARGEST, MOST_A_DAY, PART, part_count
from backend.domain.uploads.scanner import Scanner
from backend.domain.uploads.store import Store
from backend.parts import Parts
from backend.worker import drain, sweep, tidy
from flows.load import service_from
from tests.domain.given import ROSA, WAI
from tests.enclosures import making
from tests.flows.flows_examples import document, raw

PERMIT = service_from(
    document(
        raw("sells_food", "yes_no"),
        raw("course", "file", most=3, when={"sells_food": True}),
        raw("face", "photo"),
        raw("name", "text"),
        id="permit",
        title="Get a permit",
    )
)
JPEG = "image/jpeg"


class City:
    """People who use the service, each step in a transaction of its own, as the doors have it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = dataclasses.replace(parts, older={}, versions={})
        self.scanner: Scanner | None = None
        self.rosa, self.wai = self._account(ROSA), self._account(WAI)
        self.draft = self.begin()

    def _account(self, number: str) -> int:
        with self.parts.writing() as session:
            return identity.account_for(session, number, clock.now())

    @property
    def store(self) -> Store:
        return self.parts.files.store

    @property
    def desk(self) -> Desk:
        """As if the program had been started anew: nothing is remembered but what is on the disk."""
        found = Files(Store(self.store.folder, self.parts.settings.vault()), self.scanner)
        parts = self.parts
        return Desk(parts.reading, parts.writing, found, parts.diary, lambda *_: PERMIT, parts.context(), clock.now())

    def begin(self, account: int | None = None) -> uuid.UUID:
        public_id = uuid.uuid4()
        with self.parts.writing() as session:
            version = session.scalar(select(ServiceVersion.id).limit(1))
            assert version is not None
            begin_application(session, account or self.rosa, f"permit-{public_id}", version, public_id, clock.now())
        self.answer("sells_food", value=True, draft=public_id)
        return public_id

    def answer(self, question: str, value: Any, draft: uuid.UUID | None = None) -> Any:
        with self.parts.writing() as session:
            found = self._find(session, draft or self.draft)
            return actions.save_answer(
                session, self.parts.diary, found, PERMIT, question, value, self.parts.context(), clock.now()
            ).value

    def answers(self) -> dict[str, Any]:
        with self.parts.reading() as session:
            return applications.answers_of(session, self._find(session, self.draft))

    def _find(self, session: Any, public_id: uuid.UUID) -> Application:
        found: Application = session.scalars(select(Application).where(Application.public_id == public_id)).one()
        return found

    def announce(
        self, data: bytes, question: str = "course", public_id: uuid.UUID | None = None, kind: str = "", **more: Any
    ) -> uuid.UUID:
        upload = public_id or uuid.uuid4()
        said = Announced("IMG_1.jpg", kind, more.get("size", len(data)))
        with self.parts.writing() as session:
            found = self._find(session, more.get("draft", self.draft))
            files.begin(session, found, PERMIT, question, upload, said, self.parts.context(), clock.now())
        return upload

    def send_parts(self, upload: uuid.UUID, data: bytes) -> None:
        for number in range(1, part_count(len(data)) + 1):
            self.part(upload, data, number)

    def part(self, upload: uuid.UUID, data: bytes, number: int) -> None:
        files.keep_part(self.desk, self.rosa, upload, number, data[(number - 1) * PART : number * PART])

    def complete(self, upload: uuid.UUID, account: int | None = None) -> Enclosure:
        return files.complete(self.desk, account or self.rosa, upload)

    def give(self, data: bytes, question: str = "course", public_id: uuid.UUID | None = None) -> uuid.UUID:
        """Send a whole file."""
        upload = self.announce(data, question, public_id)
        self.send_parts(upload, data)
        self.complete(upload)
        return upload

    def send(self) -> str:
        with self.parts.writing() as session:
            found, now = self._find(session, self.draft), clock.now()
            return actions.send(session, self.parts.diary, found, PERMIT, self.parts.context(), now)

    def ready(self) -> uuid.UUID:
        """All is answered, with a photo."""
        self.give(making.pdf(), "course")
        face = self.give(making.photo(), "face")
        self.answer("name", "Rosa Lee")
        return face

    def discard(self) -> None:
        with self.parts.writing() as session:
            actions.discard(session, self._find(session, self.draft), PERMIT)

    def take_away(self, upload: uuid.UUID) -> None:
        with self.parts.writing() as session:
            files.take_away(session, self._find(session, self.draft), PERMIT, upload, clock.now())

    def shown(self, upload: uuid.UUID) -> Enclosure | None:
        with self.parts.reading() as session:
            found = queries.find(session, upload)
            return queries.shown(session, found, Matter("application")) if found else None

    def on_disk(self, upload: uuid.UUID) -> bool:
        return upload in self.store.there(upload.bytes[0])

    def work(self) -> None:
        drain(dataclasses.replace(self.parts, files=self.desk.files))

    def count(self) -> int:
        with self.parts.reading() as session:
            return session.scalar(select(func.count()).select_from(Upload)) or 0


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How far the clock is put forward."""
    ahead, now = [timedelta(0)], clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + ahead[0])
    return ahead


@pytest.fixture
def city(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(Parts, "service_of", lambda *_: PERMIT)
    return City(parts)


def raises(error: type[Exception], call: Callable[[], Any]) -> Any:
    with pytest.raises(error) as caught:
        call()
    return caught.value


# --- On the way ----------------------------------------------------------------------------------------------------

LETTER = making.pdf(
    change=lambda made: made.pages[0].__setattr__("Contents", made.make_stream(b"% " + bytes(300_000))),
    compress_streams=False,
)


def test_a_line_cut_at_every_part_loses_nothing(city: City) -> None:
    count = part_count(len(LETTER))
    assert count >= 5
    upload = city.announce(LETTER)
    for number in range(1, count + 1):
        assert city.store.parts(upload) == list(range(1, number)), "what came before the cut is there"
        piece = LETTER[(number - 1) * PART : number * PART]
        raises(
            PartWrong,
            lambda piece=piece, number=number: files.keep_part(  # type: ignore[misc]
                city.desk, city.rosa, upload, number, piece[:-1]
            ),
        )
        raises(PartsMissing, lambda: city.complete(upload))
        city.part(upload, LETTER, number)
        city.part(upload, LETTER, number)
        assert city.announce(LETTER, public_id=upload) == upload, "begun again it goes on"
    found = city.complete(upload)
    assert (found.state, found.kind, found.pages) == ("ready", "pdf", 1)
    uncut = city.give(LETTER)
    whole = [b"".join(city.store.read(each, "whole")) for each in (upload, uncut)]
    assert whole[0][:-200] == whole[1][:-200], "but for the id at its end, the same"
    assert city.store.parts(upload) == []


def test_parts_may_come_in_any_order_and_several_at_once(city: City) -> None:
    upload, count = city.announce(LETTER), part_count(len(LETTER))
    numbers = [*range(count, 0, -1), *range(1, count + 1)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: city.part(upload, LETTER, number), numbers))
    assert city.complete(upload).state == "ready"
    city.part(upload, LETTER, 1)
    assert city.store.parts(upload) == [], "one that comes late changes nothing"


@pytest.mark.parametrize("where", ["whole", "small", "the answer", "the parts"])
def test_killed_while_it_is_completed_it_is_completed_the_next_time(
    city: City, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    upload, data = city.announce(making.photo(), "course"), making.photo()
    city.send_parts(upload, data)
    keep = Store.keep

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    def killed_at(store: Store, of: uuid.UUID, name: str, chunks: Any) -> int:
        return keep(store, of, name, chunks) if name != where else killed()  # type: ignore[return-value, func-returns-value]

    with monkeypatch.context() as patched:
        match where:
            case "the answer":
                patched.setattr(actions, "save_answer", killed)
            case "the parts":
                patched.setattr(Store, "drop_parts", killed)
            case _:
                patched.setattr(Store, "keep", killed_at)
        with pytest.raises(KeyboardInterrupt):
            city.complete(upload)
    assert city.complete(upload).state == "ready"
    assert city.answers()["course"] == [str(upload)]


def test_completed_twice_and_by_two_at_once_it_is_there_once(city: City) -> None:
    data = making.photo()
    upload = city.announce(data, "course")
    city.send_parts(upload, data)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: city.complete(upload).id, range(2)))
    assert both == [upload, upload]
    assert city.complete(upload).state == "ready"
    assert city.answers()["course"] == [str(upload)]


def test_what_can_be_told_before_it_is_sent_is_told_then(city: City) -> None:
    for error, question, kind, size in (
        (FileTooLarge, "course", JPEG, LARGEST + 1),
        (FileEmpty, "course", JPEG, 0),
        (KindUnknown, "course", "video/mp4", 10),
        (KindUnknown, "course", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 10),
        (NotOnJourney, "name", JPEG, 10),
        (NotOnJourney, "nothing", JPEG, 10),
    ):
        raises(error, lambda: city.announce(b"", question, kind=kind, size=size))  # noqa: B023
    city.answer("course", [str(city.give(making.pdf()))])
    raises(NotAPhoto, lambda: city.announce(b"x", "face", kind="application/pdf"))
    city.announce(b"x", "face", kind="image/HEIC; x=1")
    assert city.count() == 2


def test_the_same_id_is_the_same_file_and_nobody_elses(city: City) -> None:
    upload = city.announce(b"12345")
    assert city.announce(b"12345", public_id=upload) == upload
    raises(OtherFile, lambda: city.announce(b"123", public_id=upload))
    hers = city.begin(city.wai)
    raises(OtherFile, lambda: city.announce(b"12345", public_id=upload, draft=hers))
    raises(NotFound, lambda: files.keep_part(city.desk, city.wai, upload, 1, b"12345"))
    raises(NotFound, lambda: city.complete(upload, city.wai))
    for number in (0, 2, 161):
        raises(PartWrong, lambda: files.keep_part(city.desk, city.rosa, upload, number, b"12345"))  # noqa: B023


def test_a_person_sends_so_many_files_a_day_and_no_more(city: City, later: list[timedelta]) -> None:
    for _ in range(MOST_A_DAY):
        city.announce(b"x")
    error = raises(EnoughToday, lambda: city.announce(b"x"))
    assert timedelta(hours=23) < error.values["wait"] <= timedelta(days=1)
    later[0] = timedelta(days=1)
    for _ in range(15):
        city.announce(b"x", size=LARGEST)
    raises(EnoughToday, lambda: city.announce(b"x", size=LARGEST))


# --- As an answer --------------------------------------------------------------------------------------------------


def test_a_new_photo_takes_the_place_of_the_old_one_which_is_forgotten(city: City) -> None:
    city.give(making.pdf())
    first = city.give(making.photo(), "face")
    second = city.give(making.SIDEWAYS_HEIC, "face")
    assert city.answers()["face"] == [str(second)]
    assert city.shown(first) is None
    city.work()
    assert not city.on_disk(first)
    assert city.on_disk(second)


def test_files_are_added_up_to_the_limit_and_taken_away_one_by_one(city: City) -> None:
    some = [city.give(making.pdf()) for _ in range(3)]
    assert city.answers()["course"] == [str(each) for each in some]
    raises(EnoughHere, lambda: city.announce(b"x"))
    city.take_away(some[1])
    city.take_away(some[1])
    assert city.answers()["course"] == [str(some[0]), str(some[2])]
    city.take_away(some[0])
    city.take_away(some[2])
    assert "course" not in city.answers(), "the question is open again"
    assert city.count() == 0


def test_more_than_fit_begun_at_once_are_kept_up_to_the_limit_and_no_part_is_lost(city: City) -> None:
    many = [city.announce(making.pdf()) for _ in range(4)]
    for each in many:
        city.send_parts(each, making.pdf())
    for each in many[:3]:
        city.complete(each)
    raises(EnoughHere, lambda: city.complete(many[3]))
    city.take_away(many[0])
    city.complete(many[3])
    assert city.answers()["course"] == [str(each) for each in many[1:]]


def test_an_answer_names_whole_files_of_this_person_for_this_question_and_no_others(city: City) -> None:
    mine = city.give(making.pdf())
    arriving = city.announce(b"12345")
    hers = city.begin(city.wai)
    foreign = uuid.uuid4()
    city.announce(making.pdf(), public_id=foreign, draft=hers)
    for ids in ([str(uuid.uuid4())], [str(arriving)], [str(foreign)], [str(mine), str(foreign)], ["sample-1"]):
        error = raises(AnswerNotTaken, lambda: city.answer("course", ids))  # noqa: B023
        assert error.errors[0].message == "We do not have this file. Please send it once more."
    raises(AnswerNotTaken, lambda: city.answer("face", [str(mine)]))
    second = city.give(making.pdf())
    assert city.answer("course", [str(second), str(mine), str(second)]) == [str(second), str(mine)]
    assert city.answer("course", [str(mine)]) == [str(mine)]
    assert city.shown(second) is None, "what the answer names no more is forgotten"


def test_what_is_sent_is_what_the_journey_names_and_all_else_is_forgotten(city: City) -> None:
    face = city.ready()
    (course,) = city.answers()["course"]
    half = city.announce(b"12345")
    city.answer("sells_food", value=False)
    assert city.shown(uuid.UUID(course)) is not None, "kept for coming back"
    city.send()
    assert city.shown(face) is not None
    assert city.shown(uuid.UUID(course)) is None
    assert city.shown(half) is None
    city.work()
    assert (city.on_disk(face), city.on_disk(uuid.UUID(course))) == (True, False)
    raises(AlreadySent, lambda: city.take_away(face))
    raises(AlreadySent, lambda: city.announce(b"x", "face"))


def test_discarding_forgets_the_files_too(city: City) -> None:
    face = city.ready()
    half = city.announce(LETTER)
    city.part(half, LETTER, 1)
    city.discard()
    assert city.count() == 0
    city.work()
    assert not city.on_disk(face)
    assert not city.on_disk(half)


def test_a_question_that_left_the_journey_meanwhile_takes_no_file_but_keeps_its_parts(city: City) -> None:
    upload = city.announce(making.pdf())
    city.send_parts(upload, making.pdf())
    city.answer("sells_food", value=False)
    raises(NotOnJourney, lambda: city.complete(upload))
    city.answer("sells_food", value=True)
    assert city.complete(upload).state == "ready"


def test_one_that_is_taken_away_while_it_is_looked_at_is_gone(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = city.announce(making.pdf())
    city.send_parts(upload, making.pdf())
    keep = Store.keep

    def meanwhile(store: Store, *what: Any) -> int:
        city.take_away(upload)
        return keep(store, *what)

    monkeypatch.setattr(Store, "keep", meanwhile)
    raises(NotFound, lambda: city.complete(upload))
    city.work()
    assert not city.on_disk(upload)
    assert "course" not in city.answers()


# --- What cannot be used -------------------------------------------------------------------------------------------


def test_a_refused_file_leaves_the_answer_as_it_was_and_is_refused_again(city: City) -> None:
    first = city.give(making.pdf())
    broken = city.announce(b"%PDF-1.7 broken")
    city.send_parts(broken, b"%PDF-1.7 broken")
    for _ in range(2):
        raises(FileBroken, lambda: city.complete(broken))
    found = city.shown(broken)
    assert found is not None
    assert (found.state, found.why) == ("refused", FileBroken)
    assert city.answers()["course"] == [str(first)]
    assert not city.on_disk(broken)


@pytest.mark.parametrize("where", ["a part", "the whole"])
def test_a_full_disk_loses_nothing_that_was_kept_and_it_goes_on_when_there_is_room(
    city: City, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    upload, data = city.announce(LETTER), LETTER
    city.part(upload, data, 1)
    write = Store._write  # noqa: SLF001

    def full(store: Store, path: Any, *what: Any) -> int:
        if (where == "a part") == path.name.startswith("part"):
            raise OSError(28, "No space left on device")
        return write(store, path, *what)

    if where == "the whole":
        city.send_parts(upload, data)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "_write", full)
        raises(NoRoom, lambda: city.part(upload, data, 2) if where == "a part" else city.complete(upload))
    assert 1 in city.store.parts(upload)
    city.send_parts(upload, data)
    assert city.complete(upload).state == "ready"


# --- Viruses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clamd(city: City) -> Iterator[making.FakeClamd]:
    with making.fake_clamd() as made:
        city.scanner = made.scanner
        yield made


def test_a_harmless_file_is_ready_at_once(city: City, clamd: making.FakeClamd) -> None:
    upload = city.give(making.pdf())
    found = city.shown(upload)
    assert found is not None
    assert found.state == "ready"
    assert clamd.looked_at == [b"".join(city.store.read(upload, "whole"))], "what is kept is what was looked at"
    city.work()
    assert len(clamd.looked_at) == 1, "and once is enough"


def test_a_harmful_file_is_refused_with_a_sentence_and_gone(city: City, clamd: making.FakeClamd) -> None:
    assert clamd.scanner.answers()
    upload = city.announce(making.harmful_pdf())
    city.send_parts(upload, making.harmful_pdf())
    raises(HarmfulFile, lambda: city.complete(upload))
    assert "course" not in city.answers()
    assert not city.on_disk(upload)
    with city.parts.reading() as session:
        assert [each.kind for each in inbox.messages(session, city.rosa)] == ["file-harmful"]


def test_while_the_scanner_is_away_the_file_waits_and_the_person_goes_on(city: City, later: list[timedelta]) -> None:
    city.scanner = making.nobody_there()
    face = city.ready()
    found = city.shown(face)
    assert found is not None
    assert found.state == "waiting"
    with city.parts.reading() as session:
        waiting = queries.find(session, face)
    assert waiting is not None
    with city.parts.reading() as session:
        raises(NotChecked, lambda: open_file(session, waiting, Matter("application")))
    assert city.send(), "nobody waits for our machines"
    for hours in range(30):  # more tries than any message gets
        later[0] = timedelta(hours=7 * hours + 1)
        city.work()
    with making.fake_clamd() as back:
        city.scanner = back.scanner
        later[0] += timedelta(hours=7)
        city.work()
        assert len(back.looked_at) == 2
    found = city.shown(face)
    assert found is not None
    assert found.state == "ready"


@pytest.mark.parametrize("sent", [False, True])
def test_harm_that_is_found_later_is_told_and_asked_for_again_or_shown_to_the_desk(
    city: City, later: list[timedelta], *, sent: bool
) -> None:
    city.scanner = making.nobody_there()
    upload = city.give(making.harmful_pdf())
    city.give(making.photo(), "face")
    city.answer("name", "Rosa Lee")
    if sent:
        city.send()
    with making.fake_clamd() as clamd:
        city.scanner = clamd.scanner
        later[0] = timedelta(minutes=5)
        city.work()
    with city.parts.reading() as session:
        application = city._find(session, city.draft)  # noqa: SLF001
        shown = {each.id: each for each in files.enclosures(session, application)}
        assert "file-harmful" in {each.kind for each in inbox.messages(session, city.rosa)}
    assert (shown[upload].why, shown[upload].in_answer) == (HarmfulFile, sent)
    assert not city.on_disk(upload)
    if not sent:
        raises(NotComplete, city.send)


def test_a_city_that_gives_up_its_scanner_lets_what_waited_go_on(city: City, later: list[timedelta]) -> None:
    city.scanner = making.nobody_there()
    upload = city.give(making.pdf())
    city.scanner, later[0] = None, timedelta(minutes=5)
    city.work()
    found = city.shown(upload)
    assert found is not None
    assert found.state == "ready"


# --- What nobody needs any more --------------------------------------------------------------------------------------


def test_what_never_became_whole_is_forgotten_after_two_days_and_what_is_answered_stays(
    city: City, later: list[timedelta]
) -> None:
    kept, half = city.give(making.pdf()), city.announce(LETTER)
    city.part(half, LETTER, 1)
    later[0] = timedelta(days=1, hours=23)
    tidy(city.parts)
    assert city.store.parts(half) == [1], "it may still go on"
    later[0] = timedelta(days=2, hours=1)
    tidy(city.parts)
    city.work()
    assert (city.on_disk(kept), city.on_disk(half)) == (True, False)


def test_what_belongs_to_nothing_is_swept_from_the_disk_within_a_day(city: City, later: list[timedelta]) -> None:
    kept, half, lost = city.give(making.pdf()), city.announce(LETTER), uuid.uuid4()
    city.part(half, LETTER, 1)
    city.store.keep_part(kept, 1, b"left by a crash")
    city.store.keep_part(lost, 1, b"left by a crash")
    sweep_a_day(city, later)
    assert not city.on_disk(lost)
    assert city.store.parts(kept) == []
    assert b"".join(city.store.read(kept, "whole"))
    assert city.store.parts(half) == [1]


def sweep_a_day(city: City, later: list[timedelta]) -> None:
    for hours in range(2, 26):
        later[0] = timedelta(hours=hours)
        sweep(city.parts)


def test_what_was_begun_a_moment_ago_is_not_swept(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = uuid.uuid4()
    city.store.keep_part(fresh, 1, b"its row is being written")
    for hour in range(24):
        now = clock.now().replace(hour=hour)
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda now=now: now)
            patched.setattr(Store, "age", lambda *_, now=now: now.timestamp() - 60)
            sweep(city.parts)
    assert city.on_disk(fresh)


def test_later_work_that_fails_is_tried_again_and_holds_up_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch, later: list[timedelta]
) -> None:
    upload = city.give(making.pdf())
    city.take_away(upload)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "forget", lambda *_: 1 / 0)
        city.work()
    assert city.on_disk(upload)
    later[0] = timedelta(minutes=2)
    city.work()
    assert not city.on_disk(upload)
