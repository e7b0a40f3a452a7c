from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RulebookConfig(AppConfig):
    name = "linli.rulebook"

    def ready(self) -> None:
        from linli.rulebook import book

        # Sent after migrations, and after a test has emptied the tables.
        post_migrate.connect(book.forget, sender=self)
