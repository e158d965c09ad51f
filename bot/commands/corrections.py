"""edit, retract, proposals: changes to posts after the fact, each with what the network shows of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click

from bot.app import App
from bot.commands.shared import EXPECTED, actor, config_option, inner_config_option, json_option, opened, print_json
from bot.errors import UserError
from bot.model.amendment import Stage
from bot.model.records import ProposalKind, ProposalRow

_ASKS = {
    ProposalKind.RETRACT: "take it down?",
    ProposalKind.EDIT: "change its text?",
    ProposalKind.BY_HAND: "look at it",
}


class _Result(NamedTuple):
    """What came of one of several wishes."""

    id: int
    account: str
    network: str
    done: bool
    stage: str
    told: str
    text: str | None
    permalink: str | None


@click.command()
@click.argument("delivery", type=int)
@click.option("--text", help="The new text; without it what the article gives now.")
@click.option("--reason", default="", help="Why, for the journal.")
@json_option
@config_option
def edit(config: Path, delivery: int, text: str | None, reason: str, as_json: bool) -> None:
    """Changes the text of a post: one that is out where its network allows it, one that waits anywhere.

    A post that is out is read back afterwards. Card and pictures stay. Exit 1 when it is not known to be done.

    \b
    pressbot edit 12 --text "…"
    pressbot edit 12 --reason "corrected on the site"
    """
    with opened(config) as app:
        changed = app.corrections.edit(delivery, text, actor(), reason or "edited")
        result = _result(app, delivery, changed.done, changed.stage, changed.told)
    _show([result], as_json)


@click.command()
@click.argument("deliveries", metavar="DELIVERY...", type=int, nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for the journal.")
@json_option
@config_option
def retract(config: Path, deliveries: tuple[int, ...], reason: str, as_json: bool) -> None:
    """Takes published posts down where their networks allow it, and says what each shows afterwards.

    Exit 1 when one of them is not known to be down.

    \b
    pressbot retract 12 --reason "wrong photo"
    pressbot retract 12 13 14 --json
    """
    with opened(config) as app:
        results = [
            _tried(app, number, number, partial(app.corrections.retract, number, actor(), reason or "retracted"))
            for number in deliveries
        ]
    _show(results, as_json)


@click.group(invoke_without_command=True)
@json_option
@config_option
@click.pass_context
def proposals(ctx: click.Context, config: Path, as_json: bool) -> None:
    """What staff are asked to do with posts that are out, because their articles were corrected or taken back.

    \b
    pressbot proposals                          what is open
    pressbot proposals accept 3 4               does it, and says what each network shows
    pressbot proposals dismiss 5 --reason "…"   the post stays as it is
    """
    ctx.obj = config
    if ctx.invoked_subcommand is not None:
        return
    with opened(config) as app:
        found = app.corrections.proposals()
        titles = app.titles(proposal.article_id for proposal in found)
        rows = {proposal.delivery_id: app.delivery(proposal.delivery_id) for proposal in found}
    if as_json:
        print_json(
            [
                {
                    "id": proposal.id,
                    "kind": proposal.kind,
                    "delivery": proposal.delivery_id,
                    "account": proposal.account,
                    "article": rows[proposal.delivery_id].post.article_url,
                    "revision": proposal.revision,
                    "reason": proposal.reason,
                    "made": proposal.made_at,
                    "text": rows[proposal.delivery_id].post.text,
                    "new_text": proposal.post.text if proposal.post else None,
                }
                for proposal in found
            ]
        )
        return
    for proposal in found:
        row = rows[proposal.delivery_id]
        click.secho(f"{proposal.id:5}  {proposal.account}: {titles[proposal.article_id][:70]}", bold=True)
        click.echo(f"{'':7}{row.receipt.permalink if row.receipt else ''} (delivery {row.id})")
        click.echo(f"{'':7}{proposal.reason}")
        if proposal.post is not None:
            _show_texts(row.post.text, proposal.post.text)
        click.secho(f"{'':7}{_ASKS[proposal.kind]} → {_answer(proposal)}", fg="yellow")
    if not found:
        click.echo("nothing is proposed")


def _answer(proposal: ProposalRow) -> str:
    if proposal.kind is ProposalKind.BY_HAND:
        return f"pressbot edit {proposal.delivery_id}, pressbot retract {proposal.delivery_id}, " + _dismiss(proposal)
    return f"pressbot proposals accept {proposal.id}, " + _dismiss(proposal)


def _dismiss(proposal: ProposalRow) -> str:
    return f"pressbot proposals dismiss {proposal.id}"


def _show_texts(old: str, new: str) -> None:
    """Only the lines that differ, both ways."""
    before, after = old.splitlines(), new.splitlines()
    for line in before:
        if line not in after and line.strip():
            click.secho(f"{'':7}- {line}", fg="red")
    for line in after:
        if line not in before and line.strip():
            click.secho(f"{'':7}+ {line}", fg="green")


@proposals.command("accept")
@click.argument("numbers", metavar="PROPOSAL...", type=int, nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for the journal.")
@json_option
@inner_config_option
def proposals_accept(config: Path, numbers: tuple[int, ...], reason: str, as_json: bool) -> None:
    """Does what is proposed. Exit 1 when one of them is not known to be done."""
    with opened(config) as app:
        open_ones = {proposal.id: proposal.delivery_id for proposal in app.corrections.proposals()}
        results = [
            _tried(app, number, open_ones.get(number), partial(app.corrections.accept, number, actor(), reason))
            for number in numbers
        ]
    _show(results, as_json)


@proposals.command("dismiss")
@click.argument("numbers", metavar="PROPOSAL...", type=int, nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for the journal.")
@inner_config_option
def proposals_dismiss(config: Path, numbers: tuple[int, ...], reason: str) -> None:
    """Says no: the posts stay as they are."""
    with opened(config) as app:
        for number in numbers:
            proposal = app.corrections.dismiss(number, actor(), reason)
            click.echo(f"proposal {number} dismissed: delivery {proposal.delivery_id} stays as it is")


def _tried(app: App, number: int, delivery: int | None, does: Callable[[], Any]) -> _Result:
    """What came of one wish; a mistake in it does not stop the others."""
    try:
        changed = does()
    except EXPECTED as error:
        try:
            row = app.delivery(delivery if delivery is not None else -1)
        except UserError:
            return _Result(number, "", "", done=False, stage="refused", told=str(error), text=None, permalink=None)
        return _result(app, row.id, False, "refused", str(error))
    return _result(app, changed.delivery.id, changed.done, changed.stage, changed.told)


def _result(app: App, delivery: int, done: bool, stage: Stage | str, told: str) -> _Result:
    row = app.delivery(delivery)
    permalink = row.receipt.permalink if row.receipt else None
    return _Result(row.id, row.account, row.network, done, str(stage), told, row.post.text, permalink)


def _show(results: Sequence[_Result], as_json: bool) -> None:
    """One line a network; exit 1 when something is not known to be done."""
    if as_json:
        print_json([result._asdict() for result in results])
    else:
        for result in results:
            sign, colour = ("✓", "green") if result.done else ("✗", "red")
            who = f"{result.account} ({result.network})" if result.account else "–"
            click.secho(f"{sign} {who}, {result.id}: {result.told}", fg=colour)
            if result.done and result.permalink:
                click.echo(f"  {result.permalink}")
    if not all(result.done for result in results):
        raise click.exceptions.Exit(1)


COMMANDS = {"edit": edit, "retract": retract, "proposals": proposals}
