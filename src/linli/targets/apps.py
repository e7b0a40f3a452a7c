from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "linli.targets"

    def ready(self) -> None:
        from linli.targets import piles  # noqa: F401 — importing it is what puts it into the inbox
