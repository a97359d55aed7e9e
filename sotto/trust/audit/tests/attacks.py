"""What may be done to a trail: each takes a way to draw and everything that is kept."""

import random
from collections.abc import Callable

from sotto.lib.tiles import Tile, pack, unpack
from sotto.trust.audit.rules.claims import CHECKPOINT, KEY, PRUNED
from sotto.trust.audit.tests.trails import ATTACKER, Kept, entry

Draw = random.Random
Attack = Callable[[Draw, Kept], None]


def flipped(draw: Draw, raw: bytes) -> bytes:
    at = draw.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ draw.randrange(1, 256)]) + raw[at + 1 :]


def needed(kept: Kept, *, bundles: bool) -> list[str]:
    """The files that the newest checkpoint stands on."""
    size = len(kept.entries)
    found = []
    for name in kept.files:
        tile = Tile.named(name)
        if tile is not None and tile.is_bundle is bundles:
            hashes = size >> (8 * max(tile.level, 0))
            if tile.width == min(256, hashes - 256 * tile.index):
                found.append(name)
    return found


def renumbered(rows: list[bytes]) -> list[tuple[int, bytes]]:
    return list(enumerate(rows))


# On the rows of the database.
def change_a_row(draw: Draw, kept: Kept) -> None:
    at = draw.randrange(len(kept.rows))
    index, raw = kept.rows[at]
    kept.rows[at] = index, flipped(draw, raw)


def forge_a_row(draw: Draw, kept: Kept) -> None:
    at = draw.randrange(len(kept.rows))
    kept.rows[at] = kept.rows[at][0], entry(at, action="room:thing:undone")


def delete_rows(draw: Draw, kept: Kept) -> None:
    at = draw.randrange(len(kept.rows))
    del kept.rows[at : at + draw.randrange(1, 4)]


def delete_a_row_and_close_the_gap(draw: Draw, kept: Kept) -> None:
    rows = [raw for _, raw in kept.rows]
    del rows[draw.randrange(len(rows))]
    kept.rows = renumbered(rows)


def insert_a_row(draw: Draw, kept: Kept) -> None:
    rows = [raw for _, raw in kept.rows]
    rows.insert(draw.randrange(len(rows)), entry(draw.randrange(5000, 9000)))
    kept.rows = renumbered(rows)


def insert_a_row_beside_another(draw: Draw, kept: Kept) -> None:
    at = draw.randrange(len(kept.rows))
    kept.rows.insert(at, (kept.rows[at][0], entry(7000)))


def insert_a_row_far_away(draw: Draw, kept: Kept) -> None:
    kept.rows.append((len(kept.rows) + draw.randrange(1, 99), entry(7000)))


def copy_a_row_over_another(draw: Draw, kept: Kept) -> None:
    one, other = draw.sample(range(len(kept.rows)), 2)
    kept.rows[one] = kept.rows[one][0], kept.rows[other][1]


def swap_rows(draw: Draw, kept: Kept) -> None:
    one, other = draw.sample(range(len(kept.rows)), 2)
    first, second = kept.rows[one][1], kept.rows[other][1]
    kept.rows[one], kept.rows[other] = (kept.rows[one][0], second), (kept.rows[other][0], first)


def shuffle_rows(draw: Draw, kept: Kept) -> None:
    rows = [raw for _, raw in kept.rows]
    turn = draw.randrange(1, len(rows))
    kept.rows = renumbered(rows[turn:] + rows[:turn])


def truncate_rows(draw: Draw, kept: Kept) -> None:
    del kept.rows[draw.randrange(len(kept.rows)) :]


# On bundles and tiles.
def change_a_bundle(draw: Draw, kept: Kept) -> None:
    name = draw.choice(needed(kept, bundles=True))
    kept.files[name] = flipped(draw, kept.files[name])


def delete_a_bundle(draw: Draw, kept: Kept) -> None:
    del kept.files[draw.choice(needed(kept, bundles=True))]


def truncate_a_bundle(draw: Draw, kept: Kept) -> None:
    name = draw.choice(needed(kept, bundles=True))
    kept.files[name] = kept.files[name][: draw.randrange(len(kept.files[name]))]


def rewrite_a_bundle(draw: Draw, kept: Kept) -> None:
    name = draw.choice(needed(kept, bundles=True))
    entries = unpack(kept.files[name]) or []
    at = draw.randrange(len(entries))
    deed = draw.randrange(4)
    changed = {
        0: entries[:at] + entries[at + 1 :],
        1: [*entries[:at], entry(7001), *entries[at:]],
        2: [*entries[:at], entry(7001), *entries[at + 1 :]],
        3: [*entries, entry(7001)],
    }
    kept.files[name] = pack(changed[deed])


def change_a_tile(draw: Draw, kept: Kept) -> None:
    name = draw.choice(needed(kept, bundles=False))
    kept.files[name] = flipped(draw, kept.files[name])


def delete_a_tile(draw: Draw, kept: Kept) -> None:
    del kept.files[draw.choice(needed(kept, bundles=False))]


def truncate_a_tile(draw: Draw, kept: Kept) -> None:
    name = draw.choice(needed(kept, bundles=False))
    kept.files[name] = kept.files[name][: draw.randrange(len(kept.files[name]))]


