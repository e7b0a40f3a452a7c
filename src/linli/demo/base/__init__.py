"""The base of bodies and places, and how they were rated: what a city with Three-Zero has after two months."""

from linli.demo.base.tales import begin

__all__ = ["begin"]
