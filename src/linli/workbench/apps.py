from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "linli.workbench"

    def ready(self) -> None:
        from linli.workbench import piles_of_matters  # noqa: F401, I001 — importing adds them, those of the loop first
        from linli.workbench import piles_of_letters  # noqa: F401
