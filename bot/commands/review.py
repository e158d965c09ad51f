"""review: what waits for a person's decision, and the three answers: post, digest, skip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from bot.app import App
from bot.commands.shared import (
    EXPECTED,
    actor,
    ago,
    config_option,
    inner_config_option,
    json_option,
    opened,
    print_json,
)
from bot.errors import Problem, UserError
from bot.model.delivery import State
from bot.model.records import DeliveryRow


@click.group(invoke_without_command=True)
@click.option("--account", help="Only of this account.")
@json_option
@config_option
@click.pass_context
def review(ctx: click.Context, config: Path, account: str | None, as_json: bool) -> None:
    """What is held: too late, too many at once, corrected since, withdrawn, in doubt.

    \b
    pressbot review                        what is held, and why
    pressbot review post 12 13             they go out now, each within its account's limits
    pressbot review digest --account vk    one post with the titles and links of all that vk holds
    pressbot review skip --all             they are called off
    """
    ctx.obj = config
    if ctx.invoked_subcommand is not None:
        return
    with opened(config) as app:
        rows = app.backlog.held(account)
        titles, now = app.titles(row.article_id for row in rows), app.clock()
    if as_json:
        print_json(
            [
                {
                    "id": row.id,
                    "account": row.account,
                    "article": row.post.article_url,
                    "title": titles[row.article_id],
                    "appeared": row.appeared_at,
                    "held": row.state_since,
                    "reason": row.reason,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        age = ago(row.appeared_at or row.created_at, now)
        click.echo(f"{row.id:5}  {row.account:12} {age:>10}  {titles[row.article_id][:60]}")
        click.echo(f"{'':7}{row.reason}")
    if not rows:
        click.echo("nothing is held")


#: Delivery, whether it is done, in plain words.
_Told = list[tuple[int, bool, str]]
_Does = Callable[[App, Sequence[int]], _Told]


def _answer(name: str, told: str) -> Callable[[_Does], click.Command]:
    """A subcommand that takes deliveries, or all that are held; `told` is its help."""

    def decorate(does: _Does) -> click.Command:
        @review.command(name, help=told)
        @click.argument("numbers", metavar="DELIVERY...", type=int, nargs=-1)
        @click.option("--all", "everything", is_flag=True, help="All that are held.")
        @click.option("--account", help="All that this account holds.")
        @json_option
        @inner_config_option
        def command(
            config: Path, numbers: tuple[int, ...], everything: bool, account: str | None, as_json: bool
        ) -> None:
            if bool(numbers) == (everything or account is not None):
                raise click.UsageError("name the deliveries, or --account, or --all")
            with opened(config) as app:
                chosen = list(numbers) or [row.id for row in app.backlog.held(account)]
                results = does(app, chosen)
            if as_json:
                print_json([{"id": number, "done": done, "told": words} for number, done, words in results])
            else:
                for number, done, words in results:
                    click.secho(f"{'✓' if done else '✗'} delivery {number}: {words}", fg="green" if done else "red")
            if not all(done for _, done, _ in results):
                raise click.exceptions.Exit(1)

        answer: click.Command = command
        return answer

    return decorate


def _moved(app: App, numbers: Sequence[int], target: State, reason: str) -> _Told:
    results: _Told = []
    for number in numbers:
        try:
            if app.delivery(number).state is not State.HELD:
                raise UserError(Problem(f"delivery {number}", "is not held", "see pressbot review"))
            row = app.act(number, target, actor(), reason)
        except EXPECTED as error:
            results.append((number, False, str(error)))
        else:
            results.append((number, True, f"{row.account}: {row.state}"))
    return results


@_answer("post", "They go out now, each within its account's limits.")
def _post(app: App, numbers: Sequence[int]) -> _Told:
    return _moved(app, numbers, State.SCHEDULED, "reviewed: post")


@_answer("skip", "They are called off for good.")
def _skip(app: App, numbers: Sequence[int]) -> _Told:
    return _moved(app, numbers, State.CANCELLED, "reviewed: skip")


@_answer("digest", "One post for each account and language, with the titles and links of its deliveries.")
def _digest(app: App, numbers: Sequence[int]) -> _Told:
    groups: dict[tuple[str, str | None], list[DeliveryRow]] = {}
    for row in [app.delivery(number) for number in numbers]:
        groups.setdefault((row.account, row.post.language), []).append(row)
    results: _Told = []
    for rows in groups.values():
        try:
            made = app.backlog.digest([row.id for row in rows], actor())
        except EXPECTED as error:
            results += [(row.id, False, str(error)) for row in rows]
            continue
        results.append((made.carrier.id, True, f"{made.carrier.account}: the digest goes out now"))
        results += [(row.id, True, f"told in delivery {made.carrier.id}") for row in made.told]
        results += [(row.id, False, "has no room in it and stays held") for row in made.left]
    return results


COMMANDS = {"review": review}
