"""Whether an extension may be given away."""

from django.db import connection

from sotto.features.directory.models import EdgeNumber, Number
from sotto.personal_data.actor import acting, current_actor
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose


def is_taken(domain: str, extension: str) -> bool:
    """In the current tenant; by somebody who is restricted as well, and so is routed nowhere."""
    if EdgeNumber.objects.filter(realm=domain, number=extension).exists():
        return True
    routed = EdgeNumber.objects.filter(realm=domain, kind="person").values("person")
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        kept = unseal(list(Number.objects.exclude(person__in=routed)))
    return any(one.about_owner["number"] == extension for one in kept)


def lock_numbers() -> None:
    """Two that want the same extension at once wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory.numbers'))")
