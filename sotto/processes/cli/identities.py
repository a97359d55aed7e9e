"""`sotto request receipt`, `identify`, `code`: before anything is decided, who is it?"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.asked import Number, find_request, tell_request, words_typed
from sotto.processes.cli.output import AsJson, print_json, tell
from sotto.processes.cli.session import in_tenant
from sotto.processes.cli.wording import chosen_by_word
from sotto.trust.dataprotection.services.identity import Answer, begin_code, standing_code
from sotto.trust.requests import services
from sotto.trust.requests.rules import SEEN_BY_OFFICER, Proof

Proven = Annotated[
    Proof | None,
    typer.Option(**chosen_by_word(SEEN_BY_OFFICER), help="How it is known who asks."),
]


def receipt(number: Number, *, as_json: AsJson = False) -> None:
    """Note that the person knows that its request has come."""
    with in_tenant(Purpose.ACCESS):
        services.note_receipt(find_request(number).pk)
    tell_request(number, as_json=as_json)


def identify(
    number: Number,
    proof: Proven = None,
    doubt: Annotated[str, typer.Option(help="Ask for proof, and why: the clock stops.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note how it is known who asks, or that proof was asked for."""
    if (proof is None) == (not doubt.strip()):
        raise typer.BadParameter(
            "Say either how it is known who asks (--proof), or why you doubt it (--doubt)."
        )
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        if proof is None:
            services.ask_identity(found.pk, reason=words_typed(doubt))
        else:
            services.confirm_identity(found.pk, proof=proof)
    tell_request(number, as_json=as_json)


def code(
    number: Number,
    said: Annotated[str, typer.Option(help="What the person repeats; - reads it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a code to say on a call back to the number; with --said, check what is repeated."""
    if said:
        _check(number, words_typed(said), as_json=as_json)
        return
    with in_tenant(Purpose.ACCESS):
        made = begin_code(find_request(number).owner, now=datetime.now(UTC))
    if as_json:
        print_json({"code": made.digits, "expires_at": made.expires_at})
        return
    tell(f"Code, shown once: {made.digits}. Until {made.expires_at:%H:%M} UTC.")
    tell("Call back at the number that the data is about, say the code, let the person repeat it.")
    tell(f"Then: sotto request code {number} --said -")


def _check(number: int, digits: str, *, as_json: bool) -> None:
    """A wrong answer ends the command only after its count was kept."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        pending = standing_code(found.owner)
        answer = (
            Answer.TOO_LATE
            if pending is None
            else services.confirm_by_code(found.pk, code=pending, digits=digits)
        )
    if answer is not Answer.CONFIRMED:
        tell(_FAULTS[answer].format(number=number))
        raise typer.Exit(1)
    tell_request(number, as_json=as_json)


_FAULTS = {
    Answer.WRONG: "That is not the code.",
    Answer.TOO_LATE: "There is no code, or it is too old. Make one: sotto request code {number}",
    Answer.TOO_OFTEN: "Too many wrong answers. Make a new code: sotto request code {number}",
}
