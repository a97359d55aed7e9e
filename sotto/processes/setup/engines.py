"""The engines' configuration, filled from ours."""

import sysconfig
from pathlib import Path

from sotto.engines.kamailio.config import ConfigRefused as KamailioRefused
from sotto.engines.kamailio.config import KamailioConfig
from sotto.engines.rtpengine.config import ConfigRefused as RtpengineRefused
from sotto.engines.rtpengine.config import RtpengineConfig
from sotto.processes.setup.database import EDGE
from sotto.processes.setup.preflight import Objection
from sotto.settings.configuration import HOME, Configuration


def kamailio(configuration: Configuration, *, home: Path = HOME) -> KamailioConfig:
    address, ports = str(configuration.address), configuration.ports
    return KamailioConfig(
        directory=configuration.rendered_dir / "kamailio",
        run_dir=configuration.kamailio_control.parent,
        control=configuration.kamailio_control,
        address=address,
        tls_port=ports.sip_tls,
        plain_port=ports.sip_plain,
        plain_beyond_loopback=configuration.plain_sip,
        rtpengine_port=ports.rtpengine_control,
        workers=configuration.sip_workers,
        certificate=configuration.certificates_dir / "server.pem",
        private_key=configuration.certificates_dir / "server.key",
        script="sotto.processes.sip_edge",
        script_settings={
            "database": f"host={configuration.postgres_socket_dir} user={EDGE}"
            f" dbname={configuration.database}",
            "events_socket": str(configuration.call_events_socket),
            "realm": configuration.domain,
            "addresses": [address, "127.0.0.1", configuration.host_name],
            "plain_port": ports.sip_plain,
            "media_port": ports.media_sip,
            "relay_port": ports.rtpengine_control,
            "hide_code": configuration.hide_number_code,
            "show_code": configuration.show_number_code,
        },
        home=home,
        site_packages=Path(sysconfig.get_paths()["purelib"]),
    )


def rtpengine(configuration: Configuration) -> RtpengineConfig:
    return RtpengineConfig(
        directory=configuration.rendered_dir / "rtpengine",
        address=str(configuration.address),
        control_port=configuration.ports.rtpengine_control,
        first_port=configuration.ports.media_first,
        last_port=configuration.ports.media_last,
    )


def configure(configuration: Configuration) -> None:
    """Render and check; the supervisor restarts what changed. Raises Objection."""
    try:
        kamailio(configuration).apply()
        rtpengine(configuration).apply()
    except (KamailioRefused, RtpengineRefused) as refusal:
        raise Objection(f"An engine refuses its configuration: {refusal}") from None
