from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "linli.community"

    def ready(self) -> None:
        from linli.community import beside  # noqa: F401 — importing it is what puts it beside a matter
