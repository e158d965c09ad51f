"""What follows for a post that is out when its article was corrected: by the account's policy. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.corrections.reading import same_words
from bot.model.policy import OnCorrection
from bot.model.post import Origin, Post
from bot.model.revision import Change, Kind, Weight, heaviest, said

#: Changes that a reason names.
_TOLD = 4


class Step(StrEnum):
    """What is done with the post."""

    SAME = "same"  # it says what the article says
    NOTHING = "nothing"  # by the account's policy
    ASK = "ask"  # staff confirm that its text is changed
    BY_HAND = "by_hand"  # staff look: what it takes cannot be done by the network's API, or needs words of theirs
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Following:
    """The step, and why, in plain words."""

    step: Step
    reason: str


def follow(
    policy: OnCorrection, sent: Post, fresh: Post | None, fault: str, changes: Sequence[Change], *, can_edit: bool
) -> Following:
    """What follows for `sent` now that the article would be posted as `fresh`.

    `fresh` is None where no faithful post can be made of it any more, `fault` says why. `changes`: of the article since
    the revision that `sent` follows. `can_edit`: whether the network can change a post's text.
    """
    told = changes_told(changes)
    weight = heaviest(changes)
    wrong = _what_is_wrong(sent, fresh, fault, changes, weight)
    if wrong is None:
        return Following(Step.SAME, f"the post says what the article says ({told})")
    if policy is OnCorrection.NOTHING:
        return Following(Step.NOTHING, f"{wrong} ({told}); the account's on_correction says: nothing")
    if fresh is None or sent.origin is not Origin.ARTICLE or same_words(sent.text, fresh.text):
        return Following(Step.BY_HAND, f"{wrong}: {told}")
    if not can_edit:
        return Following(Step.BY_HAND, f"{wrong}: {told}; {sent.network} cannot change posts by its API")
    doubt = None
    if sent.card_title and sent.card_title != fresh.card_title:
        doubt = f"the card keeps the title “{sent.card_title}”"
    elif weight is Weight.PERSON:
        doubt = "a person confirms changed numbers, names, quotations and dates"
    step = Step.EDIT if policy is OnCorrection.EDIT and doubt is None else Step.ASK
    return Following(step, f"{wrong}: {told}" + (f"; {doubt}" if doubt else ""))


def _what_is_wrong(
    sent: Post, fresh: Post | None, fault: str, changes: Sequence[Change], weight: Weight | None
) -> str | None:
    """What the post says otherwise than the article; None where nothing matters."""
    kinds = {change.kind for change in changes}
    if sent.origin is Origin.DIGEST:
        return "the title changed, and the post is a digest" if Kind.TITLE in kinds else None
    if sent.origin is Origin.HAND:
        return "the article was corrected, and the post's words are a person's own" if weight is Weight.PERSON else None
    if fresh is None:
        return f"the article was corrected, and no faithful post can be made of it any more ({fault})"
    if not same_words(sent.text, fresh.text):
        return "the article was corrected, and the post says it as it was"
    if Kind.PICTURE_REMOVED in kinds and sent.images:
        return "a picture was taken off the page, and the post may show it"
    return None


def changes_told(changes: Sequence[Change]) -> str:
    """The changes in a line, the first few of them."""
    more = f"; and {len(changes) - _TOLD} more" if len(changes) > _TOLD else ""
    return "; ".join(said(change) for change in changes[:_TOLD]) + more or "nothing that readers see"
