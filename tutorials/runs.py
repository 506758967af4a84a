"""A lesson is gone through several times, each time with less help: watched, guided, with hints, alone, and for real.

Which steps belong to a run follows from their kinds. Only what is done alone counts as 'I can do this': without a hint,
and without words that say what was wrong. Whoever asks for help in the run alone gets it, and that step is noted as
done with hints; it can be done alone later.
"""

from typing import Literal, get_args

from tutorials.lesson import JUDGED, Lesson, Step

Run = Literal["watch", "guided", "hints", "alone", "real"]
RUNS: tuple[Run, ...] = get_args(Run)
"""In the order in which they are gone through.

    watch   everything is shown and marked; nothing need be done
    guided  the same steps are done, each with its last hint and the right piece marked from the start
    hints   done without words before; a hint comes when it is asked for
    alone   no hints, and a wrong answer is only told to be one; what would do harm is still stopped
    real    on one's own phone
"""
HELPED: Run = "hints"
"""The run of a step that was done with help, whatever run it was begun in. Events that name no run belong here."""

_SHOWN = frozenset({"read", "watch"})
_LAST_PAGES = frozenset({"check", "send"})
_DONE = JUDGED | _LAST_PAGES
_KINDS: dict[Run, frozenset[str]] = {
    "watch": (_SHOWN | _DONE) - {"recall"},
    "guided": (_SHOWN | _DONE) - {"recall"},
    "hints": _DONE,
    "alone": _DONE,
    "real": frozenset({"real"}),
}


def belongs(step: Step, run: Run) -> bool:
    """Whether the step is part of this run."""
    return step.kind in _KINDS[run]


def runs_of(step: Step) -> tuple[Run, ...]:
    """The runs that the step is part of, in their order."""
    return tuple(run for run in RUNS if belongs(step, run))


def steps_of(lesson: Lesson, run: Run) -> tuple[Step, ...]:
    """The steps of a run, in the order of the lesson; none, if the lesson has nothing for it."""
    return tuple(step for step in lesson.steps if belongs(step, run))


def after(lesson: Lesson, run: Run) -> Run | None:
    """The run that comes next, or None after the last that the lesson has steps for."""
    later = RUNS[RUNS.index(run) + 1 :]
    return next((each for each in later if steps_of(lesson, each)), None)
