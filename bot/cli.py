"""The `pressbot` command. Each subcommand's own module is imported only when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from bot import __version__
from bot.errors import ConfigurationError, PressbotError

#: Command → module under bot.commands that holds it, in the order of the help page.
COMMANDS = {
    "run": "run",
    "demo": "demo",
    "sandbox": "demo",
    "preview": "preview",
    "inspect": "inspecting",
    "post": "staff",
    "approve": "staff",
    "hold": "staff",
    "release": "staff",
    "cancel": "staff",
    "edit": "corrections",
    "retract": "corrections",
    "proposals": "corrections",
    "review": "review",
    "freeze": "freezing",
    "unfreeze": "freezing",
    "articles": "lists",
    "posts": "lists",
    "show": "lists",
    "why": "lists",
    "revisions": "revisions",
    "measure": "reporting",
    "report": "reporting",
    "accounts": "accounts",
    "connect": "connect",
    "disconnect": "connect",
    "key": "connect",
    "backup": "keeping",
    "restore": "keeping",
    "readback": "keeping",
    "journal": "keeping",
    "export": "keeping",
    "check": "checking",
    "db": "checking",
    "alerts": "alerting",
}


class _Lazy(click.Group):
    """Knows every command by name, and imports one only to run it or to show its help."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        module = COMMANDS.get(name)
        if module is None:
            return None
        found: click.Command = importlib.import_module(f"bot.commands.{module}").COMMANDS[name]
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest right name for a wrong one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib  # noqa: PLC0415 - only on the way to an error

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if close and not args[0].startswith("-"):
                raise click.UsageError(f"{error.message} Did you mean {close[0]!r}?", ctx) from None
            raise


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pressbot")
def cli() -> None:
    """Takes every new article of a site to its social networks, once, and measures what people read.

    \b
    First steps:   pressbot demo                 the whole thing against the sandbox, no account needed
                   pressbot check                is the configuration right? what is missing?
                   pressbot preview URL          what would be posted
                   pressbot run                  the daemon
    """


def main() -> None:
    """Runs the command line; exit 0 done, 1 failed, 2 usage or configuration. No traceback for a person's mistake."""
    try:
        # Outside its own mode click hands an Exit's code back instead of raising it.
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        _say("stopped")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except PressbotError as error:
        _say(str(error))
        sys.exit(2 if isinstance(error, ConfigurationError) else 1)
    except BrokenPipeError:
        # The reader (head, less) went away: nothing of ours failed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _say(message: str) -> None:
    for line in message.splitlines():
        click.echo(f"pressbot: {line}", err=True)
