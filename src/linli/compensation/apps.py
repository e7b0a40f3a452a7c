from django.apps import AppConfig


class CompensationConfig(AppConfig):
    name = "linli.compensation"
