"""What the curriculum weighs: all of it in each language, its first lesson with everything it needs, and its sounds."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from backend.config import load
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.speech import Line, every
from backend.speaking import missing, opus_of, plan
from bench.program import HOST, ROOT, Program
from bench.report import table, verdict
from i18n.catalogues import Catalogues
from i18n.speech import Voice, key_of, sentences
from tutorials.curriculum import curriculum
from tutorials.lesson import Lesson

KB, MB = 1_000, 1_000_000
WHOLE_AIM_KB, FIRST_AIM_KB, AUDIO_AIM_MB = 300, 30, 6
EVERY = 12
"""Of the sentences on the way, in their order, every so many is made and weighed; of all sentences half as many."""
NAMED = re.compile(r'(?:src|href)="(/assets/[\w.-]+\.(?:css|js))"')


def lines(program: Program, home: Path) -> list[str]:
    """The section of the report."""
    lessons = _curriculum(home)
    languages = load_content(ROOT / "content").city.languages
    weighed = [_weighed(program, lessons, tag) for tag in languages]
    return [
        "## The curriculum",
        "",
        "`python -m bench curriculum`",
        "",
        (
            f"Bytes over the line, packed with Brotli as phones get it over TLS, without headers: all {len(lessons)} "
            "lessons of the curriculum with every style and script that they name, as 'keep all' fetches them; and the "
            f"first lesson with the same. A KB is {KB:,} bytes."
        ),
        "",
        *table(
            ["Language", "whole curriculum", "Aim", "", "first lesson", "Aim", ""],
            [
                [
                    tag,
                    f"{whole / KB:.0f} KB",
                    f"≤ {WHOLE_AIM_KB} KB",
                    verdict(whole / KB, WHOLE_AIM_KB, "KB"),
                    f"{first / KB:.1f} KB",
                    f"≤ {FIRST_AIM_KB} KB",
                    verdict(first / KB, FIRST_AIM_KB, "KB"),
                ]
                for tag, (whole, first) in zip(languages, weighed, strict=True)
            ],
        ),
        *_sounds(home, lessons),
    ]


def _curriculum(home: Path) -> list[Lesson]:
    """The lessons that the curriculum names, in their order."""
    content = load_content(load({"HANDRAIL_HOME": str(home)}).content)
    named = [each for module in curriculum() for each in module.lessons]
    return [content.lessons[each] for each in named if each in content.lessons]


def _weighed(program: Program, lessons: Iterable[Lesson], tag: str) -> tuple[int, int]:
    """Bytes of all lessons with what they share, and of the first one with what it needs."""
    headers = {"Accept-Encoding": "br", "Cookie": f"handrail_choices={tag}.100.auto"}
    files: dict[str, int] = {}
    pages, first = 0, 0
    with httpx.Client(base_url=f"http://{HOST}:{program.port}", headers=headers) as phone:
        for lesson in lessons:
            page, size = _fetched(phone, f"/lessons/{lesson.id}?step=begin")
            for name in set(NAMED.findall(page)) - set(files):
                files[name] = _fetched(phone, name)[1]
            pages += size
            first = first or pages + sum(files.values())
    return pages + sum(files.values()), first


def _fetched(phone: httpx.Client, path: str) -> tuple[str, int]:
    with phone.stream("GET", path) as answer:
        answer.raise_for_status()
        text = answer.read().decode()
        return text, answer.num_bytes_downloaded


def _sounds(home: Path, lessons: Iterable[Lesson]) -> list[str]:
    """What the sounds of the curriculum would take, for each voice."""
    if lacking := missing():
        return [f"Sounds were not measured: {', '.join(lacking)} is not here.", ""]
    settings = load({"HANDRAIL_HOME": str(home)})
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", settings.content / "locales")
    rows = []
    for voice, spoken in plan(settings):
        by_key = {line.key: line for line in spoken}
        row = [f"{voice.language}, voice `{voice.id}`"]
        for texts, nth in ((_way(lessons), EVERY), (every(str, lessons), 2 * EVERY)):
            wanted = _keys(texts, catalogues, voice) & set(by_key)
            size = _made(voice, [by_key[key] for key in sorted(wanted)], nth) / MB
            row += [f"{len(wanted):,}", f"{size:.1f} MB"]
            if len(row) == len(("voice", "sentences", "size")):
                row += [f"≤ {AUDIO_AIM_MB} MB", verdict(size, AUDIO_AIM_MB, "MB")]
        rows.append(row)
    return [
        (
            "What `handrail speech` makes for it as Opus: what is said on the way through every lesson (titles, what "
            "to do, hints, what is said to a right answer, demonstrations), and every sentence of the lessons (likely "
            "mistakes, answers to choose from, words on screens). Sounds are fetched one by one as they are read; only "
            "who keeps every lesson with the voice has all of them, and is told the size before. One sentence in "
            f"{EVERY}, and of all one in {2 * EVERY}, was made and weighed; the sums are worked out from them."
        ),
        "",
        *table(["Voice", "on the way", "size", "Aim", "", "all sentences", "size"], rows),
    ]


def _way(lessons: Iterable[Lesson]) -> Iterator[str]:
    for step in (step for lesson in lessons for step in lesson.steps):
        yield from (step.title, step.heard, *step.hints, step.done or "")
        yield from (frame.say for frame in step.frames)


def _keys(texts: Iterable[str], catalogues: Catalogues, voice: Voice) -> set[str]:
    translator = catalogues.translator(voice.language)
    return {key_of(each) for text in texts if text for each in sentences(translator.find(text).text)}


def _made(voice: Voice, spoken: list[Line], every: int) -> float:
    """Bytes of the sounds of these sentences, worked out from one in `every`."""
    some = spoken[::every]
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
        sizes = list(pool.map(lambda each: _size(Path(place), voice, each), some))
    return sum(sizes) / len(some) * len(spoken)


def _size(place: Path, voice: Voice, line: Line) -> int:
    return opus_of(place, voice, line).stat().st_size
