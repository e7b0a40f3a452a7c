from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "linli.disputes"

    def ready(self) -> None:
        from linli.disputes import beside, piles  # noqa: F401 — importing puts them beside a matter, and into the inbox
