from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "linli.supervision"

    def ready(self) -> None:
        # Importing them is what makes them listen, stand beside a matter, and wait in the inbox.
        from linli.supervision import beside, listeners, piles  # noqa: F401
