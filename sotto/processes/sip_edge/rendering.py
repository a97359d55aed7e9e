"""The engines of the SIP edge, as this installation's configuration describes them."""

import sysconfig
from pathlib import Path

from sotto.engines.kamailio.config import KamailioConfig
from sotto.engines.rtpengine.config import RtpengineConfig
from sotto.features.calls.rules import RING_SECONDS
from sotto.settings.configuration import HOME, Configuration


def kamailio_config(configuration: Configuration) -> KamailioConfig:
    ports, address = configuration.ports, str(configuration.address)
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
            "database": (
                f"host={configuration.postgres_socket_dir} "
                f"dbname={configuration.database} user=sotto_edge"
            ),
            "events_socket": str(configuration.call_events_socket),
            "realm": configuration.domain,
            "addresses": ["127.0.0.1", "localhost", address, configuration.host_name],
            "plain_port": ports.sip_plain,
            "media_port": ports.media_sip,
        },
        home=HOME,
        site_packages=Path(sysconfig.get_path("purelib")),
        ring_seconds=RING_SECONDS,
    )


def rtpengine_config(configuration: Configuration) -> RtpengineConfig:
    ports = configuration.ports
    return RtpengineConfig(
        directory=configuration.rendered_dir / "rtpengine",
        address=str(configuration.address),
        control_port=ports.rtpengine_control,
        first_port=ports.media_first,
        last_port=ports.media_last,
    )
