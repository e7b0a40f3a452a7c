from __future__ import annotations

from django.urls import path

from linli.intake.views import alike, asking, own_data, picking, pictures, registering, reporting

app_name = "intake"
urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/villages/", reporting.villages, name="villages"),
    path("report/places/", picking.named, name="places"),
    path("report/alike/", alike.look, name="alike"),
    path("report/pictures/", pictures.send, name="pictures"),
    path("report/pictures/<str:handle>/", pictures.show, name="picture"),
    path("report/map/", picking.drawing, name="map"),
    path("report/receipt/", reporting.receipt, name="receipt"),
    path("privacy/", reporting.privacy, name="privacy"),
    path("query/", asking.query, name="query"),
    path("query/leave/", asking.leave, name="leave"),
    path("query/<str:code>/", asking.show, name="mine"),
    path("query/<str:code>/files/<int:number>/", asking.fetch, name="file"),
    path("query/<str:code>/data/", own_data.show, name="data"),
    path("query/<str:code>/data/<str:what>/", own_data.ask, name="ask_data"),
    path("query/<str:code>/<str:verb>/", asking.do, name="act"),
    path("work/new/", registering.register, name="register"),
    path("work/new/alike/", alike.beside, name="alike_at_the_desk"),
]
