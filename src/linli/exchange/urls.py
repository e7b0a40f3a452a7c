from django.urls import re_path

from linli.exchange.views import georeport

app_name = "exchange"
urlpatterns = [re_path(r"^(?P<path>.*)$", georeport, name="open311")]
