"""What is told about a call when it is over, collected in the dialog's variables meanwhile.

INVITE, answer and end may each be handled by another worker; the dialog is what they share.
"""

import json
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from sotto.features.calls import rules
from sotto.features.calls.rules import Caller, Number, Outcome
from sotto.processes.sip_edge.events import EventQueue

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
        self._set("facts", json.dumps(_facts(call, caller, callee, self._protection(media))))
        self._set("leg", "phone")
        return call

    def refused(self, caller: Caller, dialled: str, status: int) -> None:
        """A call that ended before it began: told at once, there is no dialog."""
        callee = Number("", dialled[: rules.LONGEST_NUMBER], None, None, "")
        facts = _facts(str(uuid4()), caller, callee, self._protection("none"))
        self._put(facts, outcome=Outcome.FAILED, status=status, answered=None)

    def failing(self, status: int) -> None:
        self._set("status", str(status))

    def status(self, *, default: int) -> int:
        return int(self._get("status") or default)

    def facts(self) -> Any:
        return json.loads(self._get("facts"))

    def leg(self) -> str:
        return cast(str, self._get("leg"))

    def set_leg(self, leg: str) -> None:
        self._set("leg", leg)

    def answered(self, sdp: str) -> None:
        """Called in the reply that answers: the callee's connection is the reply's."""
        leg = self.leg()
        callee = self._protection(rules.media_protection(sdp)) if leg == "phone" else _LOOPBACK
        self._set("answer", f'["{_now()}",{callee}]')

    def may_pass(self, sdp: str) -> bool:
        """Whether this answer is as protected as what was offered: phones are offered only SRTP."""
        return self.leg() != "phone" or rules.media_protection(sdp) != "none"

    def breached(self) -> None:
        self._set("breach", "1")
        self.failing(488)

    def ended(self) -> None:
        """The dialog is over, whether it was ever answered or not."""
        text = self._get("facts")
        if not text:
            return
        answer = self._get("answer")
        if answer:
            voicemail = self.leg() == "deposit"
            outcome = Outcome.VOICEMAIL if voicemail else Outcome.ANSWERED
            self._put(
                json.loads(text), outcome=outcome, status=rules.OK, answered=json.loads(answer)
            )
            return
        code = self.status(default=rules.CANCELLED)
        outcome = rules.outcome_of_failure(code)
        self._put(json.loads(text), outcome=outcome, status=code, answered=None)

    def _protection(self, media: str) -> str:
        """Of the leg that the message at hand came in by, as JSON."""
        get = self._ksr.pv.gete
        signalling = get("$tls_version") or self._ksr.kx.get_proto()
        cipher = get("$tls_cipher_info")
        return f'{{"signalling":"{signalling}","cipher":"{cipher}","media":"{media}"}}'

    def _put(
        self, facts: dict[str, Any], *, outcome: Outcome, status: int, answered: list[Any] | None
    ) -> None:
        at, callee = answered or (None, None)
        caller = facts.pop("protection")
        self._events.put(
            {
                "kind": "ended",
                **facts,
                "answered_at": at,
                "ended_at": _now(),
                "outcome": outcome,
                "sip_code": status,
                "protection": {"caller": caller, "callee": callee},
            }
        )


def _facts(call: str, caller: Caller, callee: Number, protection: str) -> dict[str, Any]:
    return {
        "call": call,
        "tenant": caller.tenant,
        "caller": {
            "subject": caller.subject,
            "person": caller.person,
            "number": caller.extension,
            "name": caller.display_name,
        },
        "callee": {
            "subject": callee.subject,
            "person": callee.person,
            "number": callee.number,
            "name": callee.display_name,
        },
        "started_at": _now(),
        "protection": json.loads(protection),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
