from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from linli.core.processes import is_running

PARENT = """
import os, subprocess, sys
from functools import partial
from linli.core.processes import end_with_parent
child = subprocess.Popen(["sleep", "600"], preexec_fn=partial(end_with_parent, os.getpid()))
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a promise of Linux")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 20
    while is_running(child):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_process_that_ended_but_was_not_waited_for_is_not_running() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout
    ended.stdout.read()
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert not is_running(ended.pid)
    ended.communicate()
