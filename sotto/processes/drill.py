"""A restore drill's own process, inside the scratch system that its settings name.

Run by `sotto backup drill` as `python -m sotto.processes.drill FD`, with the backup on standard
input and what opens it on FD: no secret stands in an argument. A hostile archive meets a process
without rights, in a cluster that is thrown away. Says its progress and its end in lines of JSON.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from sotto.trust.backup.rules import Findings


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    with os.fdopen(int(sys.argv[1])) as told:
        wish = json.load(told)
    import django

    django.setup()
    from sotto.trust.backup.services import BackupRefused

    try:
        findings, about = _drill(wish)
    except BackupRefused as refusal:
        _say(refused=type(refusal).__name__)
        return 1
    _say(findings=findings.to_json(), **about)
    return 0


def _drill(wish: dict[str, Any]) -> "tuple[Findings, dict[str, str]]":  # Any: JSON
    from django.conf import settings

    from sotto.personal_data.actor import acting
    from sotto.personal_data.vocabulary import Interface, Purpose
    from sotto.trust.backup import services
    from sotto.trust.backup.services import drill

    keys = services.keys(identities=wish["identities"], password=wish["password"])
    erased = [(UUID(tenant), UUID(subject)) for tenant, subject in wish["erased"]]
    with acting(purpose=Purpose.VERIFY, interface=Interface.COMMAND_LINE):
        manifest, findings = drill.restore_and_open(
            sys.stdin.buffer, keys, erased=erased, files=settings.SOTTO.files_dir, progress=_tell
        )
    return findings, {"backup": str(manifest.id), "made_at": manifest.made_at.isoformat()}


def _tell(done: int, total: int) -> None:
    _say(done=done, total=total)


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
