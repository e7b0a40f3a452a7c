from __future__ import annotations

from django.urls import path

from linli.assessments.views import public, staff

app_name = "assessments"
urlpatterns = [
    path("assessments/", staff.index, name="list"),
    path("assessments/new/", staff.new, name="new"),
    path("assessments/<int:number>/", staff.show, name="assessment"),
    path("assessments/<int:number>/do/<slug:verb>/", staff.do, name="do"),
    path("assessments/<int:number>/add/<slug:part>/", staff.add, name="add"),
    path("assessments/<int:number>/<slug:what>.<slug:form>", staff.paper, name="paper"),
    path("consult/", public.index, name="surveys"),
    path("consult/<str:slug>/", public.survey, name="survey"),
    path("consult/<str:slug>/thanks/", public.thanks, name="thanks"),
    path("consult/<str:slug>/code.svg", public.code, name="code"),
]
