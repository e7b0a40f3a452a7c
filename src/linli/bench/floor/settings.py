from __future__ import annotations

from linli.core.config import Config

LINLI = Config()
SECRET_KEY = "the floor signs nothing"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["linli.bench.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "linli.bench.floor.urls"
DATABASES = {"default": LINLI.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
