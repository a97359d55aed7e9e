"""How forms look: label, hint, field and error, joined for screen readers."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from typing_extensions import override


class Renderer(DjangoTemplates):
    """Django's own, with Tabler's field."""

    field_template_name = "web/_field.html"


class ShellForm(forms.Form):
    """A form of the shell. Refusals of services end up at their field by `refuse`."""

    required_css_class = "required"

    @override
    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        for field in self.fields.values():
            shown_as = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", shown_as)

    def refuse(self, field: str, text: str) -> None:
        """Put a service's refusal beside the field that it is about, or above the form."""
        self.add_error(field if field in self.fields else None, text)
