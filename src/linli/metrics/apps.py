from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "linli.metrics"

    def ready(self) -> None:
        from linli.metrics import beside, listeners  # noqa: F401 — importing them is what makes them known
