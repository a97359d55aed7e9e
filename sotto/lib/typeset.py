"""Typst in a process of its own: what it takes of memory ends with the document.

Inside a long-lived process the library's cache grows with every document (measured: 1.4 GB after
10,000 rows), and a page of 2,000 rows would hold up all other requests. Content goes through a
pipe, never a file. As a program: reads JSON on its input, writes a PDF on its output.
"""

import json
import subprocess
import sys
from pathlib import Path

_TIME_LIMIT = 120.0  # Seconds for one document.


class TypesettingFailed(Exception):
    """The template or the library is at fault. Says nothing of the content."""


def typeset(template: Path, data: object) -> bytes:
    """A PDF. data: JSON values; the template reads them with `json(bytes(sys.inputs.data))`.

    What people wrote is passed as data and printed as text; it is not parsed as markup. The
    template is one file: it can't read others. Raises TypesettingFailed.
    """
    text = json.dumps(data, ensure_ascii=False)
    wish = json.dumps({"template": template.read_text(), "data": text})
    try:
        done = subprocess.run(
            [sys.executable, __file__],
            input=wish.encode(),
            capture_output=True,
            timeout=_TIME_LIMIT,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise TypesettingFailed from None  # Its text could quote the content.
    return done.stdout


def main() -> None:
    import typst

    wish = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
    made = typst.compile(
        wish["template"].encode(),
        font_paths=fonts,
        sys_inputs={"data": wish["data"]},
        format="pdf",
    )
    if not isinstance(made, bytes):  # The library's types allow a list, of pictures.
        raise TypesettingFailed
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
