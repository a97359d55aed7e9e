"""The web pages: gunicorn with threads, TLS 1.2 or newer, and no log of who asked for what."""

import ssl
from collections.abc import Callable
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from typing_extensions import override

from sotto.settings.configuration import Configuration

WORKERS = 2
THREADS = 8

log = structlog.get_logger()


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped.
    """gunicorn's own messages carry addresses and paths: only what can't, goes out."""

    @override
    def info(self, msg: str, *args: Any, **named: Any) -> None: ...

    @override
    def debug(self, msg: str, *args: Any, **named: Any) -> None: ...

    @override
    def warning(self, msg: str, *args: Any, **named: Any) -> None: ...

    @override
    def error(self, msg: str, *args: Any, **named: Any) -> None:
        log.error("web.server_complained", kind=msg if args else "")

    @override
    def exception(self, msg: str, *args: Any, **named: Any) -> None:
        log.error("web.server_failed", kind=msg if args else "")

    @override
    def critical(self, msg: str, *args: Any, **named: Any) -> None:
        log.critical("web.worker_was_stopped", kind=msg if args else "")

    @override
    def access(self, *_: Any, **__: Any) -> None: ...


class Pages(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped.
    """gunicorn, told by our settings instead of by a command line."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        super().__init__()

    @override
    def load_config(self) -> None:
        for name, value in settings(self._configuration).items():
            self.cfg.set(name, value)

    @override
    def load(self) -> Any:
        from sotto.settings.wsgi import application

        return application


def settings(configuration: Configuration) -> dict[str, Any]:
    """Gunicorn's settings. Any: each has its own type."""
    certificates, port = configuration.certificates_dir, configuration.ports.web
    addresses = dict.fromkeys((str(configuration.address), "127.0.0.1"))
    return {
        "bind": [f"{address}:{port}" for address in addresses],
        "worker_class": "gthread",
        "workers": WORKERS,
        "threads": THREADS,
        "certfile": str(certificates / "server.pem"),
        "keyfile": str(certificates / "server.key"),
        "ssl_context": secure,
        "logger_class": QuietLogger,
        "accesslog": None,
        "worker_tmp_dir": str(configuration.run_dir / "web"),
        "graceful_timeout": 5,
        "keepalive": 15,
        "control_socket_disable": True,
        "proc_name": "sotto-web",
        "when_ready": _started,
    }


def secure(_: object, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Nothing older than TLS 1.2; of it, only suites with forward secrecy (PBX-23)."""
    context = default()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    return context


def _started(_: object) -> None:
    log.info("web.started")


def main() -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    Pages(Configuration()).run()


if __name__ == "__main__":
    main()
