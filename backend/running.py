"""Runs the parts of the program beside each other until a signal says to stop.

The signals are waited for, not handled: what a handler raises may land where Python throws exceptions away, as inside
a collection of garbage, and the program would then run on as if nobody had told it to stop.
"""

import ctypes
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import click
import structlog

from backend.logs import what_failed

log = structlog.get_logger("handrail.running")

STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


M_ARENA_MAX = -8
"""The parameter's number in glibc's malloc.h."""


def share_one_heap() -> None:
    """Let all threads take memory from one heap, where the C library has several; before any thread is started.

    A heap for each thread keeps what its largest request needed. One at a time runs Python anyway, so none waits.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library has no such thing, and needs none
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def hold_signals() -> None:
    """From here on keep the signals to stop until they are waited for. To be called before any thread is started."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)


@dataclass(frozen=True, slots=True)
class Beside:
    """Work that runs beside the main thread, how it is asked to end, and the seconds it then has to do so."""

    name: str
    work: Callable[[], object]
    end: Callable[[], object]
    patience: float


def until_told(works: list[Beside]) -> bool:
    """Do the works until a signal says to stop, or one of them ends of itself. Returns whether none of them failed."""
    failed: list[str] = []

    def do(each: Beside) -> None:
        try:
            each.work()
        except Exception as error:  # noqa: BLE001  (said in the log, and the program ends with a code of failure)
            failed.append(each.name)
            log.error("a part of the program ended", part=each.name, **what_failed(error))  # noqa: TRY400  (no message)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    threads = [threading.Thread(target=do, args=(each,), name=each.name, daemon=True) for each in works]
    for thread in threads:
        thread.start()
    signal.sigwait(STOPS)
    click.echo("Stopping. What was saved is kept.")
    for each in works:
        each.end()
    for each, thread in zip(works, threads, strict=True):
        thread.join(each.patience)
    return not failed
