"""What is told about a call when it is over, collected in the dialog's variables meanwhile.

INVITE, answer and end may each be handled by another worker; the dialog is what they share.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sotto.features.calls import rules
from sotto.features.calls.rules import Caller, Number, Outcome
from sotto.processes.sip_edge.events import EventQueue
from sotto.processes.sip_edge.hidden import Hidden

HIDDEN: Final = "hidden"  # The leg of a caller whom the media application hides.
_encoded = json.JSONEncoder(separators=(",", ":")).encode
# The media application is reached over this machine's loopback, in the clear, on purpose.
_LOOPBACK = '{"signalling":"loopback","cipher":"","media":"loopback"}'


class Detail:
    """Of a call whose caller is hidden, only the dialog with the caller has facts (`hidden`)."""

    def __init__(self, ksr: Any, events: EventQueue, hidden: Hidden) -> None:
        self._ksr = ksr
        self._events = events
        self._hidden = hidden
        self._set = ksr.dialog.var_sets
        self._get = ksr.dialog.var_gete

    def started(self, caller: Caller, callee: Number, media: str, *, is_hidden: bool) -> str:
        """Returns the call's identifier."""
        call = str(uuid4())
        protection = self._protection(media)
        self._set("facts", _facts(call, caller, callee, protection, is_hidden=is_hidden))
        return call

    def refused(self, caller: Caller, dialled: str, status: int, *, is_hidden: bool) -> None:
        """A call that ended before it began: told at once, there is no dialog."""
        callee = Number("", dialled[: rules.LONGEST_NUMBER], None, None, "")
        protection = self._protection("none")
        facts = _facts(str(uuid4()), caller, callee, protection, is_hidden=is_hidden)
        self._put(facts, outcome=Outcome.FAILED, status=status)

    def is_at_hand(self) -> bool:
        """Whether the dialog of the message at hand is known, and a call of ours."""
        return bool(self._get("facts") or self._hidden.is_second_half())

    def failing(self, status: int) -> None:
        self._set("status", str(status))

    def status(self, *, default: int) -> int:
        return int(self._get("status") or default)

    def facts(self) -> Any:
        return json.loads(f"{{{self._get('facts')}}}}}")

    def leg(self) -> str:
        """`phone`, until the call was handed to the media application, or hidden by it."""
        return self._get("leg") or "phone"

    def set_leg(self, leg: str) -> None:
        self._set("leg", leg)

    def answered(self, sdp: str) -> None:
        """Called in the reply that answers: the callee's connection is the reply's."""
        callee = self._protection_of_callee(sdp)
        if self._hidden.is_second_half():
            self._hidden.tell(callee)
        else:
            self._set("answer", f'"{_now()}" {callee}')

    def may_pass(self, sdp: str) -> bool:
        """Whether this answer is as protected as what was offered: phones are offered only SRTP."""
        return self.leg() not in {"phone", HIDDEN} or rules.media_protection(sdp) != "none"

    def breached(self) -> None:
        self._set("breach", "1")
        self.failing(488)

    def ended(self) -> None:
        """The dialog is over, whether it was ever answered or not. Told once.

        Called for each BYE and for the end that Kamailio sees: under load its workers may take a
        BYE before the ACK or the answer that it follows, and then Kamailio sees no end for hours.
        Two workers at once may tell twice: the collector knows a call by its identifier.
        """
        facts = self._get("facts")
        is_second_half = self._hidden.is_second_half()
        if self._get("told") or not (facts or is_second_half):
            return
        self._set("told", "1")
        if is_second_half:  # The first half tells.
            self._events.put_relayed(self._call_id())
            return
        answered, _, callee = self._get("answer").partition(" ")
        if answered:
            outcome = Outcome.VOICEMAIL if self.leg() == "deposit" else Outcome.ANSWERED
            self._put(facts, outcome=outcome, status=rules.OK, answered=answered, callee=callee)
            return
        code = self.status(default=rules.CANCELLED)
        self._put(facts, outcome=rules.outcome_of_failure(code), status=code)

    def _protection_of_callee(self, sdp: str) -> str:
        leg = self.leg()
        if leg == HIDDEN:
            return self._hidden.told(self.facts()["call"])
        return self._protection(rules.media_protection(sdp)) if leg == "phone" else _LOOPBACK

    def _protection(self, media: str) -> str:
        """Of the leg that the message at hand came in by, as JSON."""
        signalling, cipher = self._ksr.kx.get_proto(), ""
        if signalling == "tls":
            get = self._ksr.pv.gete
            signalling, cipher = get("$tls_version"), get("$tls_cipher_info")
        return f'{{"signalling":"{signalling}","cipher":"{cipher}","media":"{media}"}}'

    def _put(
        self,
        facts: str,
        *,
        outcome: Outcome,
        status: int,
        answered: str = "null",
        callee: str = "null",
    ) -> None:
        """answered, callee: JSON."""
        self._events.put_json(
            f'"kind":"ended",{facts},"callee":{callee}}},"answered_at":{answered},'
            f'"ended_at":"{_now()}","outcome":"{outcome}","sip_code":{status}',
            relayed=self._call_id() or "-",
        )

    def _call_id(self) -> str:
        return str(self._ksr.pv.gete("$dlg(callid)"))


def _facts(call: str, caller: Caller, callee: Number, protection: str, *, is_hidden: bool) -> str:
    """The inside of a JSON object whose last value, the protection of both legs, is still open."""
    who = _party(caller.subject, caller.person, caller.extension, caller.display_name)
    who |= {"withheld": is_hidden}
    whom = _party(callee.subject, callee.person, callee.number, callee.display_name)
    return (
        f'"call":"{call}","tenant":"{caller.tenant}",'
        f'"caller":{_encoded(who)},"callee":{_encoded(whom)},'
        f'"started_at":"{_now()}","protection":{{"caller":{protection}'
    )


def _party(subject: str | None, person: str | None, number: str, name: str) -> dict[str, Any]:
    return {"subject": subject, "person": person, "number": number, "name": name}


def _now() -> str:
    return datetime.now(UTC).isoformat()
