"""A quarter of the city that shows how promises are kept: letters, the ladder, lists, whistles and the year's plan."""

from linli.demo.quarter.playing import Quarter, QuarterWish, play_quarter

__all__ = ["Quarter", "QuarterWish", "play_quarter"]
