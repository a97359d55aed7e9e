"""Linphone 5.1 (linphonec), headless: TLS with the certificate verified, SHA-256 digest, SRTP.

Told by its standard input; plays and records WAV files in place of a sound card.
"""

import os
import re
import subprocess
import wave
from pathlib import Path

from typing_extensions import override

from sotto.engines.rtp import g711
from sotto.engines.sip_probe import tone
from tests.journeys.phones.telephone import Line, Telephone, growing_wav, must, until

_CONFIG = """\
[sip]
verify_server_certs=1
verify_server_cn=1
root_ca={authority}
sip_port=0
sip_tcp_port=0
sip_tls_port=-2
media_encryption=srtp
media_encryption_mandatory=1
default_proxy=0
use_ipv6=0
register_only_when_network_is_up=0
inc_timeout=120
[proxy_0]
reg_proxy=<sip:localhost:{port};transport=tls>
reg_route=<sip:localhost:{port};transport=tls>
reg_identity=<sip:{username}@{domain}>
reg_expires=600
reg_sendregister=1
[auth_info_0]
username={username}
userid={username}
passwd={password}
realm={domain}
algorithm={algorithm}
[rtp]
audio_rtp_port=-1
[sound]
echocancellation=0
[misc]
store_auth_info=1
"""
_TONE_SECONDS = 120
_REFUSED = re.compile(r"^SIP/2\.0 ([3-6]\d\d) ", re.MULTILINE)


class Linphone(Telephone):
    make = "linphone"

    def __init__(self, line: Line, folder: Path, *, hertz: int) -> None:
        super().__init__(line, folder, hertz=hertz)
        self._process: subprocess.Popen[str] | None = None
        self._told = 0  # Where the current call begins in the log.

    @override
    def switch_on(self) -> None:
        self._write_configuration()
        (self.folder / ".local" / "share" / "linphone").mkdir(parents=True)
        with (self.folder / "said").open("w") as said:
            self._process = subprocess.Popen(
                ["linphonec", "-d", "6", "-l", str(self._log), "-c", str(self.folder / "rc")],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                text=True,
                env={"HOME": str(self.folder), "PATH": os.environ["PATH"]},
            )
        self._tell("soundcard use files")
        self._tell(f"play {self.folder / 'tone.wav'}")
        self._tell(f"record {self._recording}")  # In a call it would end linphonec.

    @override
    def switch_off(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=10)

    @override
    def is_registered(self) -> bool:
        return until(lambda: "to [LinphoneRegistrationOk]" in self._logged())

    @override
    def is_refused_registration(self) -> bool:
        return until(lambda: "to [LinphoneRegistrationFailed]" in self._logged())

    @override
    def dials(self, number: str) -> None:
        self._begin_call()
        self._tell(f"call sip:{number}@{self.line.domain}")

    @override
    def is_rung(self) -> bool:
        return until(self._is_ringing)

    @override
    def answers(self) -> None:
        must(self._is_ringing, "no call came in")
        self._begin_call()
        self._tell("answer")

    @override
    def rejects(self) -> None:
        must(self._is_ringing, "no call came in")
        self._tell("terminate")

    @override
    def is_connected(self) -> bool:
        return until(lambda: self._has_state("to LinphoneCallStreamsRunning"))

    @override
    def is_idle(self) -> bool:
        return until(lambda: self._has_state("to LinphoneCallReleased"))

    @override
    def hangs_up(self) -> None:
        self._tell("terminate")

    @override
    def presses(self, keys: str) -> None:
        for key in keys:
            self._tell(key)

    @override
    def refusal(self) -> int:
        must(lambda: self._has_state("to LinphoneCallReleased"), "the call was not refused")
        statuses = [int(found) for found in _REFUSED.findall(self._logged()[self._told :])]
        return next((status for status in reversed(statuses) if status not in {401, 407}), 0)

    @override
    def heard(self) -> bytes:
        return growing_wav(self._recording)

    @override
    def lamp_is_lit(self) -> bool:
        return until(lambda: self._last_summary() == "yes")

    @override
    def lamp_is_dark(self) -> bool:
        return until(lambda: self._last_summary() == "no")

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def _recording(self) -> Path:
        return self.folder / "heard.wav"

    def _write_configuration(self) -> None:
        config = _CONFIG.format(
            authority=self.line.authority,
            port=self.line.port,
            username=self.line.username,
            domain=self.line.domain,
            password=self.line.password,
            algorithm=self.digest,
        )
        (self.folder / "rc").write_text(config)
        second = g711.decode(tone.tone(self.hertz))
        with wave.open(str(self.folder / "tone.wav"), "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(g711.WIDTH)
            writer.setframerate(g711.RATE)
            writer.writeframes(second * _TONE_SECONDS)

    def _tell(self, command: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def _begin_call(self) -> None:
        self._told = len(self._logged())
        self._recording.unlink(missing_ok=True)

    def _logged(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _has_state(self, state: str) -> bool:
        return state in self._logged()[self._told :]

    def _is_ringing(self) -> bool:
        logged = self._logged()
        rung = logged.rfind("to LinphoneCallIncomingReceived")
        return rung > logged.rfind("to LinphoneCallReleased") and rung > self._told

    def _last_summary(self) -> str:
        found = re.findall(r"Messages-Waiting: (\w+)", self._logged())
        return found[-1] if found else ""
