from __future__ import annotations

from django.urls import path

from linli.metrics.views import bulletins, months, pages

app_name = "metrics"
urlpatterns = [
    path("", pages.index, name="index"),
    path("catalogue/", pages.catalogue, name="catalogue"),
    path("months/", months.index, name="months"),
    path("months/<str:month>/", months.show, name="month"),
    path("bulletins/", bulletins.index, name="bulletins"),
    path("bulletins/<int:number>/", bulletins.show, name="bulletin"),
    path("bulletins/<int:number>/with-remarks.<str:form>", bulletins.fetch, name="with_remarks"),
    path("bulletins/<int:number>/remark/", bulletins.remark, name="remark"),
    path("bulletins/<int:number>/remarks/<int:remark>/answer/", bulletins.answer, name="answer"),
    path("<str:name>/", pages.figure, name="figure"),
    path("<str:name>/list/", pages.behind_figure, name="behind"),
]
