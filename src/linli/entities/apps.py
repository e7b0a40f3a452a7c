from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "linli.entities"
