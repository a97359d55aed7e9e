"""The agent: takes requests outside dialogs, and hands them to calls or subscriptions."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol  # Any: what comes from sippy has no types.

from sippy.SipConf import SipConf
from sippy.SipTransactionManager import SipTransactionManager
from sippy.Time.Timeout import Timeout

from .calls import SippyLeg, extension_headers, incoming_call
from .config import SipAgentConfig
from .dialog import SipListener
from .hidden import HEADER, HiddenCall
from .sdp import NotAcceptable
from .sippy_loop import LoopbackServer, OneServer, Silent, SippyTimers, silence_sippy
from .subscriptions import Subscriptions

silence_sippy()

_REPEATS_KNOWN_S = 32  # RFC 3261: 64 T1.


class PortTaken(Exception):
    """Another program listens on the agent's port."""


class SipAgent(Protocol):
    @property
    def subscribers(self) -> int: ...

    def close(self) -> None:
        """Stops listening. The listener's calls are not told: hang them up before."""


class _Transactions(SipTransactionManager):  # type: ignore[misc]  # sippy has no types.
    """RFC 3261's transactions over our one socket."""

    def __init__(self, global_config: dict[str, Any], on_request: Callable[..., Any]) -> None:
        # sippy's own constructor would open sockets and threads.
        address = (global_config["_sip_address"], global_config["_sip_port"])
        self.global_config = global_config
        self.l4r = OneServer(LoopbackServer(address, self.handleIncoming))
        self.tclient: dict[Any, Any] = {}
        self.tserver: dict[Any, Any] = {}
        self.l1rcache: dict[bytes, Any] = {}
        self.l2rcache: dict[bytes, Any] = {}
        self.req_consumers: dict[str, Any] = {}
        self.req_cb = on_request
        self.cp_timer = Timeout(self.rCachePurge, _REPEATS_KNOWN_S, -1)
        self.init_time = monotonic()

    def stop(self) -> None:
        self.cp_timer.cancel()
        self.l4r.shutdown()


class SippyAgent:
    """The real one. To be made and used on the thread of a running loop. Raises PortTaken."""

    def __init__(self, config: SipAgentConfig, listener: SipListener) -> None:
        self._listener = listener
        self._product = config.product
        SipConf.my_uaname = config.product
        self._global_config = {
            "_sip_address": config.address,
            "_sip_port": config.port,
            "_sip_logger": Silent(),
            "_sip_product": config.product,
        }
        self._timers = SippyTimers()
        try:
            self._transactions = _Transactions(self._global_config, self._receive)
        except OSError:
            self._timers.stop()
            raise PortTaken from None
        self._global_config["_sip_tm"] = self._transactions
        self._subscriptions = Subscriptions(self._transactions, listener, config.product)
        self._hidden: set[HiddenCall] = set()

    @property
    def subscribers(self) -> int:
        return len(self._subscriptions)

    def close(self) -> None:
        for call in list(self._hidden):
            call.end()
        self._subscriptions.close()
        self._timers.stop()
        self._transactions.stop()

    def _receive(self, request: Any, transaction: Any) -> Any:
        """A request of no known call: the answer, and what to do on CANCEL and without an ACK."""
        method = request.getMethod()
        if method == "INVITE" and not self._in_dialog(request):
            return self._receive_call(request, transaction)
        if method == "SUBSCRIBE" and request.countHFs("contact"):
            return self._subscriptions.receive(request), None, None
        if method == "OPTIONS":
            return self._response(request, 200, "OK")
        if self._in_dialog(request):
            return self._response(request, 481, "Call/Transaction Does Not Exist")
        return self._response(request, 405, "Method Not Allowed")

    def _receive_call(self, request: Any, transaction: Any) -> Any:
        if not request.countHFs("contact"):
            return self._response(request, 400, "Contact Is Missing")
        name = extension_headers(request).get(HEADER.lower())
        if name is not None:
            return self._hide(name, request, transaction)
        try:
            call = incoming_call(request)
        except NotAcceptable:
            return self._response(request, 488, "Not Acceptable Here")
        leg = SippyLeg(self._global_config, call, self._listener)
        result = leg.receive(request, transaction)
        self._listener.on_call(leg)
        return result

    def _hide(self, name: str, request: Any, transaction: Any) -> Any:
        """A call between two telephones of which the called one must not learn who calls."""
        if request.getBody() is None:
            return self._response(request, 488, "Not Acceptable Here")
        call = HiddenCall(self._global_config, name, self._hidden.discard)
        self._hidden.add(call)
        return call.receive(request, transaction)

    def _in_dialog(self, request: Any) -> bool:
        return request.getHFBody("to").getTag() is not None

    def _response(self, request: Any, code: int, reason: str) -> Any:
        return request.genResponse(code, reason, server=self._product), None, None
