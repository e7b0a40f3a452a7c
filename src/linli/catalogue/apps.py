from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "linli.catalogue"

    def ready(self) -> None:
        from linli.catalogue import listeners  # noqa: F401  (registers itself)
