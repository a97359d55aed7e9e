"""Two sides of a comparison, by turns: what else the machine does hits both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    """Seconds of each turn."""

    turns: Sequence[float]

    def p(self, percent: int) -> float:
        return sorted(self.turns)[len(self.turns) * percent // 100]


def by_turns(
    rounds: int,
    sealed: Callable[[], None],
    clear: Callable[[], None],
    *,
    before: Callable[[], None] = lambda: None,
) -> tuple[Took, Took]:
    """Each first in every other round; the first tenth is not counted."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + rounds // 10):
        for which in (0, 1) if number % 2 else (1, 0):
            before()
            begun = time.perf_counter()
            (sealed, clear)[which]()
            took[which].append(time.perf_counter() - begun)
    return Took(took[0][rounds // 10 :]), Took(took[1][rounds // 10 :])


def say(title: str, goal: float | None, sealed: Took, clear: Took) -> None:
    wanted = "" if goal is None else f" (goal {goal})"
    ratio = sealed.p(95) / clear.p(95)
    print(
        f"{title:36} p95 {sealed.p(95) * 1000:8.2f} ms; in clear {clear.p(95) * 1000:8.2f} ms; "
        f"{ratio:.2f} times{wanted}; median {sealed.p(50) / clear.p(50):.2f} times"
    )
