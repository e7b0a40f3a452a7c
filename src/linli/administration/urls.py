from __future__ import annotations

from django.urls import path

from linli.administration.views import calendars, index, kinds, rules, units

app_name = "administration"
urlpatterns = [
    path("", index.show, name="index"),
    path("units/", units.listing, name="units"),
    path("units/<str:code>/", units.one, name="unit"),
    path("units/<str:code>/close/", units.close, name="close_unit"),
    path("limits/", rules.limits, name="limits"),
    path("rules/<str:key>/", rules.one, name="rule"),
    path("rules/<str:key>/set/", rules.set_it, name="set_rule"),
    path("kinds/", kinds.listing, name="kinds"),
    path("kinds/<str:code>/", kinds.one, name="kind"),
    path("kinds/<str:code>/end/", kinds.end, name="end_kind"),
    path("calendars/<int:year>/", calendars.year, name="calendar"),
]
