"""What Sotto asks of the kernel and of systemd."""

from pathlib import Path

from sotto.processes.setup.progress import console

RECEIVE_BUFFER = Path("/proc/sys/net/core/rmem_max")
WANTED_BYTES = 4 * 1024**2  # Less drops SIP over UDP at some hundred calls a second.
SYSCTL = Path("/etc/sysctl.d/60-sotto.conf")


def under_systemd() -> bool:
    return Path("/run/systemd/system").is_dir()


def raise_socket_buffers() -> None:
    """Allow large receive buffers, now and after a reboot; go on where that is not permitted."""
    try:
        if int(RECEIVE_BUFFER.read_text()) < WANTED_BYTES:
            RECEIVE_BUFFER.write_text(f"{WANTED_BYTES}\n")
            SYSCTL.write_text(f"net.core.rmem_max = {WANTED_BYTES}\n")
    except OSError:
        console.print(
            "  note: net.core.rmem_max cannot be raised here; busy hours may lose packets"
        )
