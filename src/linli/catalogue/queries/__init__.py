from linli.catalogue.queries.duties import (
    duty_for,
    is_on_community_list,
    require_on_community_list,
)
from linli.catalogue.queries.edition import forget
from linli.catalogue.queries.kinds import (
    KindTree,
    kind_named,
    kind_of_event_code,
    kinds,
)

__all__ = [
    "KindTree",
    "duty_for",
    "forget",
    "is_on_community_list",
    "kind_named",
    "kind_of_event_code",
    "kinds",
    "require_on_community_list",
]
