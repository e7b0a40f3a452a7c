from __future__ import annotations

from django.urls import path

from linli.warnings.views import causes, early

app_name = "warnings"
urlpatterns = [
    path("warnings/", early.board, name="board"),
    path("warnings/progress/", early.progress, name="progress"),
    path("warnings/backtest/", early.backtest, name="backtest"),
    path("warnings/<int:number>/", early.show, name="warning"),
    path("warnings/<int:number>/do/<slug:verb>/", early.do, name="do"),
    path("causes/", causes.index, name="causes"),
    path("causes/new/", causes.new, name="new_cause"),
    path("causes/<int:number>/", causes.show, name="cause"),
    path("causes/<int:number>/do/<slug:verb>/", causes.do, name="do_cause"),
]
