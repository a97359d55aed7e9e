"""Turn a control off, and the right line turns red; turn it on again, and it is green again."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from sotto.lib import lockout
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access import rules as access_rules
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services.probing import run
from sotto.trust.document.tests.flips import (
    Attribute,
    Flip,
    cluster_setting,
    database_setting,
    mode,
    setting,
    statement,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

ROW_SECURITY = "ALTER TABLE directory_person {} ROW LEVEL SECURITY"
STATISTICS = "ALTER TABLE edge_device ALTER COLUMN display_name SET STATISTICS {}"
WITHOUT_GATE = [one for one in settings.MIDDLEWARE if "SignInRequired" not in one]
WITHOUT_CSRF = [one for one in settings.MIDDLEWARE if "Csrf" not in one]

FLIPS: list[tuple[str, str, Flip]] = [
    ("identity.sign_in_required", "the gate is gone", setting(MIDDLEWARE=WITHOUT_GATE)),
    (
        "identity.lockout",
        "100 tries",
        Attribute(lockout, "ACCOUNT", lockout.Lockout(100, timedelta(minutes=10))),
    ),
    (
        "identity.lockout",
        "locked for a minute",
        Attribute(lockout, "ACCOUNT", lockout.Lockout(15, timedelta(minutes=1))),
    ),
    (
        "identity.device_lockout",
        "1,000 tries",
        Attribute(lockout, "DEVICE", lockout.Lockout(1000, timedelta(minutes=10))),
    ),
    ("identity.password_rules", "no rule", setting(AUTH_PASSWORD_VALIDATORS=[])),
    (
        "identity.password_hash",
        "MD5",
        setting(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ),
    (
        "identity.one_time_links",
        "links live a month",
        Attribute(access_rules, "LINK_LIVES", timedelta(days=30)),
    ),
    ("identity.session_length", "a week", setting(SESSION_COOKIE_AGE=7 * 86_400)),
    ("identity.session_cookie", "over HTTP too", setting(SESSION_COOKIE_SECURE=False)),
    ("identity.session_cookie", "for scripts", setting(SESSION_COOKIE_HTTPONLY=False)),
    ("identity.session_cookie", "from anywhere", setting(SESSION_COOKIE_SAMESITE="None")),
    ("identity.forged_requests", "no check", setting(MIDDLEWARE=WITHOUT_CSRF)),
    ("identity.machine_name", "any name", setting(ALLOWED_HOSTS=["*"])),
    (
        "storage.uploads",
        "to a temporary file",
        setting(
            FILE_UPLOAD_HANDLERS=["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
        ),
    ),
    ("storage.debug_off", "debugging", setting(DEBUG=True)),
    (
        "storage.messages_kept",
        "in the session",
        setting(MESSAGE_STORAGE="django.contrib.messages.storage.session.SessionStorage"),
    ),
    (
        "storage.framework_logs",
        "handed on",
        Attribute(logging.getLogger("django"), "propagate", value=True),
    ),
    ("storage.files_folder", "for all", mode(lambda: settings.SOTTO.files_dir, 0o755)),
    ("storage.keyring_folder", "for all", mode(lambda: settings.SOTTO.keyring_dir, 0o755)),
    ("storage.log_folder", "for all", mode(lambda: settings.SOTTO.log_dir, 0o755)),
    (
        "storage.web_secret",
        "for all",
        mode(lambda: settings.SOTTO.state_dir / "web" / "secret.key", 0o644),
    ),
    (
        "storage.job_arguments",
        "a number in a job",
        statement(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
            "VALUES ('flip', 'flip', '{{\"number\": \"+49 30 123456\"}}', 'failed')",
            "DELETE FROM procrastinate_jobs WHERE queue_name = 'flip'",
        ),
    ),
    (
        "database.row_security",
        "disabled",
        statement(ROW_SECURITY.format("DISABLE"), ROW_SECURITY.format("ENABLE")),
    ),
    (
        "database.row_security",
        "not forced",
        statement(ROW_SECURITY.format("NO FORCE"), ROW_SECURITY.format("FORCE")),
    ),
    (
        "database.append_only",
        "one column of the trail",
        statement(
            "GRANT UPDATE (decision) ON audit_entry TO sotto_app",
            "REVOKE UPDATE (decision) ON audit_entry FROM sotto_app",
        ),
    ),
    (
        "database.application_role",
        "goes around it",
        statement("ALTER ROLE sotto_app BYPASSRLS", "ALTER ROLE sotto_app NOBYPASSRLS"),
    ),
    (
        "database.application_role",
        "makes roles",
        statement("ALTER ROLE sotto_app CREATEROLE", "ALTER ROLE sotto_app NOCREATEROLE"),
    ),
    (
        "database.edge_role",
        "reads people",
        statement(
            "GRANT SELECT ON directory_person TO sotto_edge",
            "REVOKE ALL ON directory_person FROM sotto_edge",
        ),
    ),
    (
        "database.edge_role",
        "writes routes",
        statement(
            "GRANT UPDATE ON edge_number TO sotto_edge",
            "REVOKE UPDATE ON edge_number FROM sotto_edge",
        ),
    ),
    (
        "database.append_only",
        "entries can go",
        statement(
            "GRANT DELETE ON audit_entry TO sotto_app",
            "REVOKE DELETE ON audit_entry FROM sotto_app",
        ),
    ),
    (
        "database.unlogged",
        "logged",
        statement("ALTER TABLE edge_number SET LOGGED", "ALTER TABLE edge_number SET UNLOGGED"),
    ),
    (
        "database.no_statistics",
        "kept",
        statement(STATISTICS.format(100), STATISTICS.format(0)),
    ),
    ("database.log_statements", "all", database_setting("log_statement", "all")),
    ("database.log_errors", "errors", database_setting("log_min_error_statement", "error")),
    ("database.log_messages", "warnings", database_setting("log_min_messages", "warning")),
    ("database.log_terse", "verbose", database_setting("log_error_verbosity", "verbose")),
    (
        "database.log_parameters",
        "on errors",
        database_setting("log_parameter_max_length_on_error", "-1"),
    ),
    ("database.log_slow", "the slow", database_setting("log_min_duration_statement", "0")),
    (
        "database.log_connections",
        "the ends",
        cluster_setting("log_connections", "on"),
    ),
    (
        "database.log_connections",
        "how long each was there",
        cluster_setting("log_disconnections", "on"),
    ),
    (
        "database.projections_whole",
        "empty after a crash",
        statement(
            "CREATE TABLE flip AS SELECT * FROM edge_state; DELETE FROM edge_state",
            "INSERT INTO edge_state SELECT * FROM flip ON CONFLICT DO NOTHING; DROP TABLE flip",
        ),
    ),
    (
        "database.extensions",
        "one more",
        statement("CREATE EXTENSION pageinspect", "DROP EXTENSION pageinspect"),
    ),
    (
        "database.triggers",
        "a copy elsewhere",
        statement(
            "CREATE RULE flip AS ON INSERT TO directory_person DO ALSO NOTHING",
            "DROP RULE flip ON directory_person",
        ),
    ),
    (
        "database.publications",
        "sent elsewhere",
        statement("CREATE PUBLICATION flip FOR ALL TABLES", "DROP PUBLICATION flip"),
    ),
    (
        "processed.directory.person",
        "one column more",
        statement(
            "ALTER TABLE directory_person ADD COLUMN mobile text",
            "ALTER TABLE directory_person DROP COLUMN mobile",
        ),
    ),
    (
        "wire.srtp",
        "plain voice",
        statement(
            "UPDATE tenants_tenant SET plain_media_allowed = true",
            "UPDATE tenants_tenant SET plain_media_allowed = false",
        ),
    ),
]


truncation_is_for_tests_only = statement(
    "REVOKE TRUNCATE ON audit_entry FROM sotto_app", "GRANT TRUNCATE ON audit_entry TO sotto_app"
)

as_without_pytest = Attribute(logging.getLogger("django"), "handlers", [logging.NullHandler()])


@pytest.fixture
def tenant(transactional_db: None) -> Iterator[Tenant]:
    from sotto.features.directory.services import rebuild_projections

    with acting(purpose=Purpose.VERIFY):
        tenant = open_tenant(name="Flips", domain="flips.example")
        rebuild_projections()
        with truncation_is_for_tests_only():
            yield tenant


def verdict_of(name: str, tenant: Tenant) -> Verdict:
    with as_without_pytest(), within(tenant.pk):
        return run(name).verdict


@pytest.mark.parametrize(
    ("name", "flip"),
    [(name, flip) for name, _, flip in FLIPS],
    ids=[f"{n}-{w}" for n, w, _ in FLIPS],
)
def test_a_control_that_is_turned_off_turns_its_line_red(
    name: str, flip: Flip, tenant: Tenant
) -> None:
    assert verdict_of(name, tenant) is Verdict.HOLDS
    with flip():
        assert verdict_of(name, tenant) is Verdict.BROKEN
    assert verdict_of(name, tenant) is Verdict.HOLDS
