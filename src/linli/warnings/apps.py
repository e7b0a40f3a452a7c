from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "linli.warnings"

    def ready(self) -> None:
        # Importing them is what makes them listen.
        from linli.warnings import listeners  # noqa: F401
