"""The methods that Kamailio calls by name. None lets an exception out: that would be no answer."""

import os
from collections.abc import Callable
from typing import Any, Final

from sotto.features.calls import rules
from sotto.processes.sip_edge import journal, media, openssl_state
from sotto.processes.sip_edge.calls import Calls
from sotto.processes.sip_edge.detail import HIDDEN, Detail
from sotto.processes.sip_edge.dialogs import Dialogs
from sotto.processes.sip_edge.directory import Directory, DirectoryUnavailable
from sotto.processes.sip_edge.events import Delivery, EventQueue
from sotto.processes.sip_edge.gate import Gate
from sotto.processes.sip_edge.hidden import Hidden
from sotto.processes.sip_edge.registration import Registration
from sotto.processes.sip_edge.settings import EdgeSettings

_ALLOW: Final = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, UPDATE, PRACK"
_RETRY_SECONDS: Final = 5
_LONGEST_MESSAGE: Final = 32_768
_DONE: Final = 1
_BEFORE_WORKERS: Final = (0, -127)  # The first process: PROC_MAIN, PROC_INIT.


class Script:
    def __init__(self, ksr: Any, settings: EdgeSettings) -> None:
        """Runs before Kamailio makes its workers: what is wrong here stops it at once."""
        self._ksr = ksr
        generation = ksr.htable.sht_get
        directory = Directory(settings.database, lambda: generation("edge", "generation"))
        events = EventQueue(ksr)
        # The key of the nonces is shared by all workers, and gone with this Kamailio.
        gate = Gate(ksr, directory, events, realm=settings.realm, key=os.urandom(32))
        registration = Registration(ksr, gate)
        hidden = Hidden(ksr, settings)
        self._detail = Detail(ksr, events, hidden)
        self._dialogs = Dialogs(ksr, settings, gate, registration, self._detail, hidden)
        self._calls = Calls(ksr, settings, directory, gate, registration, self._detail, hidden)
        self._delivery = Delivery(ksr, settings.events_socket, relay_port=settings.relay_port)
        self._new = {
            "REGISTER": registration.register,
            "INVITE": self._calls.invite,
            "SUBSCRIBE": self._dialogs.watch_lamp,
            "OPTIONS": self._alive,
        }

    def child_init(self, rank: int) -> int:
        """In each new process. PostgreSQL is connected to when something is first read."""
        if rank not in _BEFORE_WORKERS:
            openssl_state.forget_inherited()
        return 0

    # Requests.
    def ksr_request_route(self, _message: Any) -> int:
        try:
            self._request()
        except DirectoryUnavailable:
            self._unavailable()
        except Exception as error:  # noqa: BLE001  # Whatever it is, the phone gets an answer.
            journal.failed("request", error)
            self._ksr.sl.send_reply(500, "Server Internal Error")
        return _DONE

    def _request(self) -> None:
        ksr = self._ksr
        if not self._is_sound():
            return
        method = ksr.kx.get_method()
        if method == "CANCEL":
            if ksr.tm.t_check_trans() > 0:
                ksr.tm.t_relay()
            return
        if method != "REGISTER" and ksr.tmx.t_precheck_trans() > 0:
            ksr.tm.t_check_trans()  # A retransmission: the transaction answers it.
            return
        if ksr.siputils.has_totag() > 0:
            self._dialogs.within(method)
        elif method in self._new:
            self._new[method]()
        elif method != "ACK":
            ksr.hdr.append_to_reply(f"Allow: {_ALLOW}\r\n")
            ksr.sl.send_reply(405, "Method Not Allowed")

    def _is_sound(self) -> bool:
        """RFC 4475: what is malformed is answered 4xx where an answer is possible, else dropped."""
        ksr = self._ksr
        if ksr.kx.get_srcip() != "127.0.0.1" and ksr.pike.pike_check_req() < 0:
            return False
        if ksr.maxfwd.process_maxfwd(70) < 0:
            ksr.sl.send_reply(483, "Too Many Hops")
            return False
        if ksr.kx.get_msglen() > _LONGEST_MESSAGE:
            ksr.sl.send_reply(513, "Message Too Large")
            return False
        # Within a dialog of ours the sender is known, and the dialog is checked instead.
        return bool(ksr.siputils.has_totag() > 0 or ksr.sanity.sanity_check(17895, 7) > 0)

    def _alive(self) -> None:
        self._ksr.hdr.append_to_reply(f"Allow: {_ALLOW}\r\n")
        self._ksr.sl.send_reply(200, "OK")

    def _unavailable(self) -> None:
        self._ksr.hdr.append_to_reply(f"Retry-After: {_RETRY_SECONDS}\r\n")
        self._ksr.sl.send_reply(503, "Service Unavailable")

    # Legs.
    def ksr_branch_phone(self, _message: Any) -> int:
        return self._guarded("branch", lambda: self._offer(media.TO_PHONE))

    def ksr_branch_media(self, _message: Any) -> int:
        return self._guarded("branch", lambda: self._offer(media.TO_MEDIA))

    def ksr_branch_hidden(self, _message: Any) -> int:
        return self._guarded("branch", self._calls.name_hidden)

    def ksr_reply(self, _message: Any) -> int:
        return self._guarded("reply", self._answer)

    def ksr_reply_again(self, _message: Any) -> int:
        return self._guarded("reply", self._answer_again)

    def ksr_failure(self, _message: Any) -> int:
        return self._guarded("failure", self._calls.failed)

    def _offer(self, flags: str) -> None:
        if self._ksr.rtpengine.rtpengine_offer(flags) < 0:
            journal.noted("media_relay_unavailable")
            self._ksr.set_drop()  # This branch is not sent: no call goes past the relay.

    def _answer(self) -> None:
        ksr = self._ksr
        status = ksr.kx.get_status()
        if not rules.RINGING <= status < rules.REDIRECTED:
            return
        sdp = ksr.kx.gete_body()
        if status < rules.OK and not sdp:
            return
        ksr.nathelper.set_contact_alias()
        if sdp and not self._is_relayed(sdp):
            # A reply that answers cannot be refused any more. Nothing is relayed, the caller is
            # shown a declined stream, and after its ACK both sides are sent a BYE.
            ksr.rtpengine.rtpengine_delete0()
            ksr.textops.set_body(media.DECLINED, "application/sdp")
            self._detail.breached()
            return
        if status >= rules.OK:
            self._detail.answered(sdp)

    def _is_relayed(self, sdp: str) -> bool:
        """Whether the answer is as protected as it must be, and the relay took it."""
        if not self._detail.may_pass(sdp):
            return False
        is_relayed_elsewhere = self._detail.leg() == HIDDEN
        return is_relayed_elsewhere or self._ksr.rtpengine.rtpengine_answer(media.ANSWER) > 0

    def _answer_again(self) -> None:
        ksr = self._ksr
        if rules.RINGING <= ksr.kx.get_status() < rules.REDIRECTED and ksr.kx.gete_body():
            ksr.nathelper.set_contact_alias()
            ksr.rtpengine.rtpengine_answer(media.ANSWER)

    # News.
    def ksr_dialog_event(self, _message: Any, event: str) -> int:
        if event in {"dialog:end", "dialog:failed"}:
            return self._guarded("dialog", self._detail.ended)
        return _DONE

    def ksr_deliver(self, _message: Any, *_arguments: str) -> int:
        return self._guarded("delivery", self._delivery.deliver)

    def _guarded(self, where: str, work: Callable[[], object]) -> int:
        try:
            work()
        except Exception as error:  # noqa: BLE001  # See the module's docstring.
            journal.failed(where, error)
        return _DONE
