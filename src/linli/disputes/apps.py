from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "linli.disputes"

    def ready(self) -> None:
        from linli.disputes import beside  # noqa: F401 — importing it is what puts it beside a matter
