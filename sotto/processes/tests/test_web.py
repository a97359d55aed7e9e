"""The web server: nothing older than TLS 1.2, and nothing about who asked goes to a log."""

import ssl

import pytest

from sotto.processes import web
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.room


def test_nothing_older_than_tls_1_2_and_only_suites_with_forward_secrecy() -> None:
    context = web.secure(None, lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    suites = {suite["name"] for suite in context.get_ciphers()}
    assert suites
    assert all(name.startswith(("TLS_", "ECDHE-")) for name in suites)


def test_the_server_listens_where_it_is_told_and_writes_no_access_log() -> None:
    chosen = web.settings(Configuration())
    assert chosen["bind"] == ["127.0.0.1:8443"]
    assert chosen["accesslog"] is None


def test_what_gunicorn_says_of_a_visitor_goes_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    pages = web.Pages(Configuration())
    quiet = web.QuietLogger(pages.cfg)
    quiet.warning("Invalid request from ip={ip}: {error}", "192.0.2.7")
    quiet.info("GET %s", "/open/token/")
    quiet.exception("Error handling request %s", "/open/token/")
    said = "".join(capsys.readouterr())
    assert "web.server_failed" in said
    assert "192.0.2.7" not in said
    assert "token" not in said
