"""The tables, in the design's words. A null is explained where it may stand.

Times are aware UTC. JSON columns hold lists and maps that are read and written whole.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.store import columns
from bot.store.columns import Id as _Id
from bot.store.columns import Json as _Json
from bot.store.columns import article_id as _article_id
from bot.store.columns import delivery_id as _delivery_id
from bot.store.columns import identity as _id
from bot.store.columns import json as _json
from bot.store.columns import moment as _moment
from bot.store.columns import words as _words

metadata = columns.metadata

sources = Table(
    "sources",
    metadata,
    Column("name", String(200), primary_key=True),
    _words("url"),
    Column("kind", String(20)),  # null before the first visit that succeeded
    _words("etag", null=True),  # null where the site sends none
    _words("last_modified", null=True),  # null where the site sends none
    Column("body_hash", String(64)),  # null before the first visit
    _moment("next_visit_at"),
    _moment("last_visit_at", null=True),  # null before the first visit
    _moment("last_success_at", null=True),  # null before the first visit that succeeded
    Column("failures", Integer, nullable=False),  # in a row
    _words("error", null=True),  # null when the last visit succeeded
    Column("owner", String(200)),  # null while nobody visits it
    _moment("lease_until", null=True),  # null while nobody visits it
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("canonical_url", Text, nullable=False, unique=True),
    Column("site", String(255), nullable=False),
    Column("source", String(200)),  # null when brought by hand
    Column("admission", String(20), nullable=False),
    _moment("first_seen_at"),
    _json("found"),
    Column("fingerprint", String(64)),  # of the source's entry, to notice edits; null when brought by hand
    Column("content", _Json),  # the Article; null until the page was read
    Column("content_hash", String(64)),  # null until the page was read
    Column("language", String(12)),  # null until read, or when it cannot be told
    _moment("published_at", null=True),  # null when neither page nor source has a date
    _moment("next_read_at", null=True),  # null when the page need not be read (again)
    Column("read_failures", Integer, nullable=False),
    _words("read_error", null=True),  # null when the last reading succeeded
    Column("owner", String(200)),  # null while nobody reads it
    _moment("lease_until", null=True),  # null while nobody reads it
    _moment("planned_at", null=True),  # null until there is a decision for every account
    _words("etag", null=True),  # of the page at its last good reading; null where the site sends none
    _moment("read_at", null=True),  # the last good reading; null until the page was read
    Column("suspect_sight", String(20)),  # seen once, to be seen again; null while nothing is suspected
    _moment("suspect_since", null=True),  # null while nothing is suspected
    _words("suspect_evidence", null=True),  # null while nothing is suspected
    Column("suspect_hash", String(64)),  # of a strange page; null unless one is suspected
    _moment("withdrawn_at", null=True),  # null while the article stands on its site
    Column("withdrawn_sight", String(20)),  # null while the article stands on its site
    _words("withdrawn_evidence", null=True),  # null while the article stands on its site
    Column("revision", Integer, nullable=False, server_default="0"),  # whose content this is; 0 until it was read
    _moment("to_correct_at", null=True),  # its posts follow its last revision then; null when all of them do
    _moment("seen_after", null=True),  # the source's good visit before the one that showed it; null where none was
    Index(None, "to_correct_at"),
    Index(None, "next_read_at"),
    Index(None, "planned_at"),
    Index(None, "first_seen_at"),
)

#: Every address and feed id under which an article was ever met.
article_keys = Table(
    "article_keys",
    metadata,
    Column("key", Text, primary_key=True),
    _article_id(),
)

revisions = Table(
    "revisions",
    metadata,
    _article_id(primary_key=True),
    Column("number", Integer, primary_key=True),
    _moment("seen_at"),
    Column("content_hash", String(64), nullable=False),
    _json("content"),
    Column("changes", _Json),  # against the revision before; null for the first one, and for those of older versions
    Column("weight", String(20)),  # of the gravest change; null where `changes` is
)

page_views = Table(
    "page_views",
    metadata,
    _id(),
    _article_id(),
    _moment("taken_at"),
    Column("views", BigInteger, nullable=False),
    Index(None, "article_id", "taken_at"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _article_id(),
    Column("account", String(200), nullable=False),
    _moment("at"),
    Column("verdict", String(20), nullable=False),
    _words("reason"),
    _json("rules"),
    Index(None, "article_id", "account"),
)

#: One row an account: its lane (who works on it) and what slows it down.
accounts = Table(
    "accounts",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("network", String(40), nullable=False),
    Column("owner", String(200)),  # null while the lane is free
    _moment("lease_until", null=True),  # null while the lane is free
    Column("fence", BigInteger, nullable=False),  # counts the claims
    _moment("not_before", null=True),  # null when it may send at once
    _words("waits_for"),  # why `not_before`; "" when it does not wait
    Column("wait_cause", String(20), nullable=False, server_default=""),  # of `not_before`; "" when it never waited
    Column("urgent_passes", Boolean, nullable=False, server_default=false()),  # breaking news passes `not_before`
    _moment("paused_at", null=True),  # null while the account works
    _words("pause_reason", null=True),  # null while the account works
    Column("measure_owner", String(200)),  # null while nobody measures
    _moment("measure_until", null=True),  # null while nobody measures
)

posts = Table(
    "posts",
    metadata,
    _id(),
    _article_id(),
    Column("account", String(200), nullable=False),
    _json("content"),
    _moment("rendered_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _article_id(),
    Column("account", String(200), nullable=False),
    Column("network", String(40), nullable=False),
    Column("round", Integer, nullable=False),  # 0 the automatic one, then one per manual repost
    Column("post_id", _Id, ForeignKey("posts.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("mark", String(40), nullable=False, unique=True),
    Column("priority", Boolean, nullable=False),
    _moment("due_at"),
    Column("attempts", Integer, nullable=False),
    _words("reason"),
    Column("created_by", String(200), nullable=False),
    _moment("created_at"),
    _moment("state_since"),
    Column("looks", Integer, nullable=False),
    _moment("next_look_at", null=True),  # null unless unconfirmed
    _moment("failing_since", null=True),  # its first try that failed; null until one did, or since a person released it
    Column("revision", Integer, nullable=False, server_default="0"),  # that its post follows, or was judged against
    _moment("let_go_at", null=True),  # by a person who released or approved it; null where nobody had to
    UniqueConstraint("article_id", "account", "round"),
    Index(None, "account", "state", "due_at"),
    Index(None, "state", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    _delivery_id(),
    Column("number", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("fence", BigInteger, nullable=False),
    _moment("started_at"),
    _moment("ended_at", null=True),  # null while under way, or when the process died
    Column("outcome", String(20), nullable=False),
    Column("error", String(60), nullable=False),
    Column("code", String(120), nullable=False),
    _words("detail"),
    Column("named", String(200)),  # the post that a refusal as duplicate named; null where it named none
    UniqueConstraint("delivery_id", "number"),
)

receipts = Table(
    "receipts",
    metadata,
    _delivery_id(primary_key=True),
    Column("account", String(200), nullable=False),
    Column("external_id", String(200), nullable=False),
    _words("permalink"),
    _moment("published_at"),
    _json("notes"),
    Column("visits", Integer, nullable=False),  # measurements taken
    _moment("next_measure_at", null=True),  # null when it is measured no more
    _moment("gone_at", null=True),  # null while the network shows the post
    UniqueConstraint("account", "external_id"),
    Index(None, "account", "next_measure_at"),
    Index(None, "published_at"),
)

_METRICS = ("impressions", "reach", "reactions", "comments", "shares", "clicks", "video_views")

snapshots = Table(
    "snapshots",
    metadata,
    _id(),
    _delivery_id(),
    _moment("taken_at"),
    *(Column(name, BigInteger) for name in _METRICS),  # null = the network does not say; `absent` tells why
    _json("absent"),
    Index(None, "delivery_id", "taken_at"),
)

#: What the daemon proposes to staff for a post that is out; it does nothing of it by itself.
proposals = Table(
    "proposals",
    metadata,
    _id(),
    _delivery_id(),
    Column("kind", String(20), nullable=False),  # retract, edit, by_hand
    Column("revision", Integer),  # the article's revision that led to it; null where none did
    _words("reason"),
    _moment("made_at"),
    _moment("answered_at", null=True),  # null while it is open
    _words("answer", null=True),  # null while it is open
    Column("actor", String(200)),  # who answered; null while it is open
    Column("post_id", _Id),  # what the post would become; null unless it is to be edited
    Index(None, "delivery_id"),
)

#: Changes to posts that are out: the intention before the call, the outcome after it.
amendments = Table(
    "amendments",
    metadata,
    _id(),
    _delivery_id(),
    Column("kind", String(20), nullable=False),  # edit, retract
    Column("stage", String(20), nullable=False),
    Column("open_for", _Id, unique=True),  # the delivery, so that it has one open at a time; null once settled
    Column("before_id", _Id, ForeignKey("posts.id"), nullable=False),  # the post as it was
    Column("post_id", _Id, ForeignKey("posts.id")),  # as it is to be; null for a retraction
    Column("revision", Integer),  # the article's revision that led to it; null where a person did
    Column("actor", String(200), nullable=False),
    _words("reason"),
    _words("detail"),  # of the last try or look; "" before it
    _moment("made_at"),
    _moment("begun_at", null=True),  # the last try; null before the first
    _moment("ended_at", null=True),  # null until it is settled
    _moment("next_at", null=True),  # next try, or next look; null while a call is under way, and once settled
    Column("tries", Integer, nullable=False),
    Column("looks", Integer, nullable=False),  # since the last try
    Column("owner", String(200)),  # null while nobody works on it
    _moment("lease_until", null=True),  # null while nobody works on it
    Index(None, "delivery_id"),
    Index(None, "next_at"),
)

journal = Table(
    "journal",
    metadata,
    _id(),
    _moment("at"),
    Column("actor", String(200), nullable=False),
    Column("subject", String(200), nullable=False),  # "delivery 12", "account fb", "source news-ru"
    Column("action", String(80), nullable=False),
    _words("reason"),
    Column("digest", String(64)),  # of the content; null in entries of before the chain until they are chained
    Column("place", BigInteger),  # in the chain, 1, 2, 3 …; null until the next tick
    Column("hash", String(64)),  # over the hash before, place, id and digest; null where `place` is
    Index(None, "subject"),
    Index(None, "place", unique=True),
)

#: The end of the journal's chain: one row.
journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("place", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("older", BigInteger, nullable=False),  # the last entry that was there before the chain began; 0 = none
)

freezes = Table(
    "freezes",
    metadata,
    _id(),
    Column("scope", String(20), nullable=False),  # all, site, language, network, account
    Column("value", String(255), nullable=False),  # "" for all
    _words("reason"),
    Column("actor", String(200), nullable=False),
    _moment("since"),
    _moment("until", null=True),  # null = until lifted
    _moment("lifted_at", null=True),  # null while it holds
)

#: The secrets that `pressbot connect` brought, sealed.
credentials = Table(
    "credentials",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("version", Integer, nullable=False),  # counts the replacements
    _words("sealed"),
    _moment("obtained_at"),
    _moment("expires_at", null=True),  # null where no end is known
    Column("refreshable", Boolean, nullable=False),
    _words("identity", null=True),  # null where the network did not say whose it is
    _json("scopes"),
    Column("warned_days", Integer),  # null until a warning of its end was given
    Column("owner", String(200)),  # null while nobody makes it new
    _moment("lease_until", null=True),  # null while nobody makes it new
)

#: How much of each network's limits is used up, as its own answers last said.
quotas = Table(
    "quotas",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("use", String(20), nullable=False),
    Column("share_used", Float, nullable=False),
    _moment("seen_at"),
    _moment("resets_at", null=True),  # null where the network does not say
    Column("remaining", BigInteger),  # null where the network gives a share only
)

#: The same failure of an account again and again; a row goes with the next success.
breakers = Table(
    "breakers",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("error", String(60), primary_key=True),
    Column("failures", Integer, nullable=False),  # in a row
    _moment("first_at"),
    _moment("last_at"),
    _words("reason"),
    _moment("opened_at", null=True),  # null while it is closed
    _moment("probe_at", null=True),  # null while it is closed
    Column("probes", Integer, nullable=False),
)

#: What was spent: one line a priced call, written with the intention of a post, else after the call.
ledger = Table(
    "ledger",
    metadata,
    _id(),
    Column("account", String(200), nullable=False),
    _moment("at"),
    Column("micros", BigInteger, nullable=False),  # millionths of the currency's unit; negative gives back
    Column("currency", String(3), nullable=False),
    _words("what"),
    Column("attempt_id", _Id, ForeignKey("attempts.id")),  # null for reads
    Index(None, "account", "at"),
)

#: What people must hear of: one row from the opening of an alert to its end.
alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("kind", String(40), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("open_key", String(360), unique=True),  # kind and subject; null once it is over
    Column("severity", String(20), nullable=False),
    Column("level", Integer, nullable=False),
    _words("what"),
    _words("mend"),
    _moment("since"),
    _moment("opened_at"),
    _moment("absent_since", null=True),  # null while the condition holds
    _moment("resolved_at", null=True),  # null while it is open
    _moment("told_at", null=True),  # null until a message about it was written
    Column("told_level", Integer, nullable=False),  # 0 until then
    Column("told_severity", String(20)),  # null until then
    _moment("end_told_at", null=True),  # null until a message about its end was written
    _moment("acknowledged_at", null=True),  # null until a person said "seen"
    Column("acknowledged_by", String(200), nullable=False),  # "" until then
    Column("times", Integer, nullable=False),
    Index(None, "resolved_at"),
)

#: Messages to people: the outbox of alerts, one row a message and channel.
alert_messages = Table(
    "alert_messages",
    metadata,
    _id(),
    Column("channel", String(300), nullable=False),  # as the configuration names its secret, never the address
    Column("kind", String(40), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("over", Boolean, nullable=False),
    _words("title"),
    _words("body"),
    _json("alerts"),
    _moment("made_at"),
    Column("tries", Integer, nullable=False),  # that failed
    _moment("next_try_at", null=True),  # null once it was sent or given up
    _moment("sent_at", null=True),  # null until it was sent
    _words("error"),  # of the last try; "" when none failed
    Column("owner", String(200)),  # null while nobody sends it
    _moment("lease_until", null=True),  # null while nobody sends it
    Index(None, "next_try_at"),
)

#: Rounds that one daemon of all makes at a time: who makes it now, and when the next one is due.
rounds = Table(
    "rounds",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("owner", String(200)),  # null while nobody makes it
    _moment("lease_until", null=True),  # null while nobody makes it
    Column("fence", BigInteger, nullable=False),  # counts the claims
    _moment("next_at"),
)

#: The store's lives: each restore begins a new one.
epochs = Table(
    "epochs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("token", String(40), nullable=False, unique=True),
    _moment("began_at"),
    _words("reason"),
    _words("place", null=True),  # where PostgreSQL kept the tables then; null on SQLite
)

#: One row an account that is, or was, to be read back after a restore.
readbacks = Table(
    "readbacks",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("sure", Boolean, nullable=False),  # the store is an older copy; else it is only suspected
    _moment("since"),  # the last moment the store knew of
    _moment("known_at"),  # when the older copy was recognised
    _moment("next_at", null=True),  # null once it was read back
    _moment("done_at", null=True),  # null until it was read back
    _moment("unread_from", null=True),  # of what could not be read; null where everything was
    _moment("unread_until", null=True),  # null where `unread_from` is
    Column("checked_to", BigInteger, nullable=False),  # the last delivery that was compared with the wall
    _words("told"),
)

#: Posts that stood on a wall at a read-back and that the store did not know.
wall_posts = Table(
    "wall_posts",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("external_id", String(200), primary_key=True),
    _words("permalink"),
    _moment("created_at"),
    _words("text"),
    _json("links"),
    _moment("seen_at"),
)

#: The daemons that are at work on this store, or were within the last day.
nodes = Table(
    "nodes",
    metadata,
    Column("owner", String(200), primary_key=True),
    _moment("since"),
    _moment("seen_at"),
)
