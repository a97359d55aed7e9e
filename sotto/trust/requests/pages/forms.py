"""What is typed in: by the officer at the desk, and by a person about itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.rules import OBJECTIONABLE, Case
from sotto.trust.dataprotection.services.finding import LONGEST
from sotto.trust.requests import rules
from sotto.trust.requests.pages import words
from sotto.trust.requests.rules import Channel, Ground, Kind, Proof
from sotto.web.forms import ShellForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


def choices(
    texts: Mapping[Any, str | Promise], *, empty: str | Promise = ""
) -> list[tuple[str, Any]]:
    """For a select; `empty` stands first and is no answer. Any: an enumeration's member."""
    first = [("", empty)] if empty else []
    return [*first, *((one.value, text) for one, text in texts.items())]


def _text(label: "Text", *, required: bool, hint: "Text" = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=rules.LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReminderForm(ShellForm):
    email = forms.CharField(
        label=_("E-mail address for reminders"),
        help_text=_("Empty: I look at the pages myself."),
        required=False,
        max_length=rules.LINE_LETTERS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WhoForm(ShellForm):
    who = forms.CharField(
        label=_("Number, address or name"),
        max_length=LONGEST,
        help_text=_("In any notation: +49 30 123456, 030 123456, 2001, ada@example.org."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class IntakeForm(ShellForm):
    """For people who call or write."""

    kind = forms.ChoiceField(label=_("What the person asks"), choices=choices(words.KINDS))
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[one for one in choices(words.CHANNELS) if one[0] != Channel.PORTAL],
    )
    received_on = forms.DateField(
        label=_("When it came"),
        help_text=_("The month runs from this day (UTC)."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    asker = forms.CharField(
        label=_("Who asks"),
        required=False,
        max_length=rules.LINE_LETTERS,
        help_text=_("The person, or who acts for it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reach = forms.CharField(
        label=_("How to reach"),
        required=False,
        max_length=rules.LINE_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = _text(_("What was said"), required=False)
    proof = forms.ChoiceField(
        label=_("How do you know who it is?"),
        required=False,
        choices=choices(
            {one: text for one, text in words.PROOFS.items() if one in rules.SEEN_BY_OFFICER},
            empty=_("I don't know yet"),
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        self.fields["received_on"].initial = timezone.now().date()


class ProofForm(ShellForm):
    proof = forms.ChoiceField(
        label=_("How do you know who it is?"),
        choices=choices(
            {one: text for one, text in words.PROOFS.items() if one in rules.SEEN_BY_OFFICER}
        ),
    )


class CodeForm(ShellForm):
    code = forms.UUIDField(widget=forms.HiddenInput)
    digits = forms.CharField(
        label=_("What the person repeats"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ReasonForm(ShellForm):
    reason = _text(_("Reasons, as the person is told them"), required=True)


class RestrictForm(ShellForm):
    case = forms.ChoiceField(label=_("Which case"), choices=choices(words.CASES))
    keeps_service = forms.BooleanField(
        label=_("The person agrees that its telephone goes on working"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class RefusalForm(ShellForm):
    """Its grounds are those of the request's kind."""

    ground = forms.ChoiceField(label=_("Ground"))
    reasons = _text(
        _("Reasons, as the person is told them"),
        required=True,
        hint=_("The note on complaint to an authority and on courts is added by itself."),
    )

    def __init__(self, kind: Kind, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        grounds = {one: words.GROUNDS[one] for one in rules.GROUNDS[kind]}
        self.fields["ground"] = forms.ChoiceField(label=_("Ground"), choices=choices(grounds))
        self.fields["ground"].widget.attrs |= {"class": "form-select", "aria-label": _("Ground")}

    @property
    def chosen(self) -> Ground:
        return Ground(self.cleaned_data["ground"])


class PasswordForm(ShellForm):
    password = forms.CharField(
        label=_("Password of the file"),
        min_length=20,
        max_length=100,
        help_text=_("Tell it to the person by another way than the file. It is kept nowhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OwnForm(ShellForm):
    """Somebody asks about itself."""

    kind = forms.ChoiceField(label=_("What I ask"), choices=choices(words.KINDS))
    purpose = forms.ChoiceField(
        label=_("Against which purpose"),
        required=False,
        help_text=_("Only for an objection; it is blocked at once."),
        choices=choices(
            {one: words.PURPOSES[one] for one in OBJECTIONABLE}, empty=_("no objection")
        ),
    )
    text = _text(_("In my words"), required=False, hint=_("What is wrong, and how it is right."))

    @property
    def objected(self) -> Purpose | None:
        named = self.cleaned_data["purpose"]
        return Purpose(named) if named else None


def kind_of(form: ShellForm) -> Kind:
    return Kind(form.cleaned_data["kind"])


def proof_of(form: ShellForm) -> Proof | None:
    named = form.cleaned_data["proof"]
    return Proof(named) if named else None


def case_of(form: ShellForm) -> Case:
    return Case(form.cleaned_data["case"])
