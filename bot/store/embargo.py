"""An article whose date is moved into the future, or out of it, on its site: what is not sent yet moves along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.model.article import Article
from bot.model.delivery import State
from bot.store.codec import ARTICLE
from bot.store.journal import note
from bot.store.tables import articles, deliveries

_UNSENT = [str(state) for state in (State.SCHEDULED, State.DRAFT, State.HELD)]


def follow_date(connection: Connection, article_id: int, known: Article, seen: Article, now: datetime) -> None:
    """Moves the article's date and its unsent deliveries, where one of the two dates lies in the future.

    Nothing goes before the new date; what waited for the old one goes when the new one comes. Within the caller's
    transaction.
    """
    old, new = known.published, seen.published
    if old == new or new is None or max(new, old or new) <= now:
        return
    known_content = ARTICLE.dump(known) | {"published": ARTICLE.dump(seen)["published"], "has_time": seen.has_time}
    connection.execute(
        update(articles).where(articles.c.id == article_id).values(published_at=new, content=known_content)
    )
    mine = select(deliveries.c.id, deliveries.c.due_at).where(
        deliveries.c.article_id == article_id, deliveries.c.state.in_(_UNSENT)
    )
    for row in connection.execute(mine).all():
        due_at = max(new, now) if row.due_at == old else max(row.due_at, new)
        if due_at != row.due_at:
            connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(due_at=due_at))
            told = f"its article is dated {new:%Y-%m-%d %H:%M} UTC now: not before {due_at:%Y-%m-%d %H:%M} UTC"
            note(connection, now, "daemon", f"delivery {row.id}", "moved", told)
