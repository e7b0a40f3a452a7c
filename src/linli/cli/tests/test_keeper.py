from __future__ import annotations

import signal
import sys
import time

import pytest

from linli.cli.keeper import CALM_SECONDS, FIRST_DELAY, LONGEST_DELAY, Child, stop


@pytest.fixture
def child() -> Child:
    made = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"])
    yield made
    stop([made])


def die(child: Child) -> None:
    assert child.process
    child.process.kill()
    child.process.wait()


def test_a_child_that_was_killed_is_started_again(child: Child) -> None:
    child.look_after(0.0)
    first = child.process
    die(child)
    child.look_after(1.0)
    assert child.process is None
    child.look_after(1.0 + FIRST_DELAY)
    assert child.process is not first
    assert child.starts == 2


def test_the_wait_grows_while_deaths_follow_each_other_and_shrinks_after_a_calm_time(child: Child) -> None:
    child.look_after(now := 0.0)
    waits = []
    for _ in range(8):
        die(child)
        child.look_after(now := now + 0.1)
        waits.append(child.delay)
        child.look_after(now := now + child.delay)
    assert waits[:3] == [FIRST_DELAY, FIRST_DELAY * 2, FIRST_DELAY * 4]
    assert waits[-1] == LONGEST_DELAY
    die(child)
    child.look_after(now + CALM_SECONDS)
    assert child.delay == FIRST_DELAY


def test_stopping_ends_a_child_in_order(child: Child) -> None:
    child.look_after(time.monotonic())
    stop([child])
    assert child.process
    assert child.process.returncode == -signal.SIGTERM
