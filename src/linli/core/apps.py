from django.apps import AppConfig
from django.db.models import IntegerField
from django.db.models.fields.related import ForeignObject


class CoreConfig(AppConfig):
    name = "linli.core"

    def ready(self) -> None:
        from linli.core.lookups import Among, RelatedAmong

        IntegerField.register_lookup(Among)
        ForeignObject.register_lookup(RelatedAmong)
