from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "linli.following"

    def ready(self) -> None:
        from linli.following import beside, listeners  # noqa: F401 — importing them is what makes them known
