from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "linli.supervision"

    def ready(self) -> None:
        # Importing them is what makes them listen, and stand beside a matter.
        from linli.supervision import beside, listeners  # noqa: F401
