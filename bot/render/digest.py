"""One post for several articles: their titles and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.model.account import Account
from bot.model.article import Article
from bot.model.limits import Limits, LinkPlace
from bot.model.post import Form, Origin, Post
from bot.render.errors import RenderingError
from bot.render.links import marked
from bot.render.measure import length
from bot.render.shorten import cut_plain

#: More titles than this nobody reads.
MOST = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a digest, as the template gets it."""

    title: str
    link: str


#: Items and hashtags → the text, by the account's template.
Fills = Callable[[Sequence[Item]], str]


def digest_of(
    articles: Sequence[Article], account: Account, limits: Limits, mark: str, fills: Fills
) -> tuple[Post, int]:
    """A post with the titles and links of the first articles, as many as fit, and how many those are.

    The first one is its card. Raises RenderingError when there is no room for two.
    """
    items = [
        Item(
            article.title,
            marked(article.canonical_url, account.utm, mark=mark, account=account.name, network=account.network),
        )
        for article in articles[:MOST]
    ]
    count = room_for(items, limits, fills)
    if count < 2:
        raise RenderingError(f"two titles with their links do not fit into {limits.text} characters")
    text = fills(items[:count])
    head = articles[0]
    post = Post(
        account=account.name,
        network=account.network,
        text=text,
        link=items[0].link,
        article_url=head.canonical_url,
        form=Form.LINK,
        language=head.language,
        length=length(text, limits),
        limit=limits.text,
        card_title=cut_plain(head.title, limits.card_title) if limits.link is LinkPlace.CARD_GIVEN else "",
        mark=mark if mark and mark in items[0].link else "",
        notes=(f"a digest of {count} articles",),
        origin=Origin.DIGEST,
    )
    return post, count


def room_for(items: Sequence[Item], limits: Limits, fills: Fills) -> int:
    """How many of the items fit, from the first one on."""
    count = 0
    while count < len(items) and length(fills(items[: count + 1]), limits) <= limits.text:
        count += 1
    return count
