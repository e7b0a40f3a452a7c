"""The part of a city pack that lists its checkpoints: `checkpoints.csv`."""

from __future__ import annotations

import re

from linli.areas.place_lists import PlaceList
from linli.field.actions.checkpoints import differences, load_checkpoints
from linli.field.errors import CheckpointColumnsWrong, CheckpointUnfit
from linli.field.models import Checkpoint

KIND = re.compile(r"[a-z][a-z0-9_]{1,39}")
CHECKPOINTS = PlaceList(
    part="checkpoints",
    code=re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{2,29}"),
    is_kind=lambda kind: bool(KIND.fullmatch(kind)),
    wrong_columns=lambda columns: CheckpointColumnsWrong(columns=columns),
    unfit=lambda value, field, place: CheckpointUnfit(value=value, field=field, checkpoint=place),
    kept=lambda: {place.code: place for place in Checkpoint.objects.all()},
    differences=differences,
    loads=load_checkpoints,
)
CHECKPOINTS.register()
