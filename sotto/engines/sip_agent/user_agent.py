"""One side of a dialog: sippy's user agent, with what it does wrong set right."""

from collections.abc import Callable
from typing import Any  # What comes from sippy has no types.

from sippy.CCEvents import CCEventUpdate
from sippy.UA import UA


class UserAgent(UA):  # type: ignore[misc]  # sippy has no types.
    """understood: methods within the dialog; the rest is refused. `UPDATE` is asked for by name."""

    lSDP: Any  # noqa: N815
    rSDP: Any  # noqa: N815

    def __init__(
        self,
        global_config: Any,
        on_event: Callable[[Any, Any], None],
        *,
        understood: frozenset[str],
        next_hop: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(global_config, event_cb=on_event, nh_address=next_hop)
        self.local_ua = global_config["_sip_product"]
        self._understood = understood
        self._offered = self._heard = None

    def recvACK(self, req: Any) -> None:  # noqa: N802
        """An ACK without a body would make sippy forget the other side's SDP."""
        heard = self.rSDP
        super().recvACK(req)
        self.rSDP = self.rSDP or heard

    def recvRequest(self, req: Any, sip_t: Any) -> Any:  # noqa: N802
        """What sippy would not answer is refused; it would accept a REFER, and hang up.

        A refresh without a body (RFC 3261, 14.2) asks for our SDP, and changes nothing. An UPDATE
        (RFC 3311) is to sippy a re-INVITE that nobody acknowledges.
        """
        method = req.getMethod()
        if method not in self._understood or (method == "UPDATE" and not self.isConnected()):
            return req.genResponse(405, "Method Not Allowed", server=self.local_ua), None, None
        if method not in {"INVITE", "UPDATE"} or not self.isConnected():
            return super().recvRequest(req, sip_t)
        self._heard = self.rSDP
        if req.getBody() is None and self.rSDP is not None:
            req.setBody(self.rSDP.getCopy())
        req.method = "INVITE"
        return super().recvRequest(req, sip_t)

    def recvEvent(self, event: Any) -> None:  # noqa: N802
        """An offer that we refuse does not make us forget the description before it."""
        if isinstance(event, CCEventUpdate):
            self._offered = self.lSDP
        super().recvEvent(event)
        self.rSDP = self.rSDP or self._heard

    def recvResponse(self, resp: Any, tr: Any) -> None:  # noqa: N802
        """Nor does an offer of ours that is refused."""
        super().recvResponse(resp, tr)
        self.lSDP = self.lSDP or self._offered
