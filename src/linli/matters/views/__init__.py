"""The plain workbench: list, matter, verbs, map tiles."""
