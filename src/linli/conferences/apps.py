from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "linli.conferences"

    def ready(self) -> None:
        from linli.conferences import beside  # noqa: F401 — importing it is what puts it beside a dispute
