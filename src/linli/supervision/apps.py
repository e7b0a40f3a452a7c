from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "linli.supervision"

    def ready(self) -> None:
        from linli.supervision import listeners  # noqa: F401 — importing it is what makes it listen
