"""articles, posts, show, why: what came, what went, and for what reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.commands.accounts import breaker_told
from bot.commands.shared import ago, config_option, json_option, opened, print_json, since
from bot.model.delivery import State
from bot.model.money import Cost
from bot.model.records import ArticleRow, AttemptRow, DecisionRow, DeliveryRow, ProposalKind
from bot.model.waiting import Waiting


@click.command()
@click.option("--limit", default=50, show_default=True, help="How many.")
@json_option
@config_option
def articles(config: Path, limit: int, as_json: bool) -> None:
    """The articles seen last, newest first."""
    with opened(config) as app:
        rows = app.articles(limit)
        changed = app.revision_counts(row.id for row in rows)
        aside = app.outlook.set_aside(row.id for row in rows)
        now = app.clock()
    if as_json:
        print_json([{**article_json(row), "revisions": changed[row.id], "held": aside.get(row.id, [])} for row in rows])
        return
    for row in rows:
        language = (row.article.language if row.article else None) or "--"
        click.echo(f"{row.id:5}  {language}  {ago(row.first_seen_at, now):>10}  {row.title}")
        click.echo(f"{'':23}{row.canonical_url}" + (f"  ({row.admission})" if row.admission != "new" else ""))
        if changed[row.id]:
            click.echo(f"{'':23}changed {changed[row.id]} times since: pressbot revisions {row.id}")
        if row.id in aside:
            _show_aside(aside[row.id], row.id)
        if row.withdrawal:
            click.secho(f"{'':23}{row.withdrawal} ({ago(row.withdrawal.at, now)})", fg="red")


def _show_aside(held: list[DecisionRow], article: int) -> None:
    """One line a reason: set aside for whom, and what a person may do."""
    by_reason: dict[str, list[str]] = {}
    for decision in held:
        by_reason.setdefault(decision.reason, []).append(decision.account)
    for reason, accounts in by_reason.items():
        told = f"held for {', '.join(accounts)}: {reason} → pressbot why {article}"
        click.secho(f"{'':23}{told}", fg="red")


def article_json(row: ArticleRow) -> dict[str, Any]:
    """One article for scripts."""
    article = row.article
    return {
        "id": row.id,
        "url": row.canonical_url,
        "title": row.title,
        "language": article.language if article else None,
        "published": article.published if article else row.found.published,
        "first_seen": row.first_seen_at,
        "source": row.source,
        "admission": row.admission,
        "error": row.read_error,
        "withdrawn": row.withdrawal,
    }


@click.command()
@click.option("--state", type=click.Choice([str(state) for state in State]), help="Only in this state.")
@click.option("--account", help="Only of this account.")
@click.option("--since", "start", help="Changed since: 2026-11-24, or 2d for the last two days.")
@json_option
@config_option
def posts(config: Path, state: str | None, account: str | None, start: str | None, as_json: bool) -> None:
    """The deliveries, newest first.

    \b
    pressbot posts --state held
    pressbot posts --account vk --since 2d --json
    """
    with opened(config) as app:
        beginning = since(start, app.settings.timezone, app.clock())
        rows = app.posts(State(state) if state else None, account, beginning)
        titles = app.titles(row.article_id for row in rows)
        proposed = {proposal.delivery_id: proposal for proposal in app.corrections.proposals()}
        waiting, zone = app.outlook.of(rows), app.settings.timezone
        costs = app.costs.of(rows)
    if as_json:
        print_json([post_json(row, waiting.get(row.id)) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.id:5}  {row.account:12} {row.state:12} {titles[row.article_id][:60]}")
        _show_standing(row, waiting.get(row.id), zone, f"{'':7}")
        if row.id in costs:
            click.echo(f"{'':7}{_cost_told(costs[row.id])}")
        if row.id in proposed:
            proposal = proposed[row.id]
            answer = f"retract {row.id}" if proposal.kind is ProposalKind.RETRACT else "proposals"
            click.secho(f"{'':7}{proposal.reason} → pressbot {answer}", fg="red")


def _show_standing(row: DeliveryRow, waiting: Waiting | None, zone: ZoneInfo, margin: str) -> None:
    """One line: where it is, or what it waits for and until when."""
    if row.receipt is not None or waiting is None:
        click.echo(f"{margin}{row.receipt.permalink if row.receipt else row.reason}")
        return
    click.secho(f"{margin}{waiting_told(waiting, zone)}", fg="red" if waiting.red else None)


def waiting_told(waiting: Waiting, zone: ZoneInfo) -> str:
    """What something waits for and until when, by the site's clock."""
    until = f" until {waiting.until.astimezone(zone):%Y-%m-%d %H:%M:%S}" if waiting.until else ""
    return f"waits{until} for {waiting.why}"


def post_json(row: DeliveryRow, waiting: Waiting | None = None) -> dict[str, Any]:
    """One delivery as the design's JSON; what waits tells why, and when it is due at the earliest."""
    receipt = row.receipt
    scheduled = row.state is State.SCHEDULED
    until = waiting.until if waiting is not None and scheduled else None
    return {
        "id": row.id,
        "article": row.post.article_url,
        "account": row.account,
        "network": row.network,
        "state": row.state,
        "round": row.round,
        "text": row.post.text,
        "link": row.post.link,
        "external_id": receipt.external_id if receipt else None,
        "permalink": receipt.permalink if receipt else None,
        "due": max(row.due_at, until) if until is not None else row.due_at,
        "published": receipt.published_at if receipt else None,
        "attempts": row.attempts,
        "reason": f"waits for {waiting.why}" if waiting is not None and scheduled else row.reason,
    }


