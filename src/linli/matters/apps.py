from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "linli.matters"

    def ready(self) -> None:
        from linli.matters import pointing  # noqa: F401 — importing it is what lets letters point here
