"""Probes of what is passed on, and of what recipients were told."""

from datetime import timedelta

from django.conf import settings

from sotto.engines.mail.client import MailClient
from sotto.engines.mail.health import is_healthy
from sotto.engines.webhook.client import AddressRefused, parts_of
from sotto.personal_data.models import Erasure
from sotto.trust.dataprotection.queries import removals
from sotto.trust.document.rules import Finding, broken, holds_if, none_of
from sotto.trust.document.services.probing import now, probe
from sotto.trust.recipients import queries
from sotto.trust.recipients.rules import Channel, State, Topic
from sotto.trust.tenants.queries import estates
from sotto.trust.tenants.services import within

_TOLD_WITHIN = timedelta(days=1)
_LATEST = 200  # Erasures that are looked at each time.


@probe("transferred.register", everywhere=False)
def register() -> Finding:
    found = queries.recipients()
    wrong = [
        str(one.pk)
        for one in found
        if not (one.ground and one.details["purpose"] and one.categories)
    ]
    return none_of(wrong, looked_at="purpose, ground and categories of each", recipients=len(found))


@probe("transferred.recorded", everywhere=False)
def recorded() -> Finding:
    """An ended recipient got nothing after its end."""
    transfers = queries.transfers()
    late = [
        str(one.pk)
        for one in transfers.filter(recipient__ended_at__isnull=False)
        if one.recipient.ended_at is not None and one.at > one.recipient.ended_at
    ]
    return none_of(late, looked_at="the register of transfers", transfers=transfers.count())


@probe("transferred.told", everywhere=False)
def told() -> Finding:
    """Each recipient of each of the last people erased has its notice, and it went out."""
    done = Erasure.objects.exclude(told_at=None).order_by("-told_at")
    erased = set(done.values_list("subject", flat=True)[:_LATEST])
    notices = queries.notices().filter(owner__in=erased, topic=Topic.ERASURE)
    have = set(notices.values_list("owner", "recipient"))
    owed = set(queries.transfers().filter(owner__in=erased).values_list("owner", "recipient"))
    late = [
        one
        for one in queries.unanswered().exclude(recipient__channel=Channel.MANUAL)
        if one.state is State.WAITING and now() - one.made_at > _TOLD_WITHIN
    ]
    missing = [f"no notice to {recipient}" for _, recipient in owed - have]
    return none_of(
        [*missing, *(f"not sent: {one.pk}" for one in late)],
        looked_at=f"notices about {len(erased)} people",
        open=queries.unanswered().count(),
    )


@probe("transferred.removed")
def removed() -> Finding:
    """What was bequeathed by removed customers goes out within a day, by machine or by hand."""
    waiting, late = 0, list[str]()
    for estate in estates():
        with within(estate.pk):
            for one in queries.unanswered():
                waiting += 1
                is_old = now() - one.made_at > _TOLD_WITHIN
                if is_old and (one.is_for_hand or one.state is State.WAITING):
                    late.append(f"not told: {one.pk}")
    return none_of(late, looked_at="what is left to say", removed=len(removals()), open=waiting)


@probe("transferred.by_hand", everywhere=False)
def by_hand() -> Finding:
    waiting = [str(one.pk) for one in queries.unanswered() if one.is_for_hand]
    return none_of(waiting, looked_at="notices that no machine can send")


@probe("transferred.mail")
def mail() -> Finding:
    config = settings.SOTTO.mail
    if config is None:
        return broken("no server is set", server="-")
    answers = is_healthy(MailClient(config))
    return holds_if(
        true=answers, measured=f"answers in TLS, to who we are: {answers}", server=config.host
    )


@probe("transferred.webhooks", everywhere=False)
def webhooks() -> Finding:
    found = [one for one in queries.recipients() if one.channel == Channel.WEBHOOK]
    wrong = [str(one.pk) for one in found if not _is_safe(one.details["address"])]
    wrong += [f"{one.pk} has no secret" for one in found if not one.details["secret"]]
    return none_of(wrong, looked_at=f"{len(found)} addresses")


def _is_safe(address: str) -> bool:
    try:
        parts_of(address)
    except AddressRefused:
        return False
    return True
