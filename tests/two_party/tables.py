"""Tables of tests and benchmarks, made for as long as they are needed, with the rights of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import AppConfig, apps
from django.db import connection, models

from sotto.personal_data.declaration import check
from sotto.trust.tenants.services import row_security


@contextmanager
def installed(package: str = "tests.two_party") -> Iterator[list[type[models.Model]]]:
    """Inside, the registry knows them; after, neither it nor the database does."""
    config = AppConfig.create(package)
    config.apps = apps
    config.import_models()
    apps.app_configs[config.label] = config
    apps.clear_cache()
    tables = list(config.get_models())
    for table in tables:
        check(table)
    with _owner():
        _make(tables)
    try:
        yield tables
    finally:
        with _owner(), connection.schema_editor() as editor:
            for table in reversed(tables):
                editor.delete_model(table)
        del apps.app_configs[config.label]
        apps.clear_cache()


def _make(tables: list[type[models.Model]]) -> None:
    with connection.schema_editor() as editor:
        for table in tables:
            editor.create_model(table)
    for table in tables:
        row_security._grant(table)
        row_security._protect(table)


@contextmanager
def _owner() -> Iterator[None]:
    """Only the owner of the schema makes tables."""
    connection.close()
    connection.settings_dict["USER"] = "sotto_owner"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = "sotto_app"