def lengthen_a_tile(draw: Draw, kept: Kept) -> None:
    kept.files[draw.choice(needed(kept, bundles=False))] += draw.randbytes(32)


def change_an_earlier_tile(draw: Draw, kept: Kept) -> None:
    name = draw.choice([name for name in kept.files if name.startswith("tile/")])
    kept.files[name] = flipped(draw, kept.files[name])


def leave_a_file(draw: Draw, kept: Kept) -> None:
    kept.files[f"tile/{draw.randrange(3)}/{draw.randrange(99)}"] = draw.randbytes(32)


# On checkpoints, and by who can't sign.
def change_the_checkpoint(draw: Draw, kept: Kept) -> None:
    kept.files[CHECKPOINT] = flipped(draw, kept.files[CHECKPOINT])


def delete_the_checkpoint(draw: Draw, kept: Kept) -> None:
    del kept.files[CHECKPOINT]


def put_an_old_checkpoint_back(draw: Draw, kept: Kept) -> None:
    kept.files[CHECKPOINT] = next(iter(kept.witness.values())).encode()


def forge_the_checkpoint(draw: Draw, kept: Kept) -> None:
    size = draw.randrange(1, 2 * len(kept.entries))
    kept.files[CHECKPOINT] = ATTACKER.checkpoint(size, draw.randbytes(32)).encode()


def swap_the_key(draw: Draw, kept: Kept) -> None:
    kept.files[KEY] = ATTACKER.key.text.encode()


def pretend_to_have_pruned(draw: Draw, kept: Kept) -> None:
    kept.files[PRUNED] = draw.randbytes(draw.randrange(1, 90))


def change_what_the_witness_keeps(draw: Draw, kept: Kept) -> None:
    name = draw.choice(list(kept.witness))
    note = kept.witness[name]
    at = draw.randrange(len(note))
    kept.witness[name] = note[:at] + chr(ord(note[at]) ^ 1) + note[at + 1 :]


def altered(draw: Draw, kept: Kept) -> list[bytes]:
    """Another past: an entry changed, removed, put in, or two in another order."""
    entries = list(kept.entries)
    at, other = draw.sample(range(len(entries)), 2)
    deed = draw.randrange(4)
    changed = {
        0: [*entries[:at], entry(8000), *entries[at + 1 :]],
        1: entries[:at] + entries[at + 1 :],
        2: [*entries[:at], entry(8000), *entries[at:]],
    }
    entries[at], entries[other] = entries[other], entries[at]
    return changed.get(deed, entries)


def rewrite_everything(draw: Draw, kept: Kept) -> None:
    """Rows, bundles, tiles, the database's memory; the signed checkpoint stays as it is."""
    signed, witness = kept.files[CHECKPOINT], kept.witness
    forged = Kept()
    forged.grow(altered(draw, kept))
    kept.rows, kept.files, kept.known = forged.rows, forged.files, forged.known
    kept.files[CHECKPOINT], kept.witness = signed, witness


def rewrite_everything_and_sign_it_oneself(draw: Draw, kept: Kept) -> None:
    forged = Kept()
    forged.grow(altered(draw, kept), signer=ATTACKER)
    kept.rows, kept.files, kept.known = forged.rows, forged.files, forged.known


def rewrite_everything_under_an_old_checkpoint(draw: Draw, kept: Kept) -> None:
    old = next(iter(kept.witness.values()))
    forged = Kept()
    forged.grow(altered(draw, kept)[: int(old.split("\n")[1])])
    kept.rows, kept.files, kept.known = forged.rows, forged.files, forged.known
    kept.files[CHECKPOINT] = old.encode()


def roll_the_machine_back(draw: Draw, kept: Kept) -> None:
    """All that was there at the first checkpoint, and truly signed then; the witness has more."""
    _roll_back(kept)


def roll_back_and_go_on(draw: Draw, kept: Kept) -> None:
    """After which our own key signs another future."""
    _roll_back(kept)
    others = [entry(9000 + number) for number in range(draw.randrange(1, 40))]
    kept.grow(others, witnessed=False)


def _roll_back(kept: Kept) -> None:
    size = int(next(iter(kept.witness.values())).split("\n")[1])
    older = Kept()
    older.grow(kept.entries[:size])
    kept.entries = older.entries
    kept.rows, kept.files, kept.known = older.rows, older.files, older.known


ALL: tuple[Attack, ...] = (
    change_a_row,
    forge_a_row,
    delete_rows,
    delete_a_row_and_close_the_gap,
    insert_a_row,
    insert_a_row_beside_another,
    insert_a_row_far_away,
    copy_a_row_over_another,
    swap_rows,
    shuffle_rows,
    truncate_rows,
    change_a_bundle,
    delete_a_bundle,
    truncate_a_bundle,
    rewrite_a_bundle,
    change_a_tile,
    delete_a_tile,
    truncate_a_tile,
    lengthen_a_tile,
    change_an_earlier_tile,
    leave_a_file,
    change_the_checkpoint,
    delete_the_checkpoint,
    put_an_old_checkpoint_back,
    forge_the_checkpoint,
    swap_the_key,
    pretend_to_have_pruned,
    change_what_the_witness_keeps,
    rewrite_everything,
    rewrite_everything_and_sign_it_oneself,
    rewrite_everything_under_an_old_checkpoint,
    roll_the_machine_back,
    roll_back_and_go_on,
)
