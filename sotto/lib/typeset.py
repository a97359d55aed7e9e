"""PDF out of data: a Typst template with the data beside it, never inside it.

What people wrote is passed as JSON and printed as text; it is not parsed as markup.
"""

import json
from pathlib import Path

import typst


def typeset(template: Path, data: object) -> bytes:
    """A PDF. data: JSON values; the template reads them with `json(bytes(sys.inputs.data))`."""
    text = json.dumps(data, ensure_ascii=False)
    pdf = typst.compile(str(template), format="pdf", sys_inputs={"data": text})
    if not isinstance(pdf, bytes):
        raise TypeError("one file was expected")
    return pdf
