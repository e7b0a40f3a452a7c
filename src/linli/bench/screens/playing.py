"""Fills a home for pictures: `python -m linli.bench.screens.playing <matters> <who>…` in its settings.

Plays the demo once, has the days counted, and prints a cookie for everybody named, as JSON.
"""

from __future__ import annotations

import json
import sys

A_YEAR_OF_HOURS = 9_000


def _main(matters: int, *people: str) -> None:
    import django

    django.setup()
    from linli.bench.asking import log_in
    from linli.bench.screens.still import MOMENT
    from linli.command.actions import count_recent
    from linli.demo.actions import Wish, play_demo

    play_demo(Wish(matters=matters), now=MOMENT)
    count_recent(now=MOMENT)
    # Kept long: the clock of the city that is drawn is not the clock of this machine.
    sys.stdout.write(json.dumps({who: log_in(who, hours=A_YEAR_OF_HOURS) for who in people}))


if __name__ == "__main__":
    _main(int(sys.argv[1]), *sys.argv[2:])
