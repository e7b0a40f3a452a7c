"""Pytest plug-in: tests have their own home folder, and so their own database, for each checkout."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

CHECKOUT = Path(__file__).parents[3]
HOME = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    / "linli"
    / f"tests-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]}"
)
os.environ["LINLI_HOME"] = str(HOME)
os.environ.setdefault("LINLI_LANGUAGE", "zh-hans")
settings.register_profile("linli", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linli")
"""No test fails because a machine is slow."""


def real_data() -> Path | None:
    """Return the folder of public data sets: `LINLI_DATA`, or `shared/data` beside the checkout. None if absent."""
    for place in (os.environ.get("LINLI_DATA"), CHECKOUT.parent / "shared" / "data"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


def pytest_collection_finish() -> None:
    """Let the collector rest: ten thousand tests and all apps are looked at again and again, a fifth of the time.

    Two workers of pytest are as many threads as a small machine has cores.
    """
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def memory_is_trusted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where questions to the database are counted, none is asked only to see whether a copy is still the same."""
    if {"django_assert_num_queries", "django_assert_max_num_queries"} & set(request.fixturenames):
        monkeypatch.setattr("linli.rulebook.book.FRESH_SECONDS", 3600)
        monkeypatch.setattr("linli.catalogue.queries.edition.FRESH_SECONDS", 3600)
        for held in import_module("linli.areas.queries.held").Held._all:
            monkeypatch.setattr(held, "_check_at", monotonic() + 3600)


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    """What was counted a while ago for one test must not be told in the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def language_is_the_citys() -> Iterator[None]:
    """A page asked for in English leaves English behind in its thread; the next test must not find it."""
    yield
    translation.deactivate()


class Ground:
    """A copy of the empty test database, with a connection of its own, for rows that many tests begin with.

    Between `enter` and `leave` all queries of this thread go there. A test undoes its own rows as ever; the
    ground stays. Other threads know nothing of it, so tests that commit or serve must not stand on it.
    """

    def __init__(self, name: str) -> None:
        """Make the copy, in a second or so. No transaction may be open."""
        from django.db import DEFAULT_DB_ALIAS, connections

        self.name = name
        self._empty: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]
        assert not self._empty.in_atomic_block
        self._empty.creation.clone_test_db(name, verbosity=0)
        self._laid: BaseDatabaseWrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        self._laid.settings_dict = self._empty.creation.get_test_db_clone_settings(name)

    @property
    def is_entered(self) -> bool:
        from django.db import DEFAULT_DB_ALIAS, connections

        return connections[DEFAULT_DB_ALIAS] is self._laid

    def enter(self) -> bool:
        """Return whether we were elsewhere."""
        return self._use(self._laid)

    def leave(self) -> bool:
        """Return whether we were here."""
        return self._use(self._empty)

    def _use(self, wrapper: BaseDatabaseWrapper) -> bool:
        from django.db import DEFAULT_DB_ALIAS, connections

        before = connections[DEFAULT_DB_ALIAS]
        if before is wrapper:
            return False
        assert not before.in_atomic_block
        connections[DEFAULT_DB_ALIAS] = wrapper
        return True

    def remove(self) -> None:
        self._laid.close()
        self._empty.creation.destroy_test_db(suffix=self.name, verbosity=0)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The public data sets; the test is skipped where they are not on the machine."""
    folder = real_data()
    if folder is None:
        pytest.skip("the public data sets are not on this machine")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: object) -> None:
    """Have the test database copied from one that is migrated already."""
    from django.db import connection

    from linli.core.migrated import migrated_database

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let tests empty the tables between them: what is append-only refuses TRUNCATE in a city."""
    from django.db import connection

    kept = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%_no_truncate'"
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(kept)
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def pytest_configure(config: pytest.Config) -> None:
    """Register our fixtures once more: pytest-django's come after this plug-in and would hide them."""
    last = ModuleType("linli_database")
    last.django_db_modify_db_settings = django_db_modify_db_settings  # type: ignore[attr-defined]
    last.django_db_setup = django_db_setup  # type: ignore[attr-defined]
    config.pluginmanager.register(last, last.__name__)
