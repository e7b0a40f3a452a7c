from django.apps import AppConfig


class RedressConfig(AppConfig):
    name = "linli.redress"

    def ready(self) -> None:
        from linli.redress import beside  # noqa: F401 — importing it is what puts it beside a dispute
