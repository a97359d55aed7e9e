"""The keyring process: the only one that holds subject keys. Runs as its own system user."""

import asyncio

from sotto.keyring.opening import Keyring
from sotto.keyring.policy import Policy
from sotto.keyring.server import KeyServer, harden
from sotto.settings import logs
from sotto.settings.configuration import Configuration


def main() -> None:
    harden()
    logs.configure()
    configuration = Configuration()
    policy = Policy(configuration.app_user)
    keyring = Keyring(
        folder=configuration.keyring_dir,
        generation=configuration.keyring_generation,
        policy=policy,
    )
    asyncio.run(KeyServer(keyring.open_, configuration.keyring_socket, policy).run())


if __name__ == "__main__":
    main()
