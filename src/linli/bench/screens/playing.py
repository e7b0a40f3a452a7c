"""Fills a home for pictures: `python -m linli.bench.screens.playing <matters>` in its settings.

Plays the demo once and does what a worker would have done since. Prints a line of JSON for each step, a list of its
part, how much is done and how much there is; and last the way to each page, by its name: address and cookie.
"""

from __future__ import annotations

import json
import sys

A_YEAR_OF_HOURS = 9_000


def _main(matters: int) -> None:
    import django

    django.setup()
    from linli.bench.screens.finding import find
    from linli.bench.screens.pages import PAGES
    from linli.bench.screens.still import MOMENT
    from linli.command.actions import count_recent
    from linli.core.actor import SYSTEM
    from linli.demo.actions import Wish, play_demo
    from linli.warnings.actions.algorithms import count_algorithms
    from linli.warnings.actions.hot import take_up

    play_demo(Wish(matters=matters), now=MOMENT, report=_say)
    _say("days", 0, 0)
    count_recent(now=MOMENT)
    while take_up(by=SYSTEM, now=MOMENT):
        pass
    count_algorithms(now=MOMENT)
    _say("ways to the pages", 0, 0)
    # Kept long: the clock of the city that is drawn is not the clock of this machine.
    found = find(PAGES, now=MOMENT, hours=A_YEAR_OF_HOURS)
    _print({name: [each.address, each.cookie] for name, each in found.items()})


def _say(part: str, done: int, total: int) -> None:
    _print([str(part), done, total])


def _print(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(int(sys.argv[1]))
