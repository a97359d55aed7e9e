"""By which rule content is shared: declared with its table, chosen by the tenant where it is sound.

A record keeps the rule by which it was made: what was split can't be joined by a setting, and who
took part did so under that rule. So a choice holds for what is made from then on.
"""

from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from typing_extensions import override

from sotto.personal_data.fields import PlainInMigrations
from sotto.personal_data.registry import Holding, holding_of, holdings
from sotto.personal_data.vocabulary import Erase, Role, Sharing

RULES: Final = (Sharing.ANY, Sharing.LAST, Sharing.CONTROLLER)
_choices: list[Callable[[UUID], Sharing | None]] = []


class SharingField(PlainInMigrations, models.CharField):  # type: ignore[type-arg]
    """The policy by which a record was shared out; `Sharing.WAITING` while a decision is due.

    rule: what holds where the tenant has chosen nothing. allowed: what it may choose; without
    `any erases` where somebody may come later (`let_in`). A record that is made with none gets the
    rule that holds.
    """

    plain = models.CharField
    about: tuple[Role, ...] = ()

    def __init__(
        self, rule: Sharing, *, allowed: Collection[Sharing] = RULES, **options: Any
    ) -> None:
        if rule not in allowed or not set(allowed) <= set(RULES):
            raise FieldError("The declared rule is one of those that are allowed, and no other.")
        self.rule, self.allowed = rule, tuple(allowed)
        options.setdefault("max_length", 30)
        super().__init__(**options)

    @override
    def pre_save(self, row: models.Model, add: bool) -> Any:
        if add and not getattr(row, self.attname):
            tenant: UUID = row.tenant_id  # type: ignore[attr-defined]
            setattr(row, self.attname, rule_for(type(row), tenant))
        return super().pre_save(row, add)


def chosen_by(choice: Callable[[UUID], Sharing | None]) -> None:
    """Who knows what a tenant has chosen; called by its room when it starts."""
    _choices[:] = [choice]


def rule_for(model: type[models.Model], tenant: UUID) -> Sharing:
    """By which rule a record of this table is made now."""
    chosen = next((choice(tenant) for choice in _choices), None)
    if chosen is not None and chosen in sound_rules(model):
        return chosen
    return sharing_column(holding_of(model)).rule


def sound_rules(model: type[models.Model]) -> list[Sharing]:
    """What a tenant may choose for this table.

    Not `any erases` where a share is held by mere access: a reader's erasure would take away what
    belongs to others.
    """
    holding = holding_of(model)
    holders = {
        by.declared.erase[role]
        for by in holding.shared_by
        for column in by.key_shares
        for role in column.about
    }
    unsound = {Sharing.ANY} if Erase.LEAVE in holders else set()
    return [one for one in sharing_column(holding).allowed if one not in unsound]


def shared_holdings() -> list[Holding]:
    """The tables whose content is shared by a key that nobody has alone."""
    return [
        one
        for one in holdings()
        if any(isinstance(column, SharingField) for column in one.model._meta.local_concrete_fields)
    ]


def sharing_column(holding: Holding) -> SharingField:
    """Raises FieldError."""
    for column in holding.model._meta.local_concrete_fields:
        if isinstance(column, SharingField):
            return column
    raise FieldError(f"{holding.label} does not say by what policy it is shared: SharingField.")
