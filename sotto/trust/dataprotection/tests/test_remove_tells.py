"""Whoever got data of a customer is told when it is removed, though its keys are gone (Art. 19)."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from sotto.engines.mail.fake import FakeMailer
from sotto.engines.webhook.fake import FakeWebhooks
from sotto.keyring.client import Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.dataprotection.queries import erasures
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import (
    advance_erasure,
    advance_erasures,
    certificate_text_of,
    dissolve_estates,
    preview_of_tenant,
    remove_tenant,
)
from sotto.trust.dataprotection.tests import killing
from sotto.trust.dataprotection.tests.test_certificate import two_epochs_on
from sotto.trust.recipients.models import Notice, Recipient, Transfer
from sotto.trust.recipients.rules import ESTATE_LIVES, Answer, Channel, State
from sotto.trust.recipients.services import (
    answer_by_link,
    deliver_due,
    note_answer,
    record_transfer,
)
from sotto.trust.recipients.tests.conftest import HOOK, MAIL, add
from sotto.trust.recipients.tests.test_telling import link_in
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import all_tenants, estate_of, first_tenant
from sotto.trust.tenants.services import open_tenant, within

pytestmark = pytest.mark.room

DOMAIN = "office.example"
NAMES = ["Payroll Ltd", "Billing SA", "The works council"]


def pass_on() -> list[Transfer]:
    """Data of two people went to a mailbox, a program and somebody next door."""
    mailbox, hook = add(Channel.EMAIL, MAIL).pk, add(Channel.WEBHOOK, HOOK, NAMES[1]).pk
    hand = add(Channel.MANUAL, name=NAMES[2]).pk
    add(Channel.EMAIL, "nobody@recipient.example", "Never Got Anything GmbH")
    ada, bob = uuid4(), uuid4()
    return [record_transfer(to, who) for to in (mailbox, hook, hand) for who in (ada, bob)]


@pytest.fixture
def transfers(office: Tenant) -> list[Transfer]:
    return pass_on()


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def hooks() -> FakeWebhooks:
    return FakeWebhooks()


def estate(tenant: Tenant) -> UUID:
    found = estate_of(tenant.pk)
    assert found is not None
    return found.pk


def states(tenant: Tenant) -> dict[str, str]:
    with within(tenant.pk):
        entry = Erasure.objects.get(subject=tenant.pk)
        return {one["recipient"]: one["state"] for one in entry.told}


def test_each_recipient_is_told_once_to_erase_all_and_nobody_is_named(
    office: Tenant, transfers: list[Transfer], mailer: FakeMailer, hooks: FakeWebhooks
) -> None:
    assert preview_of_tenant(office.pk).recipients == len(NAMES)
    remove_tenant(office.pk, confirmed=DOMAIN)
    now, heir = timezone.now(), estate(office)
    assert deliver_due(heir, now=now, mailer=mailer, webhooks=hooks) == 2
    assert deliver_due(heir, now=now, mailer=mailer, webhooks=hooks) == 0
    [letter], [(address, message)] = mailer.letters, hooks.told
    assert (letter.to, address) == (MAIL, HOOK)
    assert f"{office.name} has been removed" in letter.text
    assert (message.body["type"], message.body["customer"]) == ("data.removal", office.name)
    for one in transfers:
        for word in (str(one.owner), str(one.pk)):
            assert word not in letter.text + str(message.body)
    assert states(office) == dict(zip(NAMES, ("sent", "sent", "waiting"), strict=True))


def test_nothing_is_sent_before_our_own_copies_are_gone(
    office: Tenant, transfers: list[Transfer], mailer: FakeMailer, hooks: FakeWebhooks
) -> None:
    from sotto.trust.recipients.services import bequeath

    bequeath()
    heir, later = estate(office), timezone.now() + timedelta(days=9)
    assert deliver_due(heir, now=later, mailer=mailer, webhooks=hooks) == 0


def test_what_is_left_is_about_organisations_and_under_keys_of_its_own(
    office: Tenant, transfers: list[Transfer]
) -> None:
    remove_tenant(office.pk, confirmed=DOMAIN)
    with within(office.pk):
        left = {one.label for one in holdings() if one.model._default_manager.exists()}
        assert left == {"audit.Entry"}
    with within(estate(office)):
        left = {one.label for one in holdings() if one.model._default_manager.exists()}
        assert left == {"audit.Entry", "recipients.Notice", "recipients.Recipient"}
        assert {one.details["name"] for one in Recipient.objects.all()} == set(NAMES)
        assert all(one.owner == office.pk and not one.references for one in Notice.objects.all())
    assert first_tenant_is_none_of(office)


def first_tenant_is_none_of(office: Tenant) -> bool:
    """An estate is nobody's home: sign-in and commands never fall into it."""
    fresh = open_tenant(name="Another", domain="another.example")
    return first_tenant().pk in {fresh.pk, office.pk}


def test_who_gave_nothing_away_leaves_no_estate(office: Tenant) -> None:
    add(Channel.EMAIL, MAIL)
    remove_tenant(office.pk, confirmed=DOMAIN)
    assert estate_of(office.pk) is None


