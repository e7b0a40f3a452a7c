from __future__ import annotations

from django.urls import path

from linli.compensation.views import calculator, files

app_name = "compensation"
urlpatterns = [
    path("", calculator.calculator, name="calculator"),
    path("rules/", calculator.rules, name="rules"),
    path("result/", files.load, name="load"),
    path("case.json", files.download, name="download"),
    path("statement<str:suffix>", files.statement, name="statement"),
]
