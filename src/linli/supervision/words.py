"""Names of what may be done that is no verb of a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STATE_REASON = _("State the reason")
PROPOSE = _("Propose for the list")
RECORD_HAZARD = _("Record a hazard")
PLAN_CAMPAIGN = _("Plan a campaign")
RECHECK = _("Re-check")
