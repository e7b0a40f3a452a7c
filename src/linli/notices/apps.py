from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "linli.notices"

    def ready(self) -> None:
        from linli.notices import listeners  # noqa: F401 — importing it is what makes it listen
