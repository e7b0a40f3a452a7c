"""Fills a home for pictures: `python -m linli.bench.screens.playing <matters>` in its settings.

Plays the demo once, has the days counted, and prints the way to each page as JSON: its name, address and cookie.
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
    from linli.demo.actions import Wish, play_demo

    play_demo(Wish(matters=matters), now=MOMENT)
    count_recent(now=MOMENT)
    # Kept long: the clock of the city that is drawn is not the clock of this machine.
    found = find(PAGES, now=MOMENT, hours=A_YEAR_OF_HOURS)
    sys.stdout.write(json.dumps({name: [each.address, each.cookie] for name, each in found.items()}))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
