from __future__ import annotations

from django.urls import path

from linli.conferences.views import conference, listing, villagers

app_name = "conferences"
urlpatterns = [
    path("", listing.index, name="list"),
    path("new/<str:kind>/", listing.new, name="new"),
    path("villagers/", villagers.index, name="villagers"),
    path("villagers/<int:number>/leave/", villagers.leave, name="villager_leave"),
    path("<int:number>/", conference.show, name="conference"),
    path("<int:number>/do/<str:verb>/", conference.do, name="do"),
    path("<int:number>/record.<str:ending>", conference.record, name="record"),
]
