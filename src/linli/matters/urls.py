from __future__ import annotations

from django.urls import path

from linli.matters.views import acting, contact, desk, files, listing, matter, public, tiles

app_name = "matters"
urlpatterns = [
    path("work/", listing.work, name="list"),
    path("work/units/", acting.units, name="units"),
    path("work/<str:code>/", matter.show, name="matter"),
    path("work/<str:code>/contact/", contact.reveal_contact, name="contact"),
    path("work/<str:code>/files/", files.add, name="add_files"),
    path("work/<str:code>/files/<int:number>/", files.fetch, name="file"),
    path("work/<str:code>/do/<str:verb>/", acting.do, name="do"),
    path("work/<str:code>/here/", desk.here, name="here"),
    path("work/<str:code>/drafts/<str:verb>/", desk.keep, name="keep_draft"),
    path("work/<str:code>/dossier.pdf", desk.dossier, name="dossier"),
    path("areas/", public.area, name="city"),
    path("areas/<str:code>/", public.area, name="area"),
    path("map/matters/<int:z>/<int:x>/<int:y>.mvt", tiles.matters, name="tile"),
    path("map/areas/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tiles.areas, name="area_tile"),
]
