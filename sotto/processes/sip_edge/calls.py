"""INVITE: from an authenticated, registered device to a person, a mailbox, or voice mail."""

import re
from typing import Any, Final

from sotto.features.calls import rules
from sotto.features.calls.rules import Caller, OpenMailbox, Refuse
from sotto.lib.sip_uri import quoted_name
from sotto.processes.sip_edge.detail import HIDDEN, Detail
from sotto.processes.sip_edge.directory import Directory
from sotto.processes.sip_edge.gate import Gate
from sotto.processes.sip_edge.hidden import NOBODY, Hidden
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
_HIDDEN_SECONDS: Final = 120  # The second half's own clock ends the ringing long before.
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
        hidden: Hidden,
    ) -> None:
        self._ksr = ksr
        self._hidden = hidden
        self._directory = directory
        self._gate = gate
        self._registration = registration
        self._detail = detail
        self._own = frozenset(settings.addresses)
        self._codes = rules.Codes(settings.hide_code, settings.show_code)
        self._media = f"127.0.0.1:{settings.media_port}"
        self._inner_socket = f"udp:127.0.0.1:{settings.plain_port}"

    def invite(self) -> None:
        ksr = self._ksr
        second_half = self._hidden.claimed()
        if second_half is not None:
            self._begin_second_half(*second_half)
            return
        device = self._gate.asking("INVITE")
        if device is None:
            return
        if not self._registration.is_registered_here(device):
            ksr.sl.send_reply(403, "Not Registered Here")
            return
        caller = device.caller
        offer = ksr.kx.gete_body()
        wish = rules.wish_of(ksr.kx.get_msgbuf())
        asked = self._asked(wish, caller)
        decision = wish.refusal or self._decide(caller, asked.number, offer)
        if isinstance(decision, Refuse):
            ksr.sl.send_reply(decision.status, decision.reason)
            self._detail.refused(caller, asked.number, decision.status, is_hidden=asked.is_hidden)
            return
        self._prepare()
        if caller.plain_media_allowed:
            ksr.dialog.var_sets("plain", "1")  # For new offers within the call, too.
        self._present(caller, asked)
        protection = rules.media_protection(offer)
        call = self._detail.started(caller, decision.callee, protection, is_hidden=asked.is_hidden)
        if isinstance(decision, OpenMailbox):
            self._open_mailbox(caller, call)
            return
        address_of_record = person_address(decision.person, caller.realm)
        if asked.is_hidden:
            self._hide(call, address_of_record)
        else:
            self._ring(address_of_record)

    def _asked(self, wish: rules.Wish, caller: Caller) -> rules.Asked:
        kx = self._ksr.kx
        return rules.asked(
            kx.gete_ruser(),
            wish,
            codes=self._codes,
            from_nobody=rules.is_nobody(kx.gete_fuser()),
            withholds=caller.withholds,
        )

    def _decide(self, caller: Caller, dialled: str, offer: str) -> rules.Decision:
        host = self._ksr.kx.gete_rhost()
        if host != caller.realm and host not in self._own:
            return Refuse(404, "Not Found")
        refusal = rules.refuse_offer(offer, plain_media_allowed=caller.plain_media_allowed)
        return refusal or rules.route(dialled, caller, find=self._directory.number)

    def _prepare(self) -> None:
        """Follow the call to its end; what a phone claims about itself goes no further."""
        ksr = self._ksr
        ksr.hdr.remove("Proxy-Authorization")
        if _HAS_FOREIGN.search(ksr.kx.get_msgbuf()):
            ksr.textops.remove_hf_re(_FOREIGN_HEADERS)
        ksr.nathelper.set_contact_alias()
        ksr.rr.record_route()
        ksr.dialog.dlg_manage()

    def _present(self, caller: Caller, asked: rules.Asked) -> None:
        """Say who calls by our own knowledge, or that it is not said; and not by which code."""
        ksr = self._ksr
        if asked.is_by_code:
            called = f"sip:{asked.number}@{caller.realm}"
            ksr.pv.sets("$ru", called)
            ksr.uac.uac_replace_to("", called)
        if asked.is_hidden:
            ksr.uac.uac_replace_from(*NOBODY)
            return
        name = quoted_name(caller.display_name)
        address = f"sip:{caller.extension}@{caller.realm}"
        ksr.uac.uac_replace_from(name, address)
        ksr.hdr.append(f"P-Asserted-Identity: {name} <{address}>\r\n")

    def _hide(self, call: str, address_of_record: str) -> None:
        """Let the media application call in nobody's name; it comes back as a second half."""
        self._hidden.begin_first_half(call, address_of_record)
        self._detail.set_leg(HIDDEN)
        self._send_to_media()
        self._ksr.tm.t_set_fr(_HIDDEN_SECONDS * 1000, 5000)
        self._relay(HIDDEN)

    def name_hidden(self) -> None:
        self._hidden.name(self._detail.facts()["call"])

    def _begin_second_half(self, call: str, address_of_record: str) -> None:
        self._prepare()
        self._hidden.begin_second_half(call)
        self._ring(address_of_record)

    def _ring(self, address_of_record: str) -> None:
        found = self._ksr.registrar.lookup_uri("location", address_of_record)
        if found > 0:
            self._relay("phone")
        elif self._hidden.is_second_half():
            self._ksr.sl.send_reply(480, "Temporarily Unavailable")
        else:
            self._detail.failing(480)
            self._deposit(self._detail.facts())

    def failed(self) -> None:
        """No phone took the call. Voice mail does, if the caller still waits and it can help."""
        ksr = self._ksr
        status = ksr.tm.t_get_status_code()
        leg = self._detail.leg()
        if leg != HIDDEN:
            ksr.rtpengine.rtpengine_delete0()
        if self._hidden.is_second_half():
            return  # The first half hears of it.
        if ksr.tm.t_is_canceled() > 0:
            status = rules.CANCELLED
        elif leg == HIDDEN and not self._hidden.is_claimed(self._detail.facts()["call"]):
            self._give_up()
            return
        is_ringing = leg in {"phone", HIDDEN}
        if is_ringing or status == rules.CANCELLED:
            self._detail.failing(status)
        if is_ringing and rules.goes_to_voicemail(status):
            self._deposit(self._detail.facts())
        elif not is_ringing and status != rules.CANCELLED:
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
        self._send_to_media()
        ksr.tm.t_set_fr(_DEPOSIT_SECONDS * 1000, 5000)
        self._relay("media")

    def _send_to_media(self) -> None:
        self._ksr.pv.sets("$du", f"sip:{self._media};transport=udp")
        self._ksr.pv.sets("$fs", self._inner_socket)

    def _relay(self, leg: str) -> None:
        ksr = self._ksr
        ksr.tm.t_on_branch(f"ksr_branch_{leg}")
        ksr.tm.t_on_reply("ksr_reply")
        ksr.tm.t_on_failure("ksr_failure")
        if ksr.tm.t_relay() <= 0:
            self._give_up()

    def _give_up(self) -> None:
        ksr = self._ksr
        self._detail.failing(_UNAVAILABLE)
        if ksr.tm.t_reply(_UNAVAILABLE, "Service Unavailable") < 0:
            ksr.sl.send_reply(_UNAVAILABLE, "Service Unavailable")
        self._detail.ended()
