from linli.catalogue.models.collection import (
    Admission,
    AdmissionItem,
    CollectedValue,
    CollectionCategory,
    CollectionItem,
    CollectionList,
    Opinion,
)
from linli.catalogue.models.duties import Duty
from linli.catalogue.models.edition import CatalogueEdition
from linli.catalogue.models.kinds import Kind

__all__ = [
    "Admission",
    "AdmissionItem",
    "CatalogueEdition",
    "CollectedValue",
    "CollectionCategory",
    "CollectionItem",
    "CollectionList",
    "Duty",
    "Kind",
    "Opinion",
]
