"""`sotto verify`: what was signed is checked on any machine; no settings, database or keyring."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from sotto.lib import signed_json
from sotto.lib.signed_json import NotGenuine
from sotto.processes.cli.output import one_line, say
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.document.rules import signed

GENUINE, NOT_GENUINE, INCOMPLETE = 0, 1, 4
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def verify(
    file: Annotated[
        Path, typer.Argument(help="The certificate or document, as it was handed over.")
    ],
    key: Annotated[
        Path | None,
        typer.Option(help="The public key, from `sotto erasure key` or `sotto document key`."),
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A checkpoint of the audit trail, kept elsewhere.")
    ] = None,
    receipt: Annotated[str, typer.Option(help="The person's receipt.")] = "",
    identified_as: Annotated[str, typer.Option(help="How the person was identified.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check an erasure's certificate, or the live document's JSON: offline, without any Sotto.

    Exit code: 0 genuine; 1 not genuine, or not what it is held against; 4 genuine, and something
    could not be deleted.
    """
    try:
        if signed_json.form_of(file.read_bytes()) == signed.FORMAT:
            if checkpoint is not None or receipt or identified_as:
                raise typer.BadParameter("a document has neither checkpoint nor receipt")
            _verify_document(file, key, as_json)
        else:
            told = _checked(file, key, checkpoint)
            if receipt or identified_as:
                told["about_this_person"] = _is_about(told, receipt, identified_as)
            _tell_certificate(told, as_json)
    except NotGenuine as refusal:
        _say({"genuine": False, "why": refusal.args[0]}, f"NOT GENUINE. {refusal.args[0]}", as_json)
        raise typer.Exit(NOT_GENUINE) from None
    except OSError as failure:
        _say({"error": failure.strerror}, f"{file}: {failure.strerror}.", as_json)
        raise typer.Exit(NOT_GENUINE) from None


def _tell_certificate(told: dict[str, Any], as_json: bool) -> None:  # Any: JSON
    body: form.Body = told.pop("body")
    _say(told, "\n".join(map(one_line, _sentences(body, told))), as_json)
    if told.get("about_this_person") is False:
        raise typer.Exit(NOT_GENUINE)
    if not body.complete:
        raise typer.Exit(INCOMPLETE)


def _checked(file: Path, key: Path | None, checkpoint: Path | None) -> dict[str, Any]:  # Any: JSON
    raw = file.read_bytes()
    trusted = None if key is None else signed_json.read_key(key.read_text(errors="replace"))
    body = form.open_(raw, key=trusted)
    agrees = None
    if checkpoint is not None:
        agrees = form.agrees_with(body, checkpoint.read_text(errors="replace"))
        if agrees is False:
            raise NotGenuine("The checkpoint is of another tree: one of the two was rewritten.")
    return {
        "genuine": True,
        "complete": body.complete,
        "key_is_the_one_given": trusted is not None,
        "key_fingerprint": signed_json.fingerprint(raw),
        "checkpoint_agrees": agrees,
        "certificate": body.model_dump(mode="json"),
        "body": body,
    }


def _verify_document(file: Path, key: Path | None, as_json: bool) -> None:
    raw = file.read_bytes()
    trusted = None if key is None else signed_json.read_key(key.read_text(errors="replace"))
    said = signed.open_(raw, key=trusted)
    told = {
        "genuine": True,
        "key_is_the_one_given": trusted is not None,
        "key_fingerprint": signed_json.fingerprint(raw),
        "document": said,
    }
    lines = [
        "GENUINE. Nothing was altered since it was signed.",
        f"What {said['tenant']} ({said['domain']}) said of itself at {said['made_at']}.",
        *(f"  {verdict}: {count}" for verdict, count in said["counts"].items()),
        *_of_the_key(told),
    ]
    _say(told, "\n".join(map(one_line, lines)), as_json)


def _is_about(told: dict[str, Any], receipt: str, identified_as: str) -> bool:  # Any: JSON
    return form.is_about(told["body"], receipt=receipt, identified_as=identified_as)


def _sentences(body: form.Body, told: dict[str, Any]) -> list[str]:  # Any: JSON
    who = "The person" if body.kind == "person" else "The customer"
    lines = [
        "GENUINE. Nothing was altered since it was signed.",
        f"{who} {body.subject} was erased from {body.tenant.name} ({body.tenant.domain}).",
    ]
    lines += [
        f"  {one.at:%Y-%m-%d %H:%M:%S} UTC  {one.step.replace('_', ' ')}" for one in body.steps
    ]
    lines += [f"  {one.title}: {one.deed}, {one.count}" for one in body.counts]
    for one in body.kept:
        until = f"until {one.until}" if one.until else "until its own retention ends"
        lines.append(f"  Kept: {one.title}, {one.count}, {until} ({one.ground})")
    for told_one in body.recipients:
        lines.append(f"  Told: {told_one.recipient}: {told_one.state}")
    lines.append(
        f"Key destroyed in epoch {body.epochs.destroyed_in}; epoch {body.epochs.passed_in} has "
        "begun since: no copy of the key store from before opens."
    )
    lines.append("It stands in the audit trail, under a signed checkpoint.")
    if not body.complete:
        lines.append("INCOMPLETE. This could not be deleted yet:")
        lines += [f"  {left.what} ({left.step}, {left.why})" for left in body.remains]
    lines += _warnings(told)
    return lines


def _of_the_key(told: dict[str, Any]) -> list[str]:  # Any: JSON
    if told["key_is_the_one_given"]:
        return ["Signed by the key given."]
    unknown = "Whose key signed it is not checked: compare its fingerprint with the operator's, or "
    return [f"{unknown}give --key.", f"  {told['key_fingerprint']}"]


def _warnings(told: dict[str, Any]) -> list[str]:  # Any: JSON
    lines = _of_the_key(told)
    if told["checkpoint_agrees"]:
        lines.append("The checkpoint given is of the same tree.")
    elif told["checkpoint_agrees"] is None:
        lines.append("Not held against a checkpoint of the same size.")
    if "about_this_person" in told:
        fits = told["about_this_person"]
        lines.append("It is about the person with this receipt." if fits else "NOT THIS PERSON.")
    return lines


def _say(told: dict[str, Any], text: str, as_json: bool) -> None:  # Any: JSON
    shown = {name: value for name, value in told.items() if name != "body"}
    say(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else text)
