"""What set-up refuses, and how it says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from sotto.processes.setup import preflight
from sotto.processes.setup.preflight import Facts, Objection, TakenPort
from sotto.settings.configuration import Ports

pytestmark = pytest.mark.rules

FIT = Facts(
    effective_user=0,
    release=("debian", "12"),
    free_bytes=4 * 1024**3,
    state_dir=Path("/opt/sotto/var"),
    closed_folder=None,
    taken_ports=(),
)


def only_objection(facts: Facts) -> str:
    (objection,) = preflight.objections(facts)
    return objection


def test_a_fit_machine_meets_no_objection() -> None:
    preflight.refuse_if_unfit(FIT)


def test_only_root_may_set_up() -> None:
    assert "as root" in only_objection(replace(FIT, effective_user=1000))


@pytest.mark.parametrize("release", [("debian", "11"), ("ubuntu", "12"), ("unknown", "")])
def test_another_release_is_refused_and_the_supported_one_is_named(
    release: tuple[str, str],
) -> None:
    said = only_objection(replace(FIT, release=release))
    assert "Debian 12" in said
    assert release[0] in said


def test_a_full_disk_is_refused_with_what_is_needed_and_what_is_left() -> None:
    said = only_objection(replace(FIT, free_bytes=1024**3))
    assert "3 GB" in said
    assert "1.0 GB" in said


def test_a_closed_folder_is_named_with_a_better_one() -> None:
    said = only_objection(replace(FIT, closed_folder=Path("/home/ada")))
    assert "/home/ada" in said
    assert "/opt/sotto" in said


def test_a_state_folder_too_deep_for_sockets_is_refused() -> None:
    said = only_objection(replace(FIT, state_dir=Path("/srv") / ("deep" * 16)))
    assert "`state_dir` of at most 64 characters" in said


def test_a_taken_port_names_the_program_and_the_setting() -> None:
    said = only_objection(replace(FIT, taken_ports=(TakenPort("web", 8443, 77, "nginx"),)))
    assert "8443" in said
    assert "nginx (process 77)" in said
    assert "`web`" in said


def test_every_objection_is_said_at_once() -> None:
    unfit = replace(FIT, effective_user=1000, free_bytes=0)
    with pytest.raises(Objection) as refusal:
        preflight.refuse_if_unfit(unfit)
    assert len(str(refusal.value).splitlines()) == 2


def test_the_ports_known_before_installation_are_those_of_the_settings() -> None:
    assert Ports().model_dump().items() >= preflight.DEFAULT_PORTS.items()


def test_the_environment_stands_before_the_file_and_the_file_before_the_defaults() -> None:
    ports = preflight.ports_of(
        {"ports": {"web": 9443, "sip_tls": 6061}}, {"SOTTO_PORTS__SIP_TLS": "7061"}
    )
    assert ports == preflight.DEFAULT_PORTS | {"web": 9443, "sip_tls": 7061}


def test_a_port_that_is_no_number_is_refused_by_its_name() -> None:
    with pytest.raises(Objection, match=r"ports\.web"):
        preflight.ports_of({"ports": {"web": "https"}}, {})


def test_settings_that_are_not_toml_are_refused_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sotto.toml").write_text("domain = \n")
    monkeypatch.setenv("SOTTO_CONFIG", str(tmp_path / "sotto.toml"))
    with pytest.raises(Objection, match="line 1"):
        preflight.read_settings()


def test_a_settings_file_that_was_named_must_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTTO_CONFIG", str(tmp_path / "absent.toml"))
    with pytest.raises(Objection, match="does not exist"):
        preflight.read_settings()
