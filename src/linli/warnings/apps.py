from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "linli.warnings"

    def ready(self) -> None:
        # Importing them is what makes them listen, stand beside the matters, and teach the classifier.
        from linli.warnings import beside, listeners  # noqa: F401
        from linli.warnings.queries import corrected  # noqa: F401
