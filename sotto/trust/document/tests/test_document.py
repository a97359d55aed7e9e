"""The document says what was found, in both languages, and nothing that nobody checked."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from sotto.personal_data.registry import holdings
from sotto.trust.access.models import Role
from sotto.trust.document.models import SystemCheck, Turn
from sotto.trust.document.rules import Chapter, Verdict, signed
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.document.services import PROBES, check_system, check_tenant, document_of, probing
from sotto.trust.document.services.inventory import statements
from sotto.trust.document.services.probing import run
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room


def checked() -> None:
    check_system()
    check_tenant()


def test_each_statement_has_its_probe_or_says_why_not() -> None:
    probed = {one.id for one in STATEMENTS if one.is_probed} | {one.id for one in statements()}
    assert probed == set(PROBES)


def test_no_two_statements_have_one_name() -> None:
    names = [one.id for one in STATEMENTS]
    assert len(names) == len(set(names))


def test_each_sentence_stands_in_both_languages() -> None:
    assert all(one.text.en and one.text.de and one.text.en != one.text.de for one in STATEMENTS)


def test_before_the_first_check_every_probed_line_is_red(office: Tenant) -> None:
    lines = document_of().lines
    assert {line.is_red for line in lines if line.statement.is_probed} == {True}


def test_after_a_check_each_probed_line_says_what_was_measured_and_when(office: Tenant) -> None:
    checked()
    for line in document_of().lines:
        if line.statement.is_probed:
            assert line.at is not None
            assert line.finding.measured


def test_a_sentence_that_holds_has_no_value_missing(office: Tenant) -> None:
    checked()
    green = [line for line in document_of().lines if line.finding.verdict is Verdict.HOLDS]
    assert green
    assert not [line.statement.id for line in green if "?" in line.sentence("en")]


def test_what_nobody_checks_is_printed_as_the_operator_s_word(office: Tenant) -> None:
    printed = document_of().as_html("en")
    assert "declared by the operator, not verified" in printed
    assert "absent: not built" in printed


def test_every_table_about_people_has_its_line(office: Tenant) -> None:
    inside = {chapter: lines for chapter, _, lines in document_of().chapters()}
    tables = {line.statement.where for line in inside[Chapter.PROCESSED]}
    assert tables >= {one.label for one in holdings()}


def test_json_says_the_same_as_the_page(office: Tenant) -> None:
    checked()
    document = document_of()
    told = signed.open_(document.signed().encode())
    assert [line["id"] for line in told["lines"]] == [line.statement.id for line in document.lines]
    assert sum(told["counts"].values()) == len(told["lines"])


@pytest.mark.parametrize(("language", "title"), [("en", "On the wire"), ("de", "Unterwegs")])
def test_pdf_can_be_read(office: Tenant, tmp_path: Path, language: str, title: str) -> None:
    checked()
    file = tmp_path / "document.pdf"
    file.write_bytes(document_of().as_pdf(language))
    read = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout
    assert title in read.decode()


def test_a_probe_that_fails_turns_its_line_red_and_tells_only_the_kind(office: Tenant) -> None:
    finding = run("wire.web_tls")  # Nobody listens on that port here.
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.measured == "the probe failed: ConnectionRefusedError"


def test_a_line_that_turns_is_noted_once(office: Tenant) -> None:
    checked()
    SystemCheck.objects.filter(statement="identity.lockout").update(verdict=Verdict.BROKEN.value)
    checked()
    checked()
    assert [(turn.statement, turn.became) for turn in Turn.objects.all()] == [
        ("identity.lockout", Verdict.HOLDS.value)
    ]


@pytest.mark.parametrize("kind", ["page", "html", "pdf", "json"])
def test_only_officers_see_it(office: Tenant, kind: str) -> None:
    address = reverse(f"document:{kind}")
    assert browser_of(account()).get(address).status_code == 403
    assert browser_of(account(role=Role.OFFICER)).get(address).status_code == 200


def test_the_button_checks_everything_and_leads_back(office: Tenant) -> None:
    answer = administrator().post(reverse("document:check"))
    assert (answer.status_code, answer["Location"]) == (303, reverse("document:page"))
    assert SystemCheck.objects.filter(statement="database.row_security").exists()


def test_what_tables_declare_is_said_in_german_in_the_german_document() -> None:
    purposes = {one.label: one.declared.purpose for one in holdings()}
    assert purposes
    for statement in statements():
        assert purposes[statement.where] in statement.text.en
        assert purposes[statement.where] not in statement.text.de


def test_verdicts_are_said_in_german_in_the_german_document(office: Tenant) -> None:
    printed = document_of().as_html("de")
    assert "vom Betreiber erklärt, nicht geprüft" in printed
    assert "fehlt: nicht gebaut" in printed
    assert not [verdict.value for verdict in Verdict if f"<strong>{verdict.value}" in printed]


def test_a_finding_is_believed_for_a_minute_and_no_longer(office: Tenant) -> None:
    checked()
    with probing.at(probing.now() + timedelta(seconds=50)):
        assert document_of().counts[Verdict.HOLDS]
    with probing.at(probing.now() + timedelta(seconds=61)):
        lines = document_of().lines
    assert {line.is_red for line in lines if line.statement.is_probed} == {True}


def test_a_finding_from_the_future_is_not_believed(office: Tenant) -> None:
    checked()
    with probing.at(probing.now() - timedelta(hours=1)):
        assert not document_of().counts[Verdict.HOLDS]


def test_one_state_reads_the_same_each_time(office: Tenant) -> None:
    checked()
    with probing.at(probing.now()):
        first, second = document_of(), document_of()
        assert json.dumps(first.as_json()) == json.dumps(second.as_json())
        assert first.as_html("de") == second.as_html("de")


def test_the_red_lines_come_first(office: Tenant) -> None:
    checked()
    document = document_of()
    printed = document.as_html("en")
    assert document.red
    assert printed.index("Red lines") < printed.index(document.red[0].finding.measured)
    assert printed.index('id="red"') < printed.index("Contents") < printed.index('id="collected"')


def test_a_citation_that_nobody_confirmed_is_printed_as_declared(office: Tenant) -> None:
    found = {}
    for code in ("IT", "FR"):
        choose_country(office.pk, country=code)
        check_tenant()
        by_id = {line.statement.id: line for line in document_of().lines}
        found[code] = by_id["retention.law"]
    assert found["IT"].finding.verdict is Verdict.HOLDS
    assert found["FR"].finding.verdict is Verdict.DECLARED
    assert "norme simplifiée 47" in found["FR"].sentence("de")
