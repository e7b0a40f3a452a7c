from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "linli.disputes"
