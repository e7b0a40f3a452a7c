from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "linli.watching"

    def ready(self) -> None:
        from linli.watching.logs import use_standard_logging

        use_standard_logging()
