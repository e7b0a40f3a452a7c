"""The part of a city pack that says where people can speak: `voice_places.csv`."""

from __future__ import annotations

import re

from linli.areas.place_lists import PlaceList
from linli.intake.actions.voice_places import differences, load_voice_places
from linli.intake.errors import VoiceColumnsWrong, VoicePlaceUnfit
from linli.intake.models import PlaceKind, VoicePlace

VOICE_PLACES = PlaceList(
    part="voice_places",
    code=re.compile(r"[0-9a-z][0-9a-z_.-]{2,29}"),
    is_kind=lambda kind: kind in PlaceKind.values,
    wrong_columns=lambda columns: VoiceColumnsWrong(columns=columns),
    unfit=lambda value, field, place: VoicePlaceUnfit(value=value, field=field, place=place),
    kept=lambda: {place.code: place for place in VoicePlace.objects.all()},
    differences=differences,
    loads=load_voice_places,
)
VOICE_PLACES.register()