def test_the_certificate_says_who_was_told_and_a_further_one_who_answered(
    office: Tenant, transfers: list[Transfer], mailer: FakeMailer, hooks: FakeWebhooks
) -> None:
    hooks.answers[HOOK] = {"status": "done"}
    entry = two_epochs_on(office, remove_tenant(office.pk, confirmed=DOMAIN))
    assert said(entry) == dict.fromkeys(NAMES, "waiting")
    assert open_tenant(name="New", domain=DOMAIN).pk != office.pk  # Its domain is free already.
    deliver_due(estate(office), now=timezone.now(), mailer=mailer, webhooks=hooks)
    answer_by_link(link_in(mailer.letters[0].text), Answer.REFUSED)
    with within(estate(office)):
        [by_hand] = Notice.objects.filter(recipient__channel=Channel.MANUAL)
        note_answer(by_hand.pk, Answer.NOTHING_KEPT)
    advance_erasures()
    assert said(entry) == dict(zip(NAMES, ("refused", "done", "nothing kept"), strict=True))


def said(entry: Erasure) -> dict[str, str]:
    """By the last certificate, which is signed, and names the customer though its row does not."""
    with within(entry.tenant_id):
        text = certificate_text_of(erasures().get(pk=entry.pk))
    body = form.open_(text.encode(), key=keyring().public_key("certificate"))
    assert (body.tenant.domain, body.tenant.name) == (DOMAIN, "Office")
    return {one.recipient: one.state for one in body.recipients}


def test_once_all_have_answered_the_estate_goes_with_its_keys(
    office: Tenant, transfers: list[Transfer]
) -> None:
    remove_tenant(office.pk, confirmed=DOMAIN)
    heir, now = estate(office), timezone.now()
    assert dissolve_estates(now=now) == 0
    with within(heir):
        for one in Notice.objects.all():
            note_answer(one.pk, Answer.DONE)
    assert [dissolve_estates(now=now), dissolve_estates(now=now)] == [1, 0]
    with within(heir):
        assert not Recipient.objects.exists()
        assert not Notice.objects.exists()
    use = Use("system", "store", "tests.Nothing.at_all")
    assert keyring().keys(heir, [Wanted((), Period.standing(1))], use, create=True) == [None]
    assert states(office) == dict.fromkeys(NAMES, "done")


def test_who_never_answers_is_named_and_the_estate_goes_all_the_same(
    office: Tenant, transfers: list[Transfer], mailer: FakeMailer, hooks: FakeWebhooks
) -> None:
    remove_tenant(office.pk, confirmed=DOMAIN)
    hooks.is_away = True
    deliver_due(estate(office), now=timezone.now(), mailer=mailer, webhooks=hooks)
    late = timezone.now() + ESTATE_LIVES
    assert [dissolve_estates(now=late - timedelta(days=1)), dissolve_estates(now=late)] == [0, 1]
    assert states(office) == {
        NAMES[0]: State.SILENT.value,
        NAMES[1]: State.IMPOSSIBLE.value,
        NAMES[2]: State.IMPOSSIBLE.value,
    }
    with within(office.pk):
        entry = Erasure.objects.get(subject=office.pk)
        assert {one["what"] for one in entry.remains} == set(NAMES)


@pytest.fixture
def houses(transactional_db: None) -> Iterator[None]:
    with acting(purpose=Purpose.ERASE):
        yield


def removed_house(number: int) -> tuple[Tenant, UUID]:
    """A customer whose removal was confirmed, and has not begun."""
    house = open_tenant(name=f"House {number}", domain=f"house{number}.example")
    now = timezone.now()
    with within(house.pk):
        pass_on()
        entry = Erasure.objects.create(
            tenant=house, subject=house.pk, asked_at=now, approved_at=now
        )
    return house, entry.pk


@pytest.mark.django_db(transaction=True)
def test_killed_before_each_of_its_effects_each_recipient_is_told_under_one_key(
    houses: None,
) -> None:
    """Commits, words to the keyring: until there is none left to die before."""
    codes = [-signal.SIGKILL]
    while codes[-1] == -signal.SIGKILL:
        house, entry = removed_house(len(codes))
        alone = partial(advance_erasure, house.pk, entry)
        codes.append(killing.erase_in_a_process(killing.at_effect(len(codes) - 1), alone))
        told_before = notices_of_estate(house)
        advance_erasure(house.pk, entry)
        told = notices_of_estate(house)
        assert told_before in ({}, told)
        assert sorted(told.values()) == sorted(NAMES)
        mailer, hooks = FakeMailer(), FakeWebhooks()
        deliver_due(estate(house), now=timezone.now(), mailer=mailer, webhooks=hooks)
        assert (len(mailer.letters), len(hooks.told)) == (1, 1)
        assert hooks.told[0][1].id in {str(pk) for pk in told}
        assert len([one for one in all_tenants() if one.estate_of_id == house.pk]) == 1
    assert codes[-1] == 0
    assert len(codes) > 2 * len(("denied", "destroyed", "deleted", "told"))


def notices_of_estate(house: Tenant) -> dict[UUID, str]:
    """By the id that is the webhooks' key against repetition."""
    found = estate_of(house.pk)
    if found is None:
        return {}
    with within(found.pk):
        return {one.pk: one.recipient.details["name"] for one in Notice.objects.all()}