def _waiting_json(waiting: Waiting | None) -> dict[str, Any]:
    return {
        "waits_for": waiting.why if waiting is not None else None,
        "waits_until": waiting.until if waiting is not None else None,
        "red": waiting is not None and waiting.red,
    }


@click.command()
@click.argument("delivery", type=int)
@json_option
@config_option
def show(config: Path, delivery: int, as_json: bool) -> None:
    """One delivery with its attempts and its history."""
    with opened(config) as app:
        row = app.delivery(delivery)
        attempts = app.attempts(delivery)
        history = app.journal(f"delivery {delivery}")
        waiting, zone = app.outlook.of([row]).get(row.id), app.settings.timezone
        cost = app.costs.of([row]).get(row.id)
    if as_json:
        print_json(
            {
                **post_json(row, waiting),
                **_waiting_json(waiting),
                "attempts": [_attempt_json(a) for a in attempts],
                "history": history,
                "cost": _cost_json(cost),
            }
        )
        return
    click.secho(f"delivery {row.id}: {row.account} ({row.network}), round {row.round}, {row.state}", bold=True)
    click.echo(f"{row.post.article_url}\n\n{row.post.text}\n")
    if row.receipt:
        click.echo(
            f"{row.receipt.permalink} ({row.receipt.external_id}), {row.receipt.published_at:%Y-%m-%d %H:%M} UTC"
        )
    if waiting is not None:
        _show_standing(row, waiting, zone, "")
    if cost is not None:
        click.echo(_cost_told(cost))
    for attempt in attempts:
        detail = f" {attempt.error} {attempt.code} {attempt.detail}".rstrip()
        click.echo(f"  attempt {attempt.number}  {attempt.started_at:%Y-%m-%d %H:%M:%S}  {attempt.outcome}{detail}")
    for entry in history:
        click.echo(f"  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.actor:10}  {entry.action}: {entry.reason}")


def _cost_told(cost: Cost) -> str:
    return f"{'cost' if cost.paid else 'will cost'} {cost.price}"


def _cost_json(cost: Cost | None) -> dict[str, Any] | None:
    if cost is None:
        return None
    price = cost.price
    return {"amount": f"{price.amount:f}", "currency": price.currency, "what": price.what, "paid": cost.paid}


def _attempt_json(attempt: AttemptRow) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "started": attempt.started_at,
        "ended": attempt.ended_at,
        "outcome": attempt.outcome,
        "error": attempt.error,
        "code": attempt.code,
        "detail": attempt.detail,
    }


@click.command()
@click.argument("article")
@click.argument("account", required=False)
@json_option
@config_option
def why(config: Path, article: str, account: str | None, as_json: bool) -> None:
    """Why an article was, or was not, posted: each rule with what it saw and said.

    \b
    pressbot why https://mission.example.org/ru/news/1
    pressbot why 12 vk
    """
    with opened(config) as app:
        row, decisions, deliveries = app.why(article, account)
        changed = app.revision_counts([row.id])[row.id]
        waiting, zone = app.outlook.of(deliveries), app.settings.timezone
        standings = app.outlook.accounts()
    if as_json:
        posts_told = [post_json(delivery, waiting.get(delivery.id)) for delivery in deliveries]
        print_json({"article": article_json(row), "decisions": decisions, "posts": posts_told})
        return
    click.secho(row.title, bold=True)
    click.echo(row.canonical_url)
    if row.withdrawal:
        click.secho(f"{row.withdrawal} ({row.withdrawal.at:%Y-%m-%d %H:%M} UTC)", fg="red")
    if row.suspicion:
        click.echo(f"seen once, to be seen again before it counts: {row.suspicion.evidence}")
    if changed:
        click.echo(f"its text changed {changed} times: pressbot revisions {row.id}")
    if not decisions:
        click.echo("not decided yet: " + (row.read_error or "its page is still to be read"))
    for decision in decisions:
        _show_decision(decision)
    for delivery in deliveries:
        click.echo(f"delivery {delivery.id} to {delivery.account}: {delivery.state} ({delivery.reason})")
        if delivery.id in waiting:
            _show_standing(delivery, waiting[delivery.id], zone, "  ")
            for breaker in standings[delivery.account].breakers if delivery.account in standings else ():
                click.secho(f"  {breaker_told(breaker, zone)}", fg="red")


def _show_decision(decision: DecisionRow) -> None:
    click.secho(f"\n{decision.account}: {decision.verdict} – {decision.reason}", fg="cyan")
    for rule in decision.rules:
        inputs = rule.get("inputs")
        seen = ", ".join(f"{k}={v}" for k, v in inputs.items()) if isinstance(inputs, dict) else ""
        click.echo(f"  {rule['name']}: {rule['verdict'] or 'passes'} ({seen})")


COMMANDS = {"articles": articles, "posts": posts, "show": show, "why": why}
