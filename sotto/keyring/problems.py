"""Why a store or its root provider can't be opened, in plain words."""


class StoreProblem(Exception):
    """The store can't be opened. `text` says why, and what to do."""

    code = "closed"
    text = "The key store can't be opened."

    def __init__(self) -> None:
        super().__init__(self.text)


class StoreDamaged(StoreProblem):
    code = "damaged"
    text = "The key store is damaged, and so is its replica. Restore it: sotto keyring restore."


class StoreLost(StoreProblem):
    """There was one: its epochs' root keys are still there."""

    code = "lost"
    text = "The key store is gone, and so is its replica. Restore it: sotto keyring restore."


class StoreFull(StoreProblem):
    """Tried again by itself."""

    code = "full"
    text = "The keyring's disk is full. The keyring opens its store when there is room again."


class ReplicaMissing(StoreProblem):
    """Tried again by itself: without its replica the keyring promises less than it was told to."""

    code = "replica away"
    text = "The replica's disk is not in its place: mount it. The keyring then opens by itself."


class StoreBusy(StoreProblem):
    """Tried again by itself: two keyrings on one store would lose keys of each other's epochs."""

    code = "busy"
    text = "Another keyring has the store open. This one takes over when that has ended."


class StoreUnusable(StoreProblem):
    """Tried again by itself; a replica takes over then."""

    code = "unusable"
    text = "The key store's folder can't be read or written. The keyring tries again by itself."


class StoreLetGo(StoreProblem):
    code = "let go"
    text = "The keyring has let go of its store while another is put in its place."


class StoreForeign(StoreProblem):
    code = "foreign"
    text = "The file in the key store's place is not a key store of this installation."


class StoreNewer(StoreProblem):
    code = "newer"
    text = "A newer version of Sotto has written this key store. Run that version."


class BackupDamaged(StoreProblem):
    code = "backup damaged"
    text = "This is no backup of a keyring, or it is damaged or cut short. Nothing was changed."


class BackupLocked(StoreProblem):
    code = "backup locked"
    text = "This password or key does not open the backup. Nothing was changed."


class StoreSound(StoreProblem):
    code = "store sound"
    text = "The present store is sound, and newer. Nothing was changed; --replace does it anyway."


class RootAway(StoreProblem):
    """Try again by itself: it is sealed, starting, or beyond a broken line."""

    code = "root away"
    text = "The root provider does not answer, or is sealed. The keyring tries again by itself."


class RootRefused(StoreProblem):
    """Not tried again by itself: a token locks after a few wrong PINs."""

    code = "root refused"
    text = "The root provider refused: look at its PIN or token, then restart the keyring."


class RootMissing(StoreProblem):
    code = "no root"
    text = "The root provider can't be used as the settings name it: module, token or address."


class SecretExposed(StoreProblem):
    code = "secret exposed"
    text = "Others may read the file with the PIN or token: make it mode 0600, the keyring's own."


class EpochKeyMissing(StoreProblem):
    """The root provider does not have, or never had, the key of this epoch."""

    code = "epoch key missing"
    text = "The root provider has no key for this store's epoch: it is too old, or foreign."
