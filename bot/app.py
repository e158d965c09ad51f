"""The composition root: settings → ready workflows. Doors call this and see nothing below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import alerting, policies
from bot import owner as ownership
from bot.answers import Preview, Today
from bot.clock import Clock, now
from bot.delivery.costs import Costs
from bot.delivery.outlook import Outlook
from bot.delivery.plan import ByHand, Planner, due_when_let_go
from bot.delivery.publish import Publisher
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.timing import Timing
from bot.engagement.cadence import VISITS
from bot.engagement.collect import Collector
from bot.errors import PressbotError, Problem, ReadingError, RemoteError, UserError
from bot.http import Fetcher
from bot.intake import Intake
from bot.model.account import Account, AccountHealth, Endpoint, KnownNetwork, Standing
from bot.model.article import Article, Visit
from bot.model.delivery import State
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, Post, PostImage
from bot.model.quota import Quota
from bot.model.records import (
    ArticleRow,
    AttemptRow,
    DecisionRow,
    DeliveryRow,
    JournalEntry,
    RevisionRow,
)
from bot.model.waiting import OWN_LIMITS, Cause
from bot.networks.base import Connector, Network
from bot.networks.registry import REGISTRY
from bot.render.card import CardPainter
from bot.render.measure import length
from bot.render.renderer import Renderer
from bot.render.sentences import split_sentences
from bot.report.figures import Grouping, make_report, period
from bot.report.output import FORMATS
from bot.settings import Settings, endpoint, load
from bot.sources.language import detect
from bot.sources.look import PageLooker
from bot.sources.page.stated import stated_address
from bot.sources.pictures import PictureReader
from bot.sources.reader import SourceReader
from bot.sources.reading import unpacked
from bot.store.archive import Archive
from bot.store.freezes import Scope
from bot.store.seal import Seal, new_key
from bot.store.store import Store
from bot.tokens import connecting
from bot.tokens.connecting import Consent
from bot.tokens.keeper import Keeper, missing_secrets
from bot.tokens.live import LiveNetworks
from bot.turns import Turns
from bot.wishes import address, content_of


def load_settings(path: Path, *, replace: Mapping[str, str] | None = None) -> Settings:
    """The settings in that file. Raises ConfigurationError naming every problem."""
    return load(path, known_networks(), replace=replace)


def known_networks() -> dict[str, KnownNetwork]:
    """Network → what may be configured for it."""
    return {
        name: KnownNetwork(known.credentials, frozenset(known.options), frozenset(known.numbers))
        for name, known in REGISTRY.items()
    }


class App:
    """Everything a door may ask for. Networks are made when first needed: most commands need none."""

    def __init__(self, settings: Settings, *, clock: Clock = now) -> None:
        self.settings = settings
        self.clock = clock
        self.owner = ownership.this_process()
        self.store = Store(settings.store_url, self._seal, state=settings.state)
        self.archive = Archive(self.store, list(settings.accounts.values()), clock)
        self.fetcher = Fetcher(allow_private=settings.allow_private, user_agent=settings.user_agent)
        self.reader = SourceReader(self.fetcher, timezone=settings.timezone)
        self.renderer = Renderer(settings.templates)
        self.pictures = PictureReader(self.fetcher, card=CardPainter(settings.card_font).draw)
        self.timing = _timing(settings)
        self.visits = settings.visits or VISITS
        self.limits: dict[str, Limits] = {
            name: REGISTRY[account.network].limits_for(self._endpoint(account))
            for name, account in settings.accounts.items()
        }
        self.intake = Intake(
            self.store, self.reader, PageLooker(self.fetcher, timezone=settings.timezone), settings.sources, clock,
            owner=self.owner, max_age=settings.max_age, burst_limit=settings.burst_limit,
            seen_twice=settings.seen_twice,
        )  # fmt: skip
        self.planner = Planner(
            self.store, self.renderer, settings.accounts, self.limits,
            {source.name: source.accounts for source in settings.sources}, clock, admitted=policies.admitted(settings),
        )  # fmt: skip
        self.networks = LiveNetworks(settings.accounts, self._network, self.store.credentials.versions, clock)
        #: What waits, why and until when; how accounts stand.
        self.outlook = Outlook(self.store, settings.accounts, clock, settings.patience.gives_up_after)
        self.keeper = Keeper(self.store.credentials, settings.accounts, self._refresher, clock, owner=self.owner)
        #: What posts cost where that is not nothing.
        self.costs = Costs(self.store, self._price)
        #: The switch that lets nothing out.
        self.freezer = policies.freezer(self.store, clock, self.timing)
        #: What waited too long, or is held for review.
        self.backlog = policies.backlog(self.store, self.renderer, settings.accounts, self.limits, clock)
        #: What changes posts after they were planned.
        self.corrections = policies.corrections(
            self.store, self.renderer, settings.accounts, self.limits, self.networks, clock, self.timing, self.owner
        )
        self.alerts, self.pulse = alerting.compose(settings, self.store, clock, self.owner)

    def open(self) -> None:
        """Brings the store up to date and registers what is configured. Raises StoreError."""
        self.store.upgrade()
        self.store.sources.free_the_dead(ownership.is_dead)
        self.store.sources.register([(s.name, s.url) for s in self.settings.sources], self.clock())
        self.store.lanes.register(list(self.settings.accounts.values()))
        self.store.epochs.recognise(self.clock())

    def look_back(self) -> None:
        """Before anything is sent: is the store the one used last? When it is not, walls are read back first."""
        self.store.epochs.recognise(self.clock(), starting=True)

    def close(self) -> None:
        """Gives back connections."""
        self.networks.close()
        self.fetcher.close()
        self.pulse.close()
        self.store.close()

    # --- what the daemon runs -------------------------------------------------------------------

    def _seal(self) -> Seal:
        return Seal([key.get_secret_value() for key in self.settings.keys])

    def _connected(self, name: str) -> Account:
        """The account with the secrets that were connected laid over the configured ones. Raises UserError."""
        account = self._configured(name)
        grant = self.store.credentials.load(name)
        return account.with_secrets(grant.secrets) if grant else account

    def _network(self, name: str) -> Network:
        account = self._connected(name)
        return REGISTRY[account.network].factory(
            account, self._endpoint(account), clock=self.clock, allow_private=self.settings.allow_private
        )

    def _refresher(self, name: str) -> object:
        factory = REGISTRY[self.settings.accounts[name].network].connector
        return None if factory is None else self.connector(name)

    def unready(self, name: str) -> str | None:
        """Why the account cannot post yet, with the mend; None when its secrets are there."""
        try:
            account = self._connected(name)
        except UserError as error:
            return str(error)
        return missing_secrets(account, REGISTRY[account.network].credentials)

    def renew(self, name: str) -> bool:
        """Whether the account's token was made new now."""
        renewed = self.keeper.renew(name)
        self.networks.look_again()
        return renewed

    def publisher(self) -> Publisher:
        """The workflow that sends what is due."""
        # The limits may be other ones than when the accounts last waited for them.
        self.store.lanes.forget_waits(list(self.settings.accounts), OWN_LIMITS)
        reconciler = Reconciler(
            self.store, self.clock, self.timing.looks, self.timing.first_measure,
            longest_call=self.timing.longest_call, is_dead=ownership.is_dead,
        )  # fmt: skip
        return Publisher(
            self.store, self.settings.accounts, self.networks, self.pictures, reconciler,
            ReadBack(self.store, self.clock, self.timing.first_measure), self.clock,
            owner=self.owner, is_dead=ownership.is_dead, timing=self.timing, unready=self.unready, renew=self.renew,
            clears=self.backlog.clears,
            is_final=lambda name, code: code in REGISTRY[self.settings.accounts[name].network].ended,
            patience=self.settings.patience,
            # A server is waited for by several at once; SQLite answers at once.
            turn=Turns().turn if self.store.database.is_sqlite else nullcontext,
        )  # fmt: skip

    def collector(self) -> Collector:
        """The workflow that measures."""
        return Collector(self.store, self.networks, self._read_views, self.clock, owner=self.owner, visits=self.visits)

    def poll_now(self) -> None:
        """Makes every configured source due at once."""
        self.store.sources.visit_now([source.name for source in self.settings.sources], self.clock())

    def next_settling(self) -> datetime | None:
        """When the next delivery in doubt is looked for; None when none is in doubt."""
        rows = self.store.deliveries.find(state=State.UNCONFIRMED)
        return min((row.next_look_at for row in rows if row.next_look_at is not None), default=None)

    def _read_views(self, url: str) -> int | None:
        return self.reader.page(url).views

    def _endpoint(self, account: Account) -> Endpoint:
        return endpoint(REGISTRY[account.network].endpoint, self.settings.endpoints.get(account.network))

    # --- reading and rendering without a store --------------------------------------------------

    def read(self, target: str, url: str | None = None) -> Visit | Article:
        """What stands at an address or in a file. Raises ReadingError, UserError for a file that is not there."""
        if target.startswith(("http://", "https://")):
            fetched = self.fetcher.fetch(target)
            return self.reader.inspect(fetched.body, fetched.url, fetched.content_type)
        body = content_of(target)
        return self.reader.inspect(body, url or Path(target).resolve().as_uri(), None)

    def preview(self, target: str, url: str | None = None, accounts: Sequence[str] = ()) -> Preview:
        """The article at that address or in that file, and what would be posted; posts nothing.

        Raises ReadingError, UserError.
        """
        article = self._article(target, url)
        posts, refused = [], {}
        for account in self._previewed(article, accounts):
            try:
                posts.append(self.renderer.render(article, account, self.limits[account.name]))
            except PressbotError as error:
                refused[account.name] = str(error)
        prices = {post.account: price for post in posts if (price := self.costs.of_post(post)) is not None}
        return Preview(article, tuple(posts), refused, prices)

    def _article(self, target: str, url: str | None) -> Article:
        if target.startswith(("http://", "https://")):
            return self.reader.page(target)
        body = unpacked(content_of(target), target)
        return self.reader.article(body, url or stated_address(body) or Path(target).resolve().as_uri(), None)

    def _configured(self, name: str) -> Account:
        account = self.settings.accounts.get(name)
        if account is None:
            known = ", ".join(self.settings.accounts)
            raise UserError(Problem(f"account {name}", "is not configured", f"use one of: {known}"))
        return account

    def _previewed(self, article: Article, names: Sequence[str]) -> list[Account]:
        if names:
            return [self._configured(name) for name in names]
        everyone = self.settings.accounts.values()
        return [a for a in everyone if not a.languages or article.language in a.languages]

    def require_accounts(self, names: Iterable[str]) -> None:
        """Raises UserError when one of the accounts is not configured."""
        for name in names:
            self._configured(name)

    def _price(self, post: Post) -> Price | None:
        known = REGISTRY[post.network]
        if known.price is None:
            return None
        numbers = endpoint(known.endpoint, self.settings.endpoints.get(post.network)).numbers
        return known.price(post, len(post.images), numbers)

    def quotas(self, name: str) -> list[Quota]:
        """How much of each of the network's limits the account has used, as its answers last said."""
        return self.store.quotas.of(name)

    def picture(self, image: PostImage, account: str) -> Picture:
        """The picture as that account's network would get it. Raises ReadingError when it cannot be had or sent."""
        return self.pictures.prepare(image, self.limits[account])

    def inspect_text(self, text: str) -> dict[str, object]:
        """Language, sentences and length of a text as each network counts it."""
        language = detect(text).code
        counted = {name: length(text, registration.limits) for name, registration in REGISTRY.items()}
        return {
            "language": language,
            "sentences": [text[start:end] for start, end in split_sentences(text, language)],
            "length": counted,
            "fits": {name: counted[name] <= registration.limits.text for name, registration in REGISTRY.items()},
        }

    # --- what staff do --------------------------------------------------------------------------

    def post(self, url: str, order: ByHand, actor: str) -> list[int]:
        """The ids of new deliveries of that article. Raises ReadingError, UserError."""
        return self.planner.post_by_hand(self.intake.bring(address(url)), order, actor)

    def push(self, url: str) -> ArticleRow:
        """The article, to be read and posted at once as if a source had shown it. Raises UserError."""
        return self.intake.push(address(url))

    def act(self, delivery_id: int, target: State, actor: str, reason: str) -> DeliveryRow:
        """The delivery after a person's move. Raises UserError, UndeclaredMove."""
        row = self.delivery(delivery_id)
        values: dict[str, object] = {}
        if target is State.SCHEDULED:
            # Whatever failed before a person let it go does not count against it.
            now = self.clock()
            values = {"due_at": due_when_let_go(row, now), "let_go_at": now, "attempts": 0, "failing_since": None}
        if target is State.UNCONFIRMED:
            values = {"next_look_at": self.clock()}
        self.store.deliveries.act(
            row.id, row.state, target, actor=actor, reason=reason, now=self.clock(), **values
        )  # fmt: skip
        return self.delivery(delivery_id)

    def resume(self, account: str, actor: str) -> bool:
        """Whether an account that stopped, or waited after failures, works again."""
        closed = self._try_anew(account, "resumed by a person")
        return self.store.lanes.resume(account, actor, self.clock()) or closed

    def _try_anew(self, account: str, reason: str) -> bool:
        """Whether failures in a row made the account wait: it waits no more."""
        self.store.lanes.forget_waits([account], [Cause.BREAKER, Cause.ACCOUNT])
        return bool(self.store.breakers.close(account, self.clock(), reason))

    # --- how secrets come ------------------------------------------------------------------------

    def connector(self, name: str) -> Connector:
        """The network's way to the account's secrets. Raises UserError where it has none."""
        account = self._configured(name)
        factory = REGISTRY[account.network].connector
        if factory is None:
            mend = f"make them by hand and configure them under [accounts.{name}], see the README"
            raise UserError(Problem(f"account {name}", f"{account.network} has no guided connection", mend))
        endpoint = self._endpoint(account)
        return factory(account, endpoint, clock=self.clock, allow_private=self.settings.allow_private)

    def begin_consent(self, name: str, answers: Mapping[str, str], redirect: str) -> Consent:
        """A consent under way. Raises UserError when what comes could not be kept."""
        self._seal()
        return connecting.begin(self.connector(name), answers, redirect)

    def finish_consent(
        self, name: str, answers: Mapping[str, str], consent: Consent, came: str, actor: str
    ) -> AccountHealth:
        """What the account may do with the secrets it has now. Raises UserError, RemoteError."""
        returned = connecting.returned(consent, came) if consent.address is not None else {}
        choices = self.connector(name).grants(answers, consent.redirect, returned, consent.verifier)
        choice = connecting.chosen(self.settings.accounts[name], choices)
        self.store.credentials.save(name, choice.grant, self.clock(), actor=actor, reason=choice.label)
        self.networks.look_again()
        self._try_anew(name, "connected anew")
        return self._health(name)

    def disconnect(self, name: str, actor: str) -> bool:
        """Whether the account had stored secrets, now deleted."""
        self._configured(name)
        return self.store.credentials.forget(name, self.clock(), actor)

    def reseal(self, actor: str) -> int:
        """How many accounts' secrets are sealed with the newest key now. Raises UserError."""
        return self.store.credentials.reseal(self.clock(), actor)

    # --- what people ask ------------------------------------------------------------------------

    def delivery(self, delivery_id: int) -> DeliveryRow:
        """That delivery. Raises UserError when there is none."""
        row = self.store.deliveries.get(delivery_id)
        if row is None:
            raise UserError(Problem(f"delivery {delivery_id}", "is not known", "see pressbot posts"))
        return row

    def articles(self, limit: int) -> list[ArticleRow]:
        """The articles seen last, newest first."""
        return self.store.articles.newest(limit)

    def posts(self, state: State | None, account: str | None, since: datetime | None) -> list[DeliveryRow]:
        """The deliveries that fit, newest first."""
        return self.store.deliveries.find(state=state, account=account, since=since)

    def titles(self, article_ids: Iterable[int]) -> dict[int, str]:
        """Article → its title."""
        found = {number: self.store.articles.get(number) for number in set(article_ids)}
        return {number: row.title for number, row in found.items() if row is not None}

    def attempts(self, delivery_id: int) -> list[AttemptRow]:
        """Every attempt of a delivery, first one first."""
        return self.store.deliveries.attempts_of(delivery_id)

    def journal(self, subject: str) -> list[JournalEntry]:
        """What happened to a delivery, article, account or source."""
        return self.store.journal.of(subject)

    def article(self, key: str) -> ArticleRow:
        """The article by id or address. Raises UserError when it is not known."""
        found = self.store.articles.get(int(key)) if key.isdecimal() else None
        found = found or self.store.articles.by_url(address(key) if "://" in key else key)
        if found is None:
            raise UserError(Problem(key, "no such article is known", "see pressbot articles"))
        return found

    def why(self, key: str, account: str | None) -> tuple[ArticleRow, list[DecisionRow], list[DeliveryRow]]:
        """An article's decisions and deliveries. Raises UserError."""
        row = self.article(key)
        deliveries = self.store.deliveries.find(article_id=row.id, account=account)
        return row, self.store.articles.decisions_of(row.id, account), deliveries

    def revisions(self, key: str) -> tuple[ArticleRow, list[RevisionRow]]:
        """An article and every revision of it, first one first. Raises UserError when it is not known."""
        row = self.article(key)
        return row, self.store.revisions.of(row.id)

    def revision_counts(self, article_ids: Iterable[int]) -> dict[int, int]:
        """Article → how often its text was seen to change; 0 for one that never did."""
        return self.store.revisions.counts(list(article_ids))

    def report(self, since: date | None, until: date | None, by: Sequence[str], form: str) -> str:
        """The report in that format. Raises UserError for an unknown grouping or format."""
        unknown = [name for name in by if name not in set(Grouping)]
        if unknown:
            known = ", ".join(Grouping)
            raise UserError(*(Problem(f"--by {name}", "is not known", f"use: {known}") for name in unknown))
        start, end = period(since, until, self.settings.timezone, self.clock())
        report = make_report(self.store, start, end, [Grouping(name) for name in by], self.settings.timezone)
        return FORMATS[form](report, self.settings.timezone)

    def today(self) -> Today:
        """What the first page of the console shows."""
        standing = self.store.lanes.standing()
        accounts = self.settings.accounts
        return Today(
            at=self.clock(),
            articles=self.store.articles.newest(30),
            deliveries=self.store.deliveries.find(since=self.clock() - timedelta(days=2), limit=200),
            counts=self.store.deliveries.count_by_state(),
            sources=[row for row in self.store.sources.all() if row.name in {s.name for s in self.settings.sources}],
            accounts={name: (a.network, *standing.get(name, (None, "", None))) for name, a in accounts.items()},
            freezes=self.store.freezes.holding(self.clock()),
            proposals=self.store.revisions.proposals(),
            alerts=self.alerts.open(),
            undelivered=self.alerts.undelivered(),
        )

    def check_accounts(self) -> dict[str, AccountHealth]:
        """Account → what harmless reads show about it."""
        return {name: self._health(name) for name in self.settings.accounts}

    def _health(self, name: str) -> AccountHealth:
        unready = self.unready(name)
        if unready is not None:
            return AccountHealth(Standing.BROKEN, None, {}, (unready,))
        try:
            return self.networks[name].check().naming(name)
        except RemoteError as error:
            return AccountHealth(Standing.BROKEN, None, {}, (f"cannot be reached: {error}",))

    def check_sources(self) -> dict[str, str | None]:
        """Source → what is wrong with it; None when it can be read."""
        return {source.name: self._source_fault(source.url) for source in self.settings.sources}

    def _source_fault(self, url: str) -> str | None:
        try:
            found = self.read(url)
        except ReadingError as error:
            return error.reason
        return None if isinstance(found, Visit) else "is one article, not a feed, sitemap or listing"


def _timing(settings: Settings) -> Timing:
    longest = settings.lease / 2
    first = (settings.visits or VISITS)[0]
    return Timing(lease=settings.lease, longest_call=longest, looks=settings.looks, first_measure=first)


__all__ = ["App", "ByHand", "Preview", "Scope", "Today", "load_settings", "new_key"]
