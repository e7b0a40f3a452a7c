"""Django settings. What an operator may change is in `linli.core.config`; the rest is the house's own."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from linli.core.config import Config
from linli.core.secrets import keep_secret

LINLI = Config()

BASE = Path(__file__).parent
SECRET_KEY = (
    LINLI.secret_key.get_secret_value()
    if LINLI.secret_key
    else keep_secret(LINLI.home / "secrets" / "session")
)
DEBUG = LINLI.debug
ALLOWED_HOSTS = LINLI.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "axes",
    "linli.core",
    "linli.journal",
    "linli.rulebook",
    "linli.calendars",
    "linli.areas",
    "linli.people",
    "linli.vault",
    "linli.notices",
    "linli.files",
    "linli.language",
    "linli.letters",
    "linli.compensation",
    "linli.catalogue",
    "linli.matters",
    "linli.workbench",
    "linli.intake",
    "linli.stations",
    "linli.registers",
    "linli.field",
    "linli.entities",
    "linli.supervision",
    "linli.disputes",
    "linli.conferences",
    "linli.redress",
    "linli.community",
    "linli.following",
    "linli.targets",
    "linli.ratings",
    "linli.inspections",
    "linli.assessments",
    "linli.publications",
    "linli.command",
    "linli.metrics",
    "linli.administration",
    "linli.warnings",
    "linli.exchange",
    "linli.watching",
    "linli.web",
]

MIDDLEWARE = [
    "linli.watching.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.programs.ProgramDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "linli.people.middleware.KeepSession",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.web.middleware.RefusalPages",
]

MIDDLEWARE_FOR_PROGRAMS = [
    "linli.watching.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "linli.web.programs.ProgramDoor",
    "linli.web.programs.Spoken",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""For requests with an API key, see `linli.web.wsgi`."""

ROOT_URLCONF = "linli.web.urls"
WSGI_APPLICATION = "linli.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.shell",
            ],
        },
    }
]

FORM_RENDERER = "linli.web.rendering.PlainForms"
CSRF_FAILURE_VIEW = "linli.web.views.too_old.form_too_old"

DATABASES = {"default": LINLI.database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 4_000},  # tiles of counts, figures of areas: a few KB each
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "linli.people.policies.SeveralKindsOfCharacters"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "linli.people.views.locked_out"
AXES_USERNAME_CALLABLE = "linli.people.views.username_of"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/begin/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = LINLI.https
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "script-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = LINLI.language
LOCALE_PATHS = [BASE / "cli" / "locale", BASE / "demo" / "locale"]
"""Of what is no installed app: it has no tables."""
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = LINLI.city_zone

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "linli.files.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "linli.watching.logs.formatter", "as_json": LINLI.log_format == "json"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LINLI.log_level},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
