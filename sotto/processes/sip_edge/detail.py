"""What is told about a call when it is over, collected in the dialog's variables meanwhile.

INVITE, answer and end may each be handled by another worker; the dialog is what they share.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sotto.features.calls import rules
from sotto.features.calls.rules import Caller, Number, Outcome
from sotto.processes.sip_edge.events import EventQueue

_encoded = json.JSONEncoder(separators=(",", ":")).encode
# The media application is reached over this machine's loopback, in the clear, on purpose.
_LOOPBACK = '{"signalling":"loopback","cipher":"","media":"loopback"}'


class Detail:
    def __init__(self, ksr: Any, events: EventQueue) -> None:
        self._ksr = ksr
        self._events = events
        self._set = ksr.dialog.var_sets
        self._get = ksr.dialog.var_gete

    def started(self, caller: Caller, callee: Number, media: str) -> str:
        """Returns the call's identifier."""
        call = str(uuid4())
        self._set("facts", _facts(call, caller, callee, self._protection(media)))
        return call

    def refused(self, caller: Caller, dialled: str, status: int) -> None:
        """A call that ended before it began: told at once, there is no dialog."""
        callee = Number("", dialled[: rules.LONGEST_NUMBER], None, None, "")
        facts = _facts(str(uuid4()), caller, callee, self._protection("none"))
        self._put(facts, outcome=Outcome.FAILED, status=status)

    def is_at_hand(self) -> bool:
        """Whether the dialog of the message at hand is known, and a call of ours."""
        return bool(self._get("facts"))

    def failing(self, status: int) -> None:
        self._set("status", str(status))

    def status(self, *, default: int) -> int:
        return int(self._get("status") or default)

    def facts(self) -> Any:
        return json.loads(f"{{{self._get('facts')}}}}}")

    def leg(self) -> str:
        """`phone`, until the call was handed to the media application."""
        return self._get("leg") or "phone"

    def set_leg(self, leg: str) -> None:
        self._set("leg", leg)

    def answered(self, sdp: str) -> None:
        """Called in the reply that answers: the callee's connection is the reply's."""
        leg = self.leg()
        callee = self._protection(rules.media_protection(sdp)) if leg == "phone" else _LOOPBACK
        self._set("answer", f'"{_now()}" {callee}')

    def may_pass(self, sdp: str) -> bool:
        """Whether this answer is as protected as what was offered: phones are offered only SRTP."""
        return self.leg() != "phone" or rules.media_protection(sdp) != "none"

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
        if not facts or self._get("told"):
            return
        self._set("told", "1")
        answered, _, callee = self._get("answer").partition(" ")
        if answered:
            outcome = Outcome.VOICEMAIL if self.leg() == "deposit" else Outcome.ANSWERED
            self._put(facts, outcome=outcome, status=rules.OK, answered=answered, callee=callee)
            return
        code = self.status(default=rules.CANCELLED)
        self._put(facts, outcome=rules.outcome_of_failure(code), status=code)

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
            relayed=self._ksr.pv.gete("$dlg(callid)") or "-",
        )


def _facts(call: str, caller: Caller, callee: Number, protection: str) -> str:
    """The inside of a JSON object whose last value, the protection of both legs, is still open."""
    return (
        f'"call":"{call}","tenant":"{caller.tenant}",'
        f'"caller":{_party(caller.subject, caller.person, caller.extension, caller.display_name)},'
        f'"callee":{_party(callee.subject, callee.person, callee.number, callee.display_name)},'
        f'"started_at":"{_now()}","protection":{{"caller":{protection}'
    )


def _party(subject: str | None, person: str | None, number: str, name: str) -> str:
    return _encoded({"subject": subject, "person": person, "number": number, "name": name})


def _now() -> str:
    return datetime.now(UTC).isoformat()
