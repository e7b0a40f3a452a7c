"""Keeps child processes running: starts again what dies, and stops all of them in order."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from linli.core.processes import end_with_parent

log = logging.getLogger(__name__)

STOP = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
WATCHED = STOP | {signal.SIGCHLD}
FIRST_DELAY, LONGEST_DELAY = 0.2, 10.0
CALM_SECONDS = 20
"""A child that ran this long is started again at once."""
STOP_SECONDS = 15
LOOK_SECONDS = 1.0


@dataclass
class Child:
    """A command that is to be running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    delay: float = 0.0
    """Seconds until the next start after a death: doubles from 0.2 to 10 while deaths follow each other."""
    _due: float = field(default=0.0, repr=False)

    def look_after(self, now: float) -> None:
        """Start the command if it is not running and its time has come."""
        if self.process and self.process.poll() is not None:
            self._bury(now)
        if self.process is None and now >= self._due:
            self.process = subprocess.Popen(
                self.command, start_new_session=True, preexec_fn=partial(_become_child, os.getpid())
            )
            self.starts, self._started = self.starts + 1, now

    def _bury(self, now: float) -> None:
        assert self.process is not None
        calm = now - self._started >= CALM_SECONDS
        self.delay = FIRST_DELAY if calm or not self.delay else min(self.delay * 2, LONGEST_DELAY)
        log.warning("%s ended (%s); started again in %.1f s", self.name, self.process.returncode, self.delay)
        self.signal(signal.SIGKILL)  # what it left behind: its group outlives it
        self.process, self._due = None, now + self.delay

    def signal(self, number: signal.Signals) -> None:
        """Send `number` to the child and to everything it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    _started: float = field(default=0.0, repr=False)


def keep(children: Sequence[Child], *, also: Callable[[], None] = lambda: None) -> signal.Signals:
    """Keep the children running until this process is asked to stop; return the signal that asked.

    `also` is called about once a second. To be called in the main thread.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        while True:
            now = time.monotonic()
            for child in children:
                child.look_after(now)
            also()
            wait = min(
                [LOOK_SECONDS, *(max(child._due - now, 0.05) for child in children if not child.process)]
            )
            caught = signal.sigtimedwait(WATCHED, wait)
            if caught and caught.si_signo in STOP:
                return signal.Signals(caught.si_signo)
    finally:
        stop(children)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop(children: Sequence[Child]) -> None:
    """Ask all to end, wait for them, and kill what has not ended after 15 seconds."""
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(until - time.monotonic(), 0.1))
    for child in children:
        child.signal(signal.SIGKILL)
    for process in running:
        process.wait()


def _become_child(parent: int) -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    end_with_parent(parent)
