"""Every folder, log stream, queue, socket and shared table is declared, and nothing else is."""

import re
from importlib.resources import files

import pytest

from sotto.backbone import push
from sotto.personal_data.sinks import Kind, named
from sotto.processes.supervision.table import services
from sotto.settings.configuration import Configuration, Ports

pytestmark = pytest.mark.guard

TEMPLATE = files("sotto.engines.kamailio") / "templates" / "kamailio.cfg"
PATHS = {
    name
    for name in {*dir(Configuration), *Configuration.model_fields}
    if name.endswith(("_dir", "_socket")) and name != "state_dir"
}


def kamailio(pattern: str) -> set[str]:
    """Names in Kamailio's configuration."""
    return set(re.findall(pattern, TEMPLATE.read_text()))


def test_every_folder_of_the_state_is_declared() -> None:
    assert named(Kind.FOLDER) == {name for name in PATHS if name.endswith("_dir")}


def test_every_service_s_log_is_declared() -> None:
    assert named(Kind.LOG) == {service.name for service in services(Configuration())}


def test_every_queue_is_declared() -> None:
    queues = kamailio(r'"mqueue", "name=(\w+)')
    assert queues
    assert named(Kind.QUEUE) == queues | set(push.CHANNELS)


def test_every_socket_is_declared() -> None:
    unix = {name for name in PATHS if name.endswith("_socket")} | {"kamailio_control"}
    assert named(Kind.SOCKET) == set(Ports.model_fields) | unix


def test_every_shared_table_of_kamailio_is_declared() -> None:
    tables = kamailio(r'"htable", "htable", "(\w+)=>')
    assert tables
    assert named(Kind.MEMORY) == tables | kamailio(r'"preload", "(\w+)"')
