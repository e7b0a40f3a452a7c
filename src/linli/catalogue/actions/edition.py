from __future__ import annotations

import uuid

from linli.catalogue.models import CatalogueEdition
from linli.catalogue.queries.edition import changed, is_changing


def new_edition() -> None:
    """Tell every process that its copies are old; call inside the transaction that changed something.

    The token changes once in a transaction, however much of the catalogue does.
    """
    if not is_changing():
        CatalogueEdition.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
    changed()
