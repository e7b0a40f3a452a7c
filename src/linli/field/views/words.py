"""The sentences that the app's scripts say, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _


def words() -> dict[str, Any]:
    return {**_addresses(), **_sentences()}


def _addresses() -> dict[str, Any]:
    return {
        "zone": settings.LINLI.city_zone,
        "today_address": reverse("api:field_today"),
        "sendings_address": reverse("api:field_send"),
        "tiles_address": reverse("matters:area_tile", args=["grid", 0, 0, 0]).removesuffix("0/0/0.mvt"),
        "worker_address": reverse("field:worker"),
        "app_address": reverse("field:app"),
        "work_address": reverse("matters:list"),
        "log_in_address": f"{reverse('people:log_in')}?next={reverse('field:app')}",
        "log_out_address": reverse("people:log_out"),
        "map_script": static("bundle/field-map.js"),
        "scan_script": static("bundle/field-scan.js"),
    }


def _sentences() -> dict[str, Any]:
    return {
        "app": _("Round"),
        "late_since": _("Late since {at}"),
        "due_today": _("Today until {at}"),
        "due_today_end": _("Until the end of today"),
        "due_by": _("Until {at}"),
        "due_by_end": _("Until the end of {day}"),
        "look_today": _("Look today"),
        "look_since": _("Due since {day}"),
        "look": _("Look"),
        "stops": _("{count} stops, {late} of them late"),
        "loaded_at": _("Loaded at {at}"),
        "kept_on_device": _("Kept on this device. It is sent as soon as there is a network."),
        "arrived_meanwhile": _("It was sent meanwhile and can no longer be changed here."),
        "device_full": _("This device has no room left. Please delete something from it and save again."),
        "not_kept": _("It could not be kept on this device. Please note it down and try again."),
        "too_many_pictures": _("Six pictures are enough; the others were left out."),
        "picture_too_large": _("This picture is larger than 30 MB and was left out."),
        "picture": _("Picture"),
        "position_waiting": _("Asking the device for the place …"),
        "position_noted": _("Goes with this report only:"),
        "position_failed": _("The device does not know where it is. Please say the place in words."),
        "matter_gone": _("This matter is no longer on your list"),
        "matter_elsewhere": _("Matter {code} is not on today's list. Open it at the desk."),
        "step_again": _("Send this step"),
        "code_unknown": _("This code is neither a checkpoint nor a matter of the city."),
        "no_camera": _("The camera cannot be used. Type the code, or choose a picture of it."),
        "map_failed": _("The map could not be loaded. The list has all stops."),
        "you_are_here": _("You are here. Nobody else sees it."),
        "zoom_in": _("Closer"),
        "zoom_out": _("Farther"),
        "items_wait": _("{count} entries have not been sent yet."),
        "arrived_as": _("Arrived: {about}"),
        "with_pictures": _("{count} pictures"),
        "yes": _("Yes"),
        "no": _("No"),
        "purposes": {
            "photo": _("As found"),
            "before": _("Before the work"),
            "after": _("After the work"),
            "evidence": _("Proof"),
        },
        "kinds": {
            "report": _("Report of a find"),
            "step": _("Step of a matter"),
            "check": _("Look at a checkpoint"),
            "value": _("Entry of the collection list"),
        },
    }
