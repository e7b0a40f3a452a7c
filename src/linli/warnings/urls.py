from django.urls import path

from linli.warnings.views import algorithms, hot, replies

app_name = "warnings"
urlpatterns = [
    path("issues/", hot.index, name="hot"),
    path("issues/<int:number>/", hot.show, name="hot_issue"),
    path("issues/<int:number>/matters.xlsx", hot.export, name="hot_export"),
    path("issues/<int:number>/join/", hot.join, name="hot_join"),
    path("issues/<int:number>/<slug:verb>/", hot.decide, name="decide"),
    path("issues/<int:number>/put/<slug:way>/<slug:code>/", hot.put, name="hot_put"),
    path("replies/", replies.units, name="replies"),
    path("replies/<slug:code>/", replies.advice, name="reply_advice"),
    path("algorithms/", algorithms.index, name="algorithms"),
    path("algorithms/<slug:name>/", algorithms.show, name="algorithm"),
]
