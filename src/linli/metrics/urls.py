from __future__ import annotations

from django.urls import path

from linli.metrics.views import bulletins, months, pages, public

app_name = "metrics"
urlpatterns = [
    path("open/bulletins/", public.index, name="public"),
    path("open/bulletins/<int:number>/", public.show, name="public_bulletin"),
    path("open/bulletins/<int:number>/bulletin.<str:form>", public.fetch, name="public_file"),
    path("figures/", pages.index, name="index"),
    path("figures/catalogue/", pages.catalogue, name="catalogue"),
    path("figures/months/", months.index, name="months"),
    path("figures/months/<str:month>/", months.show, name="month"),
    path("figures/bulletins/", bulletins.index, name="bulletins"),
    path("figures/bulletins/<int:number>/", bulletins.show, name="bulletin"),
    path("figures/bulletins/<int:number>/with-remarks.<str:form>", bulletins.fetch, name="with_remarks"),
    path("figures/bulletins/<int:number>/publish/", bulletins.publish, name="publish"),
    path("figures/bulletins/<int:number>/take-back/", bulletins.take_back, name="take_back"),
    path("figures/bulletins/<int:number>/remark/", bulletins.remark, name="remark"),
    path("figures/bulletins/<int:number>/remarks/<int:remark>/answer/", bulletins.answer, name="answer"),
    path("figures/<str:name>/", pages.figure, name="figure"),
    path("figures/<str:name>/list/", pages.behind_figure, name="behind"),
]
