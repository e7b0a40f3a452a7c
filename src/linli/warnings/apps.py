from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "linli.warnings"
