from __future__ import annotations

from django.urls import path

from linli.registers.views import listing, public, records, sheets

app_name = "registers"
urlpatterns = [
    path("registers/", listing.index, name="index"),
    path("registers/<slug:code>/", listing.register, name="register"),
    path("registers/<slug:code>/map/", listing.on_map, name="map"),
    path("registers/<slug:code>/about/", listing.about, name="about"),
    path("registers/<slug:code>/carry/", sheets.carry, name="carry"),
    path("registers/<slug:code>/new/", records.enter, name="new"),
    path("registers/<slug:code>/import/", sheets.bring_in, name="import"),
    path("registers/<slug:code>/template/", sheets.template, name="template"),
    path("registers/<slug:code>/export/<str:form>/", sheets.export, name="export"),
    path("registers/<slug:code>/<int:number>/", records.show, name="record"),
    path("registers/<slug:code>/<int:number>/edit/", records.edit, name="edit"),
    path("registers/<slug:code>/<int:number>/do/<str:verb>/", records.do, name="do"),
    path("registers/<slug:code>/<int:number>/files/<int:file>/", records.fetch, name="file"),
    path("open/registers/", public.index, name="public"),
    path("open/registers/<slug:code>/", public.show, name="public_register"),
    path("open/registers/<slug:code>.<str:form>", public.data, name="public_data"),
]
