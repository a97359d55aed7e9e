"""A document is set in a process of its own, which says nothing of what it was given."""

import subprocess
from pathlib import Path

import pytest

from sotto.lib.typeset import TypesettingFailed, typeset

pytestmark = pytest.mark.rules


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "letter.typ"
    file.write_text("#let said = json(bytes(sys.inputs.data))\n= #said.title\n")
    return file


def test_content_is_text_and_never_markup(template: Path, tmp_path: Path) -> None:
    title = '#read("/etc/passwd") Ümläut $x$'
    file = tmp_path / "letter.pdf"
    file.write_bytes(typeset(template, {"title": title}))
    command = ["/usr/bin/pdftotext", str(file), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert title in said


def test_a_failure_says_nothing_of_the_content(template: Path) -> None:
    with pytest.raises(TypesettingFailed) as failure:
        typeset(template, {"name": "Ada Example"})
    assert "Ada" not in str(failure.value) + repr(failure.value.__cause__)
