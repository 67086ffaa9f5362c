"""What can be done with runs, one verb a file: `python -m etl VERB`.

A file defines `command`, a click command; the file's name is the verb, the docstring of the
command its help. It imports at its top what is light, and the rest where it is needed: `--help`
lists every verb and must not wait for Polars.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import cast

import click

from etl.errors import hint


class Verbs(click.Group):
    """The verbs of a package, found when they are asked for and imported when they are used."""

    def __init__(self, package: ModuleType, about: str) -> None:
        super().__init__(help=about, context_settings={"help_option_names": ["-h", "--help"]})
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every file of the package, by its name; one that begins with an underscore is no verb."""
        del ctx
        names = (found.name for found in iter_modules(self._package.__path__))
        return sorted(name for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{self._package.__name__}.{cmd_name}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say what there is instead.

        Raises:
            click.UsageError: there is no such verb.
        """
        verb, known = args[0], self.list_commands(ctx)
        if verb not in known and not verb.startswith("-"):
            raise click.UsageError(
                f"no verb '{verb}'; {hint(verb, known)}; a run is `python -m etl.run config.yaml`",
                ctx,
            )
        return super().resolve_command(ctx, args)
