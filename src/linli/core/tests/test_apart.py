from __future__ import annotations

from threading import Event, get_ident

from linli.core.apart import apart


def test_what_is_told_is_written_by_another_thread_and_left_out_while_that_is_busy() -> None:
    began, may_end = Event(), Event()
    written: list[tuple[int, bool]] = []
    here = get_ident()

    def write(number: int) -> None:
        written.append((number, get_ident() == here))
        began.set()
        may_end.wait()

    with apart(write) as tell:
        tell(1)
        began.wait()
        tell(2)
        tell(3)
        may_end.set()
    assert written == [(1, False)]


def test_a_failure_to_tell_stops_nothing() -> None:
    def write(number: int) -> None:
        raise OSError("the database is away")

    with apart(write) as tell:
        tell(1)
