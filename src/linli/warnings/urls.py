from __future__ import annotations

from django.urls import path

from linli.warnings.views import algorithms, alike, causes, early, hot, replies

app_name = "warnings"
urlpatterns = [
    path("warnings/issues/", hot.index, name="hot"),
    path("warnings/issues/<int:number>/", hot.show, name="hot_issue"),
    path("warnings/issues/<int:number>/matters.xlsx", hot.export, name="hot_export"),
    path("warnings/issues/<int:number>/join/", hot.join, name="hot_join"),
    path("warnings/issues/<int:number>/<slug:verb>/", hot.decide, name="decide"),
    path("warnings/issues/<int:number>/put/<slug:way>/<slug:code>/", hot.put, name="hot_put"),
    path("warnings/alike/<slug:code>/", alike.alike, name="alike"),
    path("warnings/alike/<slug:code>/near/", alike.near, name="alike_near"),
    path("warnings/replies/", replies.units, name="replies"),
    path("warnings/replies/<slug:code>/", replies.advice, name="reply_advice"),
    path("warnings/algorithms/", algorithms.index, name="algorithms"),
    path("warnings/algorithms/<slug:name>/", algorithms.show, name="algorithm"),
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
