"""Typed settings, read once from the environment.

Every field becomes a line in `docs/reference/settings.md`; nonsense is refused at start-up.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from linli.core.postgres import Cluster


def default_home() -> Path:
    """Return the folder in the user's data directory where a city's state lives by default."""
    if base := os.environ.get("XDG_DATA_HOME"):
        return Path(base) / "linli"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "linli"
    return Path.home() / ".local" / "share" / "linli"


SESSION = "-c plan_cache_mode=force_generic_plan"
"""Only inserts are prepared on the server; planning them again for each row would gain nothing."""


class Config(BaseSettings):
    """What an operator may set, each as an environment variable `LINLI_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=default_home,
        description="Folder of this city's state: embedded database, files, models, secrets.",
    )
    lake: Path | None = Field(
        default=None,
        description="Folder of the lake: facts without personal data, written by `linli lake export`. "
        "Empty: `lake` in the home folder.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql://user:password@host:port/name of a server; empty uses the embedded PostgreSQL.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=40,
        description="Signs sessions and forms. Empty: generated once and kept in the home folder.",
    )
    vault_key: SecretStr | None = Field(
        default=None,
        min_length=40,
        description="Master key of the vault and of the journal's chain. Empty: generated once and kept in the home "
        "folder. Losing it loses the personal data.",
    )
    vault_keys: dict[Annotated[int, Field(ge=2, le=255)], Annotated[SecretStr, Field(min_length=40)]] = Field(
        default={},
        description='Later keys of the vault by version, as JSON: {"2": "…"}. Empty: files `vault-2`, … in the home '
        "folder. The highest version seals new data.",
    )
    cipher_suite: Literal["international", "sm"] = Field(
        default="international",
        description="Cryptography for new personal data: `international` (AES-GCM, SHA-256) or `sm` (SM4, SM3).",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default=["127.0.0.1", "localhost", "[::1]"],
        description="Host names the web server answers to, separated by commas.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^/]+$",
        description="Address under which anybody reaches this site, without a slash at the end; printed on letters.",
    )
    https: bool = Field(
        default=False,
        description="The site is served over HTTPS: cookies are marked secure and plain requests are redirected.",
    )
    debug: bool = Field(default=False, description="Show tracebacks in the browser. Never in a real city.")
    city_zone: str = Field(default="Asia/Shanghai", description="Time zone in which local days are counted.")
    language: Literal["zh-hans", "en"] = Field(
        default="zh-hans", description="Language of the pages by default."
    )
    max_upload_bytes: int = Field(
        default=40_000_000, gt=0, description="Largest attachment that is accepted, in bytes."
    )
    sms_gateway_url: str = Field(
        default="", description="Address of the gateway for text messages; empty: none are sent."
    )
    sms_gateway_key: SecretStr | None = Field(
        default=None, description="Sent to that gateway as `Authorization: Bearer …`."
    )
    mail_host: str = Field(default="", description="SMTP server for outgoing mail; empty: none is sent.")
    mail_port: int = Field(default=587, gt=0, lt=65_536, description="Port of that server.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection to that server is protected."
    )
    mail_user: str = Field(default="", description="Account on that server; empty: without log-in.")
    mail_password: SecretStr | None = Field(default=None, description="Password of that account.")
    mail_from: str = Field(default="linli@localhost", description="Sender of the city's mail.")
    monitor_key: SecretStr | None = Field(
        default=None,
        min_length=20,
        description="What a monitor sends to `/metrics` as `Authorization: Bearer …`. Empty: only accounts may look.",
    )
    trace_url: str = Field(
        default="",
        description="Collector of traces (OpenTelemetry over HTTP, `http://…/v1/traces`); empty: none are sent.",
    )
    log_format: Literal["line", "json"] = Field(
        default="line", description="Log lines for people, or one JSON object each."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line that is written."
    )

    _mask_wrapped: ClassVar[bool] = True
    """Django asks every setting for this at each use, and a model is slow to say that it has no such attribute."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: str | list[str]) -> list[str]:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("only PostgreSQL: postgresql://user:password@host:port/name")
        return value

    @property
    def cluster(self) -> Cluster | None:
        """The embedded PostgreSQL, None when a server is configured."""
        return None if self.database_url else Cluster(self.home)

    def database(self) -> dict[str, Any]:
        """Return Django's description of the one database."""
        where = self.database_url.get_secret_value() if self.database_url else Cluster(self.home).conninfo()
        parts = conninfo_to_dict(where)
        known = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        return {
            "ENGINE": "linli.core.backend",
            **{ours: str(parts.pop(theirs, "")) for ours, theirs in known.items()},
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                **parts,
                "connect_timeout": 10,
                "options": f"{SESSION} {parts.get('options', '')}".strip(),
            },
            "TEST": {"TEMPLATE": "template0"},
        }
