from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "linli.workbench"

    def ready(self) -> None:
        from linli.workbench import piles_of_letters, piles_of_matters  # noqa: F401 — importing registers them
