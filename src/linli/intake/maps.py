"""Reading the map of an import from its file."""

from __future__ import annotations

from pathlib import Path

from linli.intake.errors import MapUnfit
from linli.intake.policies.import_map import ImportMap
from linli.rulebook.packs import Document
from linli.rulebook.packs.documents import read_documents


def read_map(path: Path) -> ImportMap:
    """Raises MapUnfit with every fault and its line."""
    found = list(read_documents(path.name, path.read_bytes()))
    faults = [each for each in found if not isinstance(each, Document)]
    if not faults and len(found) != 1:
        raise MapUnfit(faults=f"{path.name}: {len(found)} ≠ 1")
    if not faults:
        document = found[0]
        assert isinstance(document, Document)
        read = document.read(ImportMap)
        if isinstance(read, ImportMap):
            return read
        faults = read
    raise MapUnfit(faults="; ".join(str(fault) for fault in faults))
