"""Every text of the pages is there in German, and the compiled catalogues are those in the source.

A room has a catalogue of its own (`locale/de/LC_MESSAGES/django.po`), the shell and the older rooms
that of `sotto/web`. What tables declare of personal data is text, too, since the live document
prints it. After a change, in the room's folder: `python -m django makemessages -l de --no-location
--no-wrap --settings sotto.settings.django`, translate, and `msgfmt -o django.mo django.po`
(Debian's gettext).
"""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sotto.trust.document.rules import Verdict
from tests.guards.tracked import HOME, expect_none, files

pytestmark = pytest.mark.guard

CATALOGUES = sorted(HOME.glob("sotto/**/locale/de/LC_MESSAGES/django.po"))
NAMES = {"_", "gettext", "gettext_lazy", "ngettext"}
IN_TEMPLATES = (
    re.compile(r'{%\s*translate\s+"([^"]+)"'),
    re.compile(r"{%\s*translate\s+'([^']+)'"),
    re.compile(r'_\("([^"]+)"\)'),
)
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
ENTRY = re.compile(
    r'^msgid "(.+)"\n(?:msgid_plural "(?:.+)"\n)?msgstr(?:\[0\])? "(.*)"', re.MULTILINE
)


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
            text = node.args[0] if node.args else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def in_template(source: str) -> Iterator[str]:
    for pattern in IN_TEMPLATES:
        yield from pattern.findall(source)
    for block in BLOCK.findall(source):
        text = " ".join(line.strip() for line in block.strip().splitlines())
        yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text)


@cache
def texts() -> set[str]:
    python = {text for path in files("sotto/*.py") for text in in_python(path)}
    pages = {text for path in files("sotto/*.html") for text in in_template(path.read_text())}
    return python | pages | {verdict.value for verdict in Verdict}


def source(catalogue: Path) -> dict[str, str]:
    """Text → its translation (the singular one), as somebody wrote it."""
    return dict(ENTRY.findall(catalogue.read_text()))


def compiled(catalogue: Path) -> gettext.GNUTranslations:
    with catalogue.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_every_text_is_translated() -> None:
    translated = {text for one in CATALOGUES for text, german in source(one).items() if german}
    expect_none(f"not in German: {text}" for text in texts() - translated)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda one: one.parents[3].name)
def test_no_translation_outlives_its_text(catalogue: Path) -> None:
    expect_none(f"used no more: {text}" for text in source(catalogue).keys() - texts())


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda one: one.parents[3].name)
def test_the_compiled_catalogue_is_current(catalogue: Path) -> None:
    served = compiled(catalogue)
    expect_none(
        f"compile it again: {text}"
        for text, german in source(catalogue).items()
        if german not in {served.gettext(text), served.ngettext(text, "", 1)}
    )


def test_texts_of_templates_are_found() -> None:
    page = """{% translate "One" %} {% translate 'Two "2"' %} {{ x|default:_("Three") }}
    {% blocktranslate trimmed with a=b %}
      Four {{ a }}
    {% endblocktranslate %}"""
    assert set(in_template(page)) == {"One", 'Two "2"', "Three", "Four %(a)s"}
