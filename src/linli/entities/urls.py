from __future__ import annotations

from django.urls import path

from linli.entities import views

app_name = "entities"
urlpatterns = [
    path("", views.index, name="entities"),
    path("refreshes/", views.editions, name="editions"),
    path("refreshes/<int:number>/", views.edition, name="edition"),
    path("refreshes/<int:number>/do/<str:verb>/", views.decide, name="decide"),
    path("refreshes/<int:number>/refused.xlsx", views.refused, name="refused"),
    path("asks/", views.asks, name="asks"),
    path("asks/<int:number>/answer/", views.answer_ask, name="answer"),
    path("<str:code>/", views.show, name="entity"),
]
