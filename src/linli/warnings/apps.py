from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "linli.warnings"

    def ready(self) -> None:
        from linli.warnings import beside  # noqa: F401 — importing it is what puts it beside the matters
        from linli.warnings.queries import corrected  # noqa: F401 — and what the classifier learns from
