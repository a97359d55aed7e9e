"""What follows within a dialog: ACK, BYE, re-INVITE, UPDATE, NOTIFY; and message lamps."""

from typing import Any, Final

from sotto.features.calls import rules
from sotto.processes.sip_edge import journal, media
from sotto.processes.sip_edge.detail import HIDDEN, Detail
from sotto.processes.sip_edge.gate import Gate
from sotto.processes.sip_edge.hidden import Hidden
from sotto.processes.sip_edge.registration import Registration
from sotto.processes.sip_edge.settings import EdgeSettings

_LAMP: Final = "message-summary"
_OURS: Final = "^(X-Sotto-.*|P-Asserted-Identity|Proxy-Authorization|Authorization)$"


class Dialogs:
    def __init__(
        self,
        ksr: Any,
        settings: EdgeSettings,
        gate: Gate,
        registration: Registration,
        detail: Detail,
        hidden: Hidden,
    ) -> None:
        self._ksr = ksr
        self._detail = detail
        self._hidden = hidden
        self._gate = gate
        self._registration = registration
        self._media = f"127.0.0.1:{settings.media_port}"
        self._inner_socket = f"udp:127.0.0.1:{settings.plain_port}"

    def within(self, method: str) -> None:
        """A request with a To tag. What is in no dialog of ours goes nowhere."""
        ksr = self._ksr
        if method == "SUBSCRIBE":
            self.watch_lamp()
            return
        routed = ksr.rr.loose_route() > 0
        known = ksr.dialog.is_known_dlg() > 0
        is_notice = method == "NOTIFY" and self._hidden.is_from_media()
        if not routed or not (known or is_notice):
            self._unknown(method)
            return
        if method == "BYE":
            self._tell_the_end()
        ksr.nathelper.handle_ruri_alias()
        if method in {"INVITE", "UPDATE"} and not self._offer_again():
            return
        if method == "ACK":
            ksr.tm.t_relay()
            if ksr.dialog.var_gete("breach") == "1":
                self._end_both_sides()
            return
        self._pass_on(method)

    def _pass_on(self, method: str) -> None:
        ksr = self._ksr
        ksr.nathelper.set_contact_alias()
        if method == "INVITE" and self._is_hidden():
            ksr.rr.record_route()  # sippy acknowledges by the way that the answer names.
        if ksr.tm.t_relay() < 0:
            ksr.sl.sl_reply_error()

    def _is_hidden(self) -> bool:
        """Whether this is either half of a call with a hidden caller."""
        return self._detail.leg() == HIDDEN or self._hidden.is_second_half()

    def _tell_the_end(self) -> None:
        if not self._detail.is_at_hand():  # Kamailio lets go of a dialog whose order it misses.
            ksr = self._ksr
            ksr.dialog.dlg_get(ksr.kx.get_callid(), ksr.pv.gete("$ft"), ksr.pv.gete("$tt"))
            if not self._detail.is_at_hand():
                ksr.dialog.dlg_get(ksr.kx.get_callid(), ksr.pv.gete("$tt"), ksr.pv.gete("$ft"))
        if not self._detail.is_at_hand():
            journal.noted("end_without_dialog")
        self._detail.ended()

    def _end_both_sides(self) -> None:
        """Send a BYE each way in the dialog of the request at hand."""
        ksr = self._ksr
        tags = ksr.pv.gete("$ft"), ksr.pv.gete("$tt")
        if ksr.dialog.dlg_get(ksr.kx.get_callid(), *tags) > 0:
            ksr.dialog.dlg_bye("all")

    def _unknown(self, method: str) -> None:
        if method == "ACK":
            if self._ksr.tm.t_check_trans() > 0:
                self._ksr.tm.t_relay()
            return
        self._ksr.sl.send_reply(481, "Call/Transaction Does Not Exist")

    def _offer_again(self) -> bool:
        """Take a new offer through rtpengine. False when it was answered 488.

        Of a call with a hidden caller, in its second half, where both sides are telephones.
        """
        ksr = self._ksr
        offer = ksr.kx.gete_body()
        if not offer or self._detail.leg() == HIDDEN:
            return True
        is_hidden = self._hidden.is_second_half()
        inner = not is_hidden and self._hidden.is_from_media()
        plain = inner or ksr.dialog.var_gete("plain") == "1"
        refusal = rules.refuse_offer(offer, plain_media_allowed=plain)
        if refusal is not None:
            ksr.sl.send_reply(refusal.status, refusal.reason)
            return False
        flags = media.FROM_MEDIA if inner else self._flags_towards_target(is_hidden=is_hidden)
        if ksr.rtpengine.rtpengine_offer(flags) < 0:
            ksr.sl.send_reply(503, "Service Unavailable")  # The call goes on as it was.
            return False
        ksr.tm.t_on_reply("ksr_reply_again")
        return True

    def _flags_towards_target(self, *, is_hidden: bool) -> str:
        next_hop = self._ksr.kx.get_nhuri()
        towards_media = not is_hidden and next_hop.startswith(f"sip:{self._media}")
        return media.TO_MEDIA if towards_media else media.TO_PHONE

    def watch_lamp(self) -> None:
        """SUBSCRIBE to message-summary (RFC 3842): proven here, served by the media application."""
        ksr = self._ksr
        if ksr.hdr.gete("Event").split(";")[0].strip().lower() != _LAMP:
            ksr.hdr.append_to_reply(f"Allow-Events: {_LAMP}\r\n")
            ksr.sl.send_reply(489, "Bad Event")
            return
        device = self._gate.asking("SUBSCRIBE")
        if device is None:
            return
        if not self._registration.is_registered_here(device):
            ksr.sl.send_reply(403, "Not Registered Here")
            return
        ksr.rr.loose_route()
        ksr.textops.remove_hf_re(_OURS)
        ksr.nathelper.set_contact_alias()
        ksr.rr.record_route()
        ksr.hdr.append(f"X-Sotto-Person: {device.caller.person}\r\n")
        ksr.hdr.append(f"X-Sotto-Tenant: {device.caller.tenant}\r\n")
        ksr.pv.sets("$ru", f"sip:lamp@{self._media}")
        ksr.pv.sets("$du", f"sip:{self._media};transport=udp")
        ksr.pv.sets("$fs", self._inner_socket)
        if ksr.tm.t_relay() < 0:
            ksr.sl.sl_reply_error()
