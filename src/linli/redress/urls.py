from __future__ import annotations

from django.urls import path

from linli.redress.views import cases, suggestions

app_name = "redress"
urlpatterns = [
    path("", suggestions.index, name="list"),
    path("cases/new/", cases.new, name="new_case"),
    path("cases/<int:number>/", cases.show, name="case"),
    path("cases/<int:number>/do/<str:verb>/", cases.do, name="case_do"),
    path("suggestions/new/", suggestions.new, name="new"),
    path("suggestions/<int:number>/", suggestions.show, name="suggestion"),
    path("suggestions/<int:number>/do/<str:verb>/", suggestions.do, name="do"),
]
