"""What the officer fills in: whom, how identified, how long a grace, why a hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from sotto.personal_data.vocabulary import RETENTIONS
from sotto.trust.dataprotection.pages.words import DECLARED, SHARING
from sotto.trust.dataprotection.services.wording import title
from sotto.web.forms import ShellForm


class WhoForm(ShellForm):
    """As `find_subjects` understands it."""

    who = forms.CharField(
        label=_("Number, address or name"),
        help_text=_("An extension, a number in any notation, an e-mail address, or a name."),
        max_length=200,
    )


class EraseForm(ShellForm):
    identified_as = forms.CharField(
        label=_("How was the person identified?"),
        help_text=_(
            "It is not kept: the certificate has only a digest of it, and the person gets a "
            "receipt by which it can prove that the certificate is its own."
        ),
        max_length=300,
    )
    grace = forms.IntegerField(
        label=_("Days in which it can be cancelled"),
        help_text=_("0 to 90. Until they are over nothing of the person opens, but all is there."),
        min_value=0,
        max_value=90,
    )


class GraceForm(ShellForm):
    days = forms.IntegerField(label=_("Usual grace, in days"), min_value=0, max_value=90)


class SharingForm(ShellForm):
    """Empty: as each table declares."""

    rule = forms.ChoiceField(
        label=_("What happens when one of them is erased"),
        help_text=_(
            "Holds for what is made from now on. What is there keeps the rule under which it was "
            "made: who took part did so under that one, and a key that was split can't be joined."
        ),
        choices=[("", DECLARED), *((one.value, text) for one, text in SHARING.items())],
        required=False,
    )


class HoldForm(ShellForm):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It is sealed; only officers read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    retentions = forms.TypedMultipleChoiceField(
        label=_("Classes of data"),
        help_text=_("None chosen: all of them."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first = forms.DateField(
        label=_("From the month of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("To the month of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    review_on = forms.DateField(
        label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    @override
    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        classes = self.fields["retentions"]
        classes.choices = [(code, title(one.name)) for code, one in RETENTIONS.items()]  # type: ignore[attr-defined]
        classes.widget.attrs["class"] = "form-check-input"
