"""Tables that libraries bring: each column is declared here, as ours are beside their models.

A library that grows a table or a column with its next version fails tests/guards/test_declared.py
until somebody has thought about it. Requirement PBX-01.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sotto.personal_data.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Personal:
    """A library's column that is about a person: what is in it, and how it goes away."""

    category: Category
    holds: str
    goes: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Not personal, said on purpose."""

    reason: str


Column = Personal | Clear

_CODE = Clear("Names of our own code: tables, permissions, migrations.")
_UNUSED = Clear("Empty: roles are ours (trust.access), Django's groups are not used.")
_NUMBER = Clear("A running number of the library's own.")
_CLOCK = Clear("A time of the machine's work, not of a person's.")
_STATE = Clear("The state of a piece of work.")
_IDS = Clear("Random ids only (backbone.jobs): no name, number or address.")

FOREIGN: Mapping[str, Mapping[str, Column]] = {
    "auth_group": {"id": _UNUSED, "name": _UNUSED},
    "auth_group_permissions": {"id": _UNUSED, "group_id": _UNUSED, "permission_id": _UNUSED},
    "auth_permission": {
        "id": _NUMBER,
        "name": _CODE,
        "content_type_id": _NUMBER,
        "codename": _CODE,
    },
    "django_content_type": {"id": _NUMBER, "app_label": _CODE, "model": _CODE},
    "django_migrations": {"id": _NUMBER, "app": _CODE, "name": _CODE, "applied": _CLOCK},
    "django_session": {
        "session_key": Personal(
            Category.MAINTENANCE, "the random name of somebody's session", "ends with the session"
        ),
        "session_data": Personal(
            Category.MAINTENANCE, "the id of the account that is signed in", "ends with the session"
        ),
        "expire_date": Personal(
            Category.MAINTENANCE, "when somebody was last active", "ends with the session"
        ),
    },
    "procrastinate_events": {"id": _NUMBER, "job_id": _NUMBER, "type": _STATE, "at": _CLOCK},
    "procrastinate_jobs": {
        "id": _NUMBER,
        "queue_name": _CODE,
        "task_name": _CODE,
        "lock": _CODE,
        "args": _IDS,
        "status": _STATE,
        "scheduled_at": _CLOCK,
        "attempts": _STATE,
        "queueing_lock": _CODE,
        "priority": _STATE,
        "abort_requested": _STATE,
        "worker_id": _NUMBER,
    },
    "procrastinate_periodic_defers": {
        "id": _NUMBER,
        "task_name": _CODE,
        "defer_timestamp": _CLOCK,
        "job_id": _NUMBER,
        "periodic_id": _CODE,
    },
    "procrastinate_workers": {"id": _NUMBER, "last_heartbeat": _CLOCK},
}
