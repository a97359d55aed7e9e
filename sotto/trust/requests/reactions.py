"""When a person is erased: its request is answered by that, and what was said in it goes.

The rows stay under the pseudonym, which leads nowhere: when it was asked, decided and done.
"""

from sotto.backbone.events import reacts_to
from sotto.trust.access.events import RoleGiven
from sotto.trust.access.services import Role
from sotto.trust.dataprotection.events import SubjectErased
from sotto.trust.requests.services.addressing import remove_address
from sotto.trust.requests.services.forgetting import forget_words, note_erased


@reacts_to(SubjectErased)
def answer_by_erasing(fact: SubjectErased) -> None:
    note_erased(fact.subject)
    forget_words(fact.subject)


@reacts_to(RoleGiven)
def remind_no_more(fact: RoleGiven) -> None:
    """Who answers no requests any more needs no address for reminders."""
    if fact.role == Role.USER:
        remove_address(fact.owner)
