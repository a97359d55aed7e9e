"""The keyring process: the only one that holds subject keys. Runs as its own system user."""

import asyncio
from datetime import UTC, datetime

from sotto.keyring.root import FileRoot
from sotto.keyring.server import KeyServer, harden
from sotto.keyring.service import Generation, KeyService
from sotto.keyring.store import KeyStore
from sotto.settings import logs
from sotto.settings.configuration import Configuration


def main() -> None:
    harden()
    logs.configure()
    configuration = Configuration()
    folder = configuration.keyring_dir
    store = KeyStore(
        folder / "keys.db", FileRoot(folder / "epochs"), now=datetime.now(UTC).isoformat()
    )
    service = KeyService(store, Generation(configuration.keyring_generation, store.tombstones()))
    allowed = {configuration.app_user, "root"}
    asyncio.run(KeyServer(service, configuration.keyring_socket, allowed).run())


if __name__ == "__main__":
    main()
