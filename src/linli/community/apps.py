from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "linli.community"

    def ready(self) -> None:
        from linli.community import beside, piles  # noqa: F401 — importing puts them beside a matter, and into the inbox
