"""INVITE: from an authenticated, registered device to a person, a mailbox, or voice mail."""

import re
from typing import Any, Final

from sotto.features.calls import rules
from sotto.features.calls.rules import Caller, OpenMailbox, Refuse
from sotto.lib.sip_uri import quoted_name
from sotto.processes.sip_edge.detail import Detail
from sotto.processes.sip_edge.directory import Device, Directory
from sotto.processes.sip_edge.gate import Gate
from sotto.processes.sip_edge.registration import Registration, person_address
from sotto.processes.sip_edge.settings import EdgeSettings

# What a phone claims about itself, and what only we may say. Kamailio compiles the expression for
# each message (some 50 us), so Python looks first whether there is anything to remove.
_NAMES: Final = (
    "X-Sotto-.*|P-Asserted-Identity|P-Preferred-Identity|Remote-Party-ID|Authorization"
    "|Diversion|History-Info|Call-Info|Alert-Info|Route"
)
_FOREIGN_HEADERS: Final = f"^({_NAMES})$"
_HAS_FOREIGN: Final = re.compile(
    rf"^(?:{_NAMES.replace('.*', '[^:]*')})[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_DEPOSIT_SECONDS: Final = 30
_UNAVAILABLE: Final = 503


class Calls:
    def __init__(
        self,
        ksr: Any,
        settings: EdgeSettings,
        directory: Directory,
        gate: Gate,
        registration: Registration,
        detail: Detail,
    ) -> None:
        self._ksr = ksr
        self._directory = directory
        self._gate = gate
        self._registration = registration
        self._detail = detail
        self._own = frozenset(settings.addresses)
        self._media = f"127.0.0.1:{settings.media_port}"
        self._inner_socket = f"udp:127.0.0.1:{settings.plain_port}"

    def invite(self) -> None:
        ksr = self._ksr
        device = self._gate.asking("INVITE")
        if device is None:
            return
        if not self._registration.is_registered_here(device):
            ksr.sl.send_reply(403, "Not Registered Here")
            return
        caller = device.caller
        dialled = ksr.kx.gete_ruser()
        offer = ksr.kx.gete_body()
        decision = self._decide(caller, dialled, offer)
        if isinstance(decision, Refuse):
            ksr.sl.send_reply(decision.status, decision.reason)
            self._detail.refused(caller, dialled, decision.status)
            return
        self._prepare(caller)
        call = self._detail.started(caller, decision.callee, rules.media_protection(offer))
        if isinstance(decision, OpenMailbox):
            self._open_mailbox(caller, call)
        else:
            self._ring(device, decision.person)

    def _decide(self, caller: Caller, dialled: str, offer: str) -> rules.Decision:
        host = self._ksr.kx.gete_rhost()
        if host != caller.realm and host not in self._own:
            return Refuse(404, "Not Found")
        refusal = rules.refuse_privacy(self._ksr.kx.get_msgbuf()) or rules.refuse_offer(
            offer, plain_media_allowed=caller.plain_media_allowed
        )
        return refusal or rules.route(dialled, caller, find=self._directory.number)

    def _prepare(self, caller: Caller) -> None:
        """Say who calls by our own knowledge, and follow the call to its end."""
        ksr = self._ksr
        name = quoted_name(caller.display_name)
        address = f"sip:{caller.extension}@{caller.realm}"
        ksr.hdr.remove("Proxy-Authorization")
        if _HAS_FOREIGN.search(ksr.kx.get_msgbuf()):
            ksr.textops.remove_hf_re(_FOREIGN_HEADERS)
        ksr.nathelper.set_contact_alias()
        ksr.rr.record_route()
        ksr.dialog.dlg_manage()
        ksr.uac.uac_replace_from(name, address)
        ksr.hdr.append(f"P-Asserted-Identity: {name} <{address}>\r\n")

    def _ring(self, device: Device, person: str) -> None:
        ksr = self._ksr
        found = ksr.registrar.lookup_uri("location", person_address(person, device.caller.realm))
        if found <= 0:
            self._detail.failing(480)
            self._deposit(self._detail.facts())
            return
        self._relay("phone")

    def failed(self) -> None:
        """No phone took the call. Voice mail does, if the caller still waits and it can help."""
        ksr = self._ksr
        ksr.rtpengine.rtpengine_delete0()
        status = ksr.tm.t_get_status_code()
        leg = self._detail.leg()
        if ksr.tm.t_is_canceled() > 0:
            status = rules.CANCELLED
        if leg == "phone" or status == rules.CANCELLED:
            self._detail.failing(status)
        if leg == "phone" and rules.goes_to_voicemail(status):
            self._deposit(self._detail.facts())
        elif leg != "phone" and status != rules.CANCELLED:
            # Voice mail could not take it either: the caller hears why it was to.
            ksr.tm.t_reply(self._detail.status(default=status), "Not Reached")

    def _open_mailbox(self, caller: Caller, call: str) -> None:
        self._hand_to_media(
            "mailbox",
            {
                "Call": call,
                "Tenant": caller.tenant,
                "Person": caller.person,
                "Owner": caller.subject,
                "Caller": caller.subject,
            },
        )

    def _deposit(self, facts: Any) -> None:
        caller, callee = facts["caller"], facts["callee"]
        self._hand_to_media(
            "deposit",
            {
                "Call": facts["call"],
                "Tenant": facts["tenant"],
                "Person": callee["person"],
                "Owner": callee["subject"] or "",
                "Caller": caller["subject"],
            },
        )

    def _hand_to_media(self, user: str, facts: dict[str, str]) -> None:
        ksr = self._ksr
        self._detail.set_leg(user)
        for name, value in facts.items():
            ksr.hdr.append(f"X-Sotto-{name}: {value}\r\n")
        ksr.pv.sets("$ru", f"sip:{user}@{self._media}")
        ksr.pv.sets("$du", f"sip:{self._media};transport=udp")
        ksr.pv.sets("$fs", self._inner_socket)
        ksr.tm.t_set_fr(_DEPOSIT_SECONDS * 1000, 5000)
        self._relay("media")

    def _relay(self, leg: str) -> None:
        ksr = self._ksr
        ksr.tm.t_on_branch(f"ksr_branch_{leg}")
        ksr.tm.t_on_reply(f"ksr_reply_{leg}")
        ksr.tm.t_on_failure("ksr_failure")
        if ksr.tm.t_relay() > 0:
            return
        self._detail.failing(_UNAVAILABLE)
        if ksr.tm.t_reply(_UNAVAILABLE, "Service Unavailable") < 0:
            ksr.sl.send_reply(_UNAVAILABLE, "Service Unavailable")
        self._detail.ended()
