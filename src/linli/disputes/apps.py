from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "linli.disputes"

    def ready(self) -> None:
        from linli.disputes import listeners  # noqa: F401 — registers what it shows
