"""Whatever another system says of personal data, our document answers with lines of its own."""

import re
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from sotto.trust.document.rules import Chapter, Finding, Line, Statement, Text, Verdict
from sotto.trust.document.rules.counterparts import SYSTEMS, read, worst_first
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.document.services import check_system, check_tenant, document_of
from sotto.trust.document.services.inventory import statements
from sotto.trust.tenants.models import Tenant
from tests.browsers import administrator

pytestmark = pytest.mark.room

LEAST = {"PBX": 60, "ENT": 60, "APP": 50, "UCC": 90, "MSP": 40}
_MAP = Path(__file__).parents[4] / "docs" / "requirements.md"
_LEAST_NUMBERS = 90
_OTHER_CHAPTERS = {"Communicate", "Run it for many"}
ALL = [one for system in SYSTEMS for one in system.counterparts]


def test_each_of_the_five_has_its_counterparts() -> None:
    assert {system.tag for system in SYSTEMS} == set(LEAST)
    assert all(len(system.counterparts) >= LEAST[system.tag] for system in SYSTEMS)


def test_each_counterpart_is_answered_by_lines_that_exist() -> None:
    known = {one.id for one in (*STATEMENTS, *statements())}
    assert not [(one.number, name) for one in ALL for name in one.ours if name not in known]
    assert all(one.ours for one in ALL)
    assert all(len(one.ours) == len(set(one.ours)) for one in ALL)


def test_numbers_are_told_apart() -> None:
    assert len({one.number for one in ALL}) == len(ALL)
    assert "PBX §5 Audit 2" in {one.number for one in ALL}


def test_each_is_said_shortly_in_both_languages() -> None:
    assert all(one.said.en != one.said.de for one in ALL)
    words = {one.number: len(one.said.en.split()) for one in ALL}
    assert not {number: count for number, count in words.items() if not 2 <= count <= 15}


def test_every_requirement_of_data_protection_and_rights_is_named_by_a_statement() -> None:
    named = {number for one in (*STATEMENTS, *statements()) for number in one.requirements}
    asked = {
        number
        for chapter in _MAP.read_text().split("\n## ")[1:]
        if chapter.splitlines()[0] not in _OTHER_CHAPTERS
        for number in re.findall(r"^\| ([A-Z]{3}-\d\d) ", chapter, re.MULTILINE)
    }
    assert len(asked) > _LEAST_NUMBERS
    assert not asked - named


def test_a_block_that_lacks_its_german_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        list(read("PBX", "# §1\nSaid.\ncollected.declared"))


def test_the_worst_line_stands_first() -> None:
    def line(verdict: Verdict) -> Line:
        statement = Statement("a", Chapter.AUDIT, Text("a", "b"), (), "-")
        return Line(statement, Finding(verdict, ""), None)

    ordered = worst_first([line(verdict) for verdict in Verdict])
    assert [one.finding.verdict for one in ordered][:2] == [Verdict.BROKEN, Verdict.UNKNOWN]
    assert ordered[-1].finding.verdict is Verdict.HOLDS


def test_json_has_them_with_the_verdicts_of_our_lines(office: Tenant) -> None:
    check_system()
    check_tenant()
    told = document_of().as_json()
    verdicts = {line["id"]: line["verdict"] for line in told["lines"]}
    assert [one["number"] for one in told["counterparts"]] == [one.number for one in ALL]
    for one in told["counterparts"]:
        assert one["said"]["en"]
        assert one["said"]["de"]
        assert {ours["id"]: ours["verdict"] for ours in one["ours"]} == {
            ours["id"]: verdicts[ours["id"]] for ours in one["ours"]
        }


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Users are not asked for consent."), ("de", "Benutzer werden nicht um Einwilligung")],
)
def test_paper_has_them_in_its_language(
    office: Tenant, tmp_path: Path, language: str, said: str
) -> None:
    document = document_of()
    assert said in document.as_html(language)
    file = tmp_path / "document.pdf"
    file.write_bytes(document.as_pdf(language))
    read_out = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    assert said in " ".join(read_out.stdout.decode().split())


def test_the_page_has_a_closed_table_for_each(office: Tenant) -> None:
    page = administrator().get(reverse("document:page")).content.decode()
    for system in SYSTEMS:
        assert f"{system.tag}: " in page
    assert page.count("<table") == len(SYSTEMS)
    assert "<details open" not in page
