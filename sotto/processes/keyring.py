"""The keyring process: the only one that holds subject keys. Runs as its own system user."""

import asyncio

from sotto.keyring.server import KeyServer, harden
from sotto.settings import logs
from sotto.settings.configuration import Configuration
from sotto.settings.keyring import keyring_of


def main() -> None:
    harden()
    logs.configure()
    configuration = Configuration()
    keyring = keyring_of(configuration)
    asyncio.run(KeyServer(keyring.open_, configuration.keyring_socket, keyring.policy).run())


if __name__ == "__main__":
    main()
