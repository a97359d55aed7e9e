"""Engines: proven programs that Sotto drives. No Django and no domain words here.

Each folder has the same files: `client` (the wire), `fake` (the same Protocol in memory), `config`
(rendered, checked by the engine itself, applied), `health`.
"""


class EngineUnavailable(Exception):  # A state, not a mistake.
    """An engine did not answer, or refused. Carries the engine's name and nothing else.

    Raise it `from None`: the original may hold numbers, addresses or descriptions of media.
    """

    def __init__(self, engine: str) -> None:
        super().__init__(engine)
        self.engine = engine
