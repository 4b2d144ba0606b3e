"""`sudolint check`: audit files."""

from __future__ import annotations

import click

from sudolint.audit.denials import Intention
from sudolint.cli.checking import Run, check
from sudolint.cli.nix import nix_options
from sudolint.config.settings import FORMATS, KEYS, PERSONAS, SEVERITIES, TARGETS, Settings
from sudolint.findings import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DEFAULTS = Settings()
_LEVEL = click.Choice(SEVERITIES)


def _setting(name: str, **options: Any) -> Callable[[Any], Any]:
    """An option for something that configuration files can set too."""
    default = getattr(DEFAULTS, name.replace("-", "_"))
    words = KEYS[name].words
    shown = f" [default: {default}]" if isinstance(default, str | Severity) and default != "" else ""
    names = [f"--{name}", "--format"] if name == "output-format" else [f"--{name}"]
    return click.option(
        *names, name.replace("-", "_"), help=f"{words[:1].upper()}{words[1:]}.{shown}", **options
    )


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True))
@_setting("output-format", type=click.Choice(FORMATS))
@_setting("fail-on", type=_LEVEL)
@_setting("min-severity", type=_LEVEL)
@_setting("select", multiple=True, metavar="RULE")
@_setting("ignore", multiple=True, metavar="RULE")
@_setting("persona", type=click.Choice(PERSONAS))
@_setting("profile", multiple=True, metavar="NAME")
@click.option(
    "--deny", multiple=True, metavar="COMMAND", help="A command that nobody may reach: `docker exec`."
)
@_setting("baseline", type=click.Path(exists=True, dir_okay=False))
@click.option("--write-baseline", type=click.Path(dir_okay=False), help="Write what is found as a baseline.")
@_setting("root", type=click.Path(exists=True, file_okay=False))
@_setting("target", type=click.Choice(TARGETS))
@_setting("sudo-version")
@_setting("distro")
@_setting("writable", multiple=True, metavar="DIR")
@nix_options
@click.option(
    "--stdin-filename", default="-", help="What to call the policy that is read from standard input."
)
@click.option(
    "--config", type=click.Path(exists=True, dir_okay=False), help="The configuration file to read."
)
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@click.option("--no-ignores", is_flag=True, help="Show what comments say to ignore, too.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without a change of what is permitted.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: take away what is found to be too much, too."
)
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option(
    "--add-ignores", metavar="REASON", help="Write a comment for each finding into the files, with a reason."
)
@click.option("--output-file", "-o", type=click.Path(dir_okay=False), help="Write the report to a file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="Only list the files that would be audited.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--jobs", "-j", type=click.IntRange(0), default=0, help="How many processes; 0: as many as pay."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing where nothing is found.")
@click.option("-v", "--verbose", is_flag=True, help="Show every finding in full.")
def command(
    paths: tuple[str, ...],
    deny: tuple[str, ...],
    host: str | None,
    known: tuple[tuple[str, str], ...],
    import_paths: tuple[str, ...],
    **options: Any,
) -> int:
    """Audit sudoers files, NixOS modules, or folders of them."""
    given: dict[str, Any] = {"host": host, "arg": known, "import_path": import_paths}
    for name in Settings._fields:
        if name in options:
            given[name] = options.pop(name)
    if deny:
        given["deny"] = (Intention(deny),)
    for name in ("fail_on", "min_severity"):
        if given[name] is not None:
            given[name] = Severity.named(str(given[name]))
    if given["sudo_version"] is not None:
        try:
            KEYS["sudo-version"].read(given["sudo_version"], "")
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--sudo-version") from None
    return check(
        Run(paths, {name: value for name, value in given.items() if value not in (None, ())}, **options)
    )
