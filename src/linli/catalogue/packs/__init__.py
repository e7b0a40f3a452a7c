"""The parts of a city pack that the catalogue keeps: kinds, duties, what grids may be asked to collect."""

from linli.catalogue.packs import collection, duties, kinds, messages

__all__ = ["collection", "duties", "kinds", "messages"]
