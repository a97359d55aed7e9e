"""Probes of what is collected: the database's columns against the declarations, and who is here."""

from django.apps import apps
from django.conf import settings

from sotto.personal_data.declaration import PersonalData, declaration_of
from sotto.personal_data.foreign import FOREIGN
from sotto.personal_data.registry import holdings
from sotto.personal_data.sinks import Kind, named
from sotto.personal_data.vocabulary import Category
from sotto.trust.document.rules import Finding, holds, none_of
from sotto.trust.document.services.probes.database import own_models, rows
from sotto.trust.document.services.probing import probe

_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND n.nspname NOT LIKE 'pg_temp%%'
"""


@probe("collected.declared")
def declared() -> Finding:
    said = {
        (model._meta.db_table, str(column.column))
        for model in own_models()
        for column in model._meta.local_concrete_fields
    }
    said |= {(table, column) for table, columns in FOREIGN.items() for column in columns}
    there = {(str(table), str(column)) for table, column in rows(_COLUMNS)}
    return none_of(
        (f"{table}.{column}" for table, column in there - said),
        looked_at="the database's own catalogue",
        columns=len(there),
    )


@probe("collected.folders")
def folders() -> Finding:
    """Of the state: every folder is one that was declared, or holds keys of set-up's."""
    configuration = settings.SOTTO
    known = {getattr(configuration, name) for name in named(Kind.FOLDER)}
    allowed = {path for path in known if path} | {
        configuration.state_dir / name for name in ("web", "static", "run")
    }
    there = [path for path in configuration.state_dir.iterdir() if path.is_dir()]
    return none_of(
        (path.name for path in there if path not in allowed),
        looked_at=f"{len(there)} folders of the state",
        folders=len(known),
    )


@probe("collected.subjects", everywhere=False)
def subjects() -> Finding:
    counts = {
        label: apps.get_model(label).objects.count()
        for label in ("directory.Person", "directory.OtherParty", "access.Account")
    }
    return holds(
        "rows of this tenant",
        people=counts["directory.Person"],
        others=counts["directory.OtherParty"],
        accounts=counts["access.Account"],
    )


@probe("collected.bases")
def bases() -> Finding:
    silent = [
        one.label
        for one in holdings()
        if not (one.declared.purpose and one.declared.basis and one.declared.retention.name)
    ]
    reasons = [
        model._meta.label
        for model in own_models()
        if not isinstance(declaration_of(model), PersonalData)
        and not getattr(declaration_of(model), "reason", "")
    ]
    return none_of([*silent, *reasons], looked_at="every declaration")


@probe("collected.special")
def special() -> Finding:
    """Declared categories are those of the vocabulary, which has none of Art. 9 GDPR."""
    known = {one.value for one in Category}
    declared = {one.label: str(one.declared.category) for one in holdings()}
    return none_of(
        (f"{label}: {category}" for label, category in declared.items() if category not in known),
        looked_at=f"{len(declared)} declarations",
        categories=", ".join(sorted(known & set(declared.values()))),
    )


@probe("collected.withheld")
def withheld() -> Finding:
    """Who withholds has no pseudonym here: an other party without a number can't be stored."""
    found = rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'directory_otherparty'::regclass "
        "AND attname IN ('owner', 'about_owner') AND NOT attnotnull"
    )
    return none_of((name for (name,) in found), looked_at="what an other party must have")
