"""`sotto consent …`: what a person allows, taken down for it (UCC-05)."""

from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant
from sotto.processes.cli.whom import Who, subject_meant
from sotto.processes.cli.wording import chosen_by_word
from sotto.trust.consents import queries, rules, services
from sotto.trust.consents.rules import Case

app = typer.Typer(no_args_is_help=True)
What = Annotated[str, typer.Argument(help="The purpose, from `sotto consent list`.")]


@app.command("list")
def list_(who: Who, *, as_json: AsJson = False) -> None:
    """List what a person was asked and said, what it objects to, and what is denied."""
    with in_tenant(Purpose.ACCESS):
        shown = _shown(subject_meant(who))
    if as_json:
        print_json(shown)
        return
    headings = {"purpose": "Purpose", "answer": "Answer", "version": "Wording"}
    print_rows(shown["consents"], headings, as_json=False, none="Nothing needs a consent.")
    tell(f"objects to: {', '.join(shown['objections']) or '-'}")
    tell(f"restricted: {shown['restricted'] or '-'}")
    tell(f"denied:     {', '.join(shown['denied']) or '-'}")


@app.command()
def give(who: Who, purpose: What, *, as_json: AsJson = False) -> None:
    """Take down a person's yes."""
    with in_tenant(Purpose.ACCESS):
        subject = subject_meant(who)
        services.give(subject, _purpose(purpose))
    _tell(subject, "Given.", as_json=as_json)


@app.command()
def withdraw(who: Who, purpose: What, *, as_json: AsJson = False) -> None:
    """Take down that a person withdraws its yes: from now on nothing opens for this purpose."""
    with in_tenant(Purpose.ACCESS):
        subject = subject_meant(who)
        services.withdraw(subject, _purpose(purpose))
    _tell(subject, "Withdrawn.", as_json=as_json)


@app.command()
def restrict(
    who: Who,
    case: Annotated[
        Case,
        typer.Option(
            **chosen_by_word(Case),
            show_default="contested",
            help="Which of the four of Art. 18(1).",
        ),
    ] = Case.CONTESTED,
    keeps_service: Annotated[
        bool, typer.Option("--keeps-service", help="The person agrees to be called.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Restrict: stored and no more, until it is lifted."""
    with in_tenant(Purpose.ACCESS):
        subject = subject_meant(who)
        services.restrict(subject, case=case, keeps_service=keeps_service)
    _tell(subject, "Restricted.", as_json=as_json)


@app.command()
def told(who: Who, *, as_json: AsJson = False) -> None:
    """Note that the restricted person was told that the restriction will end."""
    with in_tenant(Purpose.ACCESS):
        subject = subject_meant(who)
        services.note_told(subject)
    _tell(subject, "Noted.", as_json=as_json)


@app.command()
def lift(
    who: Who,
    told: Annotated[
        bool, typer.Option("--told", help="The person was told just now that it ends.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Lift a restriction; the person must have been told before (Art. 18(3))."""
    with in_tenant(Purpose.ACCESS):
        subject = subject_meant(who)
        if told:
            services.note_told(subject)
        services.lift(subject)
    _tell(subject, "Lifted.", as_json=as_json)


@app.command("object")
def object_(
    who: Who,
    purpose: Annotated[str, typer.Argument(help="The purpose; the only one by default.")] = "show",
    reason: Annotated[str, typer.Option(help="The person's own.")] = "",
    overrule: Annotated[
        str, typer.Option(help="Instead: the compelling ground that overrules it.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Take down an objection, which blocks its purpose at once; or overrule the one that stands."""
    with in_tenant(Purpose.ACCESS):
        subject, meant = subject_meant(who), _purpose(purpose)
        if overrule:
            services.overrule(_standing(subject, meant), ground=overrule)
        else:
            services.object_to(subject, meant, reason=reason)
    _tell(subject, "Overruled." if overrule else "Blocked.", as_json=as_json)


def _purpose(text: str) -> Purpose:
    """By its short name, like phone_book."""
    try:
        return Purpose[text.upper().replace("-", "_")]
    except KeyError:
        raise services.PurposeUnknown from None


def _standing(subject: UUID, purpose: Purpose) -> UUID:
    for one in queries.standing_objections(subject):
        if one.purpose == purpose:
            return one.pk
    raise services.NoObjection


def _tell(subject: UUID, done: str, *, as_json: bool) -> None:
    if not as_json:
        tell(done)
        return
    with in_tenant(Purpose.ACCESS):
        print_json(_shown(subject))


def _shown(subject: UUID) -> dict[str, Any]:  # Any: JSON
    said = queries.said_by(subject)
    answers = {one.purpose: one for one in said}
    restriction = queries.standing_restriction(subject)
    return {
        "subject": str(subject),
        "consents": [
            {
                "purpose": one.purpose.name.lower(),
                "answer": "yes"
                if rules.has_consent(one, said)
                else "no"
                if one.purpose in answers
                else "not answered",
                "version": answers[one.purpose].version if one.purpose in answers else None,
            }
            for one in services.consentables()
        ],
        "objections": [
            Purpose(one.purpose).name.lower() for one in queries.standing_objections(subject)
        ],
        "restricted": None if restriction is None else restriction.case,
        "denied": sorted(one.name.lower() for one in queries.denied_to(subject)),
    }
