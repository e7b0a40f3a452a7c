from __future__ import annotations

from django.urls import path

from linli.stations.views import booking, counter, guide

app_name = "stations"
urlpatterns = [
    path("services/", guide.services, name="services"),
    path("services/<str:code>/", guide.service, name="service"),
    path("services/<str:service>/at/<str:station>/", booking.book, name="book"),
    path("stations/", guide.stations, name="stations"),
    path("stations/<str:code>/", guide.station, name="station"),
    path("booking/", booking.ask, name="ask"),
    path("booking/<str:code>/", booking.show, name="booking"),
    path("booking/<str:code>/<str:verb>/", booking.do, name="do"),
    path("counter/", counter.day, name="day"),
    path("counter/<str:code>/", counter.show, name="serve"),
    path("counter/<str:code>/<str:verb>/", counter.do, name="do_serve"),
]
