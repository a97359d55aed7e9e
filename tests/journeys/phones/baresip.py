"""baresip 1.0.0, headless. It knows MD5 digest only, and gives up when SHA-256 is offered.

Controlled over ctrl_tcp (netstrings of JSON); sends a sine; `sndfile` writes what it hears.
"""

import json
import re
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

from typing_extensions import override

from tests.journeys.phones.telephone import Line, Telephone, free_ports, growing_wav, must, until

_CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{sip}
sip_cafile {authority}
sip_verify_server yes
call_local_timeout 120
call_max_calls 4
audio_player aubridge,none
audio_source ausine,{hertz}
audio_alert aubridge,none
ausrc_srate 48000
auplay_srate 48000
ausrc_channels 2
auplay_channels 2
audio_level no
rtp_ports {rtp}-{rtp_last}
net_interface 127.0.0.1
module_path /usr/lib/baresip/modules
module g711.so
module ausine.so
module aubridge.so
module sndfile.so
module srtp.so
module_tmp account.so
module_app contact.so
module_app menu.so
module_app ctrl_tcp.so
module_app mwi.so
snd_path {heard}
ctrl_tcp_listen 127.0.0.1:{control}
"""


class Baresip(Telephone):
    make = "baresip"
    digest = "MD5"

    def __init__(self, line: Line, folder: Path, *, hertz: int) -> None:
        super().__init__(line, folder, hertz=hertz)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._events: list[dict[str, Any]] = []
        self._told = 0  # Events before the current call.
        self._recordings_before: set[Path] = set()

    @override
    def switch_on(self) -> None:
        port = self._write_configuration()
        with (self.folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                ["baresip", "-f", str(self.folder)], stdout=said, stderr=said
            )
        must(lambda: self._connect(port), "baresip does not listen")
        threading.Thread(target=self._listen, daemon=True).start()

    @override
    def switch_off(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        if self._control is not None:
            self._control.close()

    @override
    def is_registered(self) -> bool:
        return until(lambda: "} 200 OK" in self._said())

    @override
    def is_refused_registration(self) -> bool:
        return until(lambda: bool(re.search(r"reg: .* 40[13] ", self._said())))

    @override
    def dials(self, number: str) -> None:
        self._begin_call()
        self._command("dial", f"sip:{number}@{self.line.domain}")

    @override
    def is_rung(self) -> bool:
        return until(self._is_ringing)

    @override
    def answers(self) -> None:
        must(self._is_ringing, "no call came in")
        self._begin_call(ringing=True)
        self._command("accept")

    @override
    def rejects(self) -> None:
        must(self._is_ringing, "no call came in")
        self._command("hangup")

    @override
    def is_connected(self) -> bool:
        return until(lambda: self._has("CALL_ESTABLISHED", since=self._told))

    @override
    def is_idle(self) -> bool:
        return until(lambda: self._has("CALL_CLOSED", since=self._told))

    @override
    def hangs_up(self) -> None:
        self._command("hangup")

    @override
    def presses(self, keys: str) -> None:
        for key in keys:
            self._command("sndcode", key)

    @override
    def refusal(self) -> int:
        must(lambda: self._has("CALL_CLOSED", since=self._told), "the call was not refused")
        reason = str(self._last("CALL_CLOSED")["param"])
        return int(reason.split(" ", 1)[0]) if reason[:3].isdigit() else 0

    @override
    def heard(self) -> bytes:
        made = set((self.folder / "heard").glob("*-dec.wav")) - self._recordings_before
        return b"".join(growing_wav(path) for path in sorted(made))

    @override
    def lamp_is_lit(self) -> bool:
        return until(lambda: "messages-waiting: yes" in self._last_summary())

    @override
    def lamp_is_dark(self) -> bool:
        return until(lambda: "messages-waiting: no" in self._last_summary())

    def _write_configuration(self) -> int:
        sip, control, rtp = free_ports(2), free_ports(1), free_ports(40)
        heard = self.folder / "heard"
        heard.mkdir()
        config = _CONFIG.format(
            sip=sip,
            control=control,
            rtp=rtp + rtp % 2,
            rtp_last=rtp + 39,
            authority=self.line.authority,
            hertz=self.hertz,
            heard=heard,
        )
        account = (
            f"<sip:{self.line.username}@{self.line.domain};transport=tls>"
            f";auth_user={self.line.username};auth_pass={self.line.password}"
            f';outbound="sip:127.0.0.1:{self.line.port};transport=tls"'
            ";mediaenc=srtp-mand;regint=600;mwi=yes;audio_codecs=PCMU,PCMA\n"
        )
        (self.folder / "config").write_text(config)
        (self.folder / "accounts").write_text(account)
        (self.folder / "contacts").touch()
        return control

    def _said(self) -> str:
        return (self.folder / "said").read_text(errors="replace")

    def _connect(self, port: int) -> bool:
        try:
            self._control = socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            return False
        return True

    def _listen(self) -> None:
        assert self._control is not None
        with self._control.makefile("rb") as stream:
            while True:
                length = b""
                while (letter := stream.read(1)) not in {b":", b""}:
                    length += letter
                if not letter:
                    return
                message = json.loads(stream.read(int(length)))
                stream.read(1)
                if message.get("event"):
                    self._events.append(message)

    def _command(self, name: str, argument: str = "") -> None:
        assert self._control is not None
        text = json.dumps({"command": name, "params": argument}).encode()
        self._control.sendall(b"%d:%s," % (len(text), text))

    def _begin_call(self, *, ringing: bool = False) -> None:
        self._recordings_before = set((self.folder / "heard").glob("*-dec.wav"))
        if not ringing:
            self._told = len(self._events)

    def _is_ringing(self) -> bool:
        """The last call that came in has not been closed."""
        kinds = [event["type"] for event in self._events]
        if "CALL_INCOMING" not in kinds:
            return False
        last = len(kinds) - 1 - kinds[::-1].index("CALL_INCOMING")
        if {"CALL_CLOSED", "CALL_ESTABLISHED"} & set(kinds[last:]):
            return False
        self._told = last
        return True

    def _has(self, kind: str, *, since: int = 0) -> bool:
        return any(event["type"] == kind for event in self._events[since:])

    def _last(self, kind: str) -> dict[str, Any]:
        return next(event for event in reversed(self._events) if event["type"] == kind)

    def _last_summary(self) -> str:
        if not self._has("MWI_NOTIFY"):
            return ""
        return str(self._last("MWI_NOTIFY").get("param", "")).lower()
