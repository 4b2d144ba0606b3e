"""`sudolint test`: unit tests for policies."""

from __future__ import annotations

import os
import time

import click

from sudolint.audit.expectations import Examiner, read_expectations
from sudolint.cli.output import write
from sudolint.cli.policies import read
from sudolint.errors import UsageError
from sudolint.packs import Packs
from sudolint.report.shown import command_line, shown, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sudolint.audit.expectations import Outcome

SUFFIX = ".test.toml"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
@click.option("-v", "--verbose", is_flag=True, help="Show what holds, too.")
def command(paths: tuple[str, ...], verbose: bool) -> int:
    """Examine what PATHS expect of policies: files that end in .test.toml, or folders of them.

    Exits with 0 if everything holds, with 1 if something fails or isn't known, with 2 if a policy has errors.
    """
    files = list(_files(paths or (".",)))
    if not files:
        raise click.ClickException(f"no file that ends in {SUFFIX} found")
    packs, now = Packs(), int(time.time())
    held = failed = 0
    errors = False
    for path in files:
        policy_path, expectations = read_expectations(path, _content(path))
        policy = read(policy_path)
        for error in policy.errors:
            errors = True
            begin = error.span.begin
            place = f"{visible(error.span.source.path)}:{begin.line}:{begin.column}"
            write(f"{place}: error: {shown(error.message)}")
        examiner = Examiner(policy, packs, now=now)
        for expectation in expectations:
            outcome = examiner.examine(expectation)
            failed += bool(outcome.failure)
            held += not outcome.failure
            if outcome.failure or verbose:
                for line in _lines(path, outcome):
                    write(line)
    write(f"{held} hold, {failed} fail" if failed else f"all {held} hold")
    return 2 if errors else int(failed > 0)


def _content(path: str) -> str:
    """What stands in a file. Raises UsageError."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(SUFFIX))


def _lines(path: str, outcome: Outcome) -> Iterator[str]:
    expectation = outcome.expectation
    yield f"{visible(path)}: {'FAILS' if outcome.failure else 'holds'}: {visible(expectation.text)}"
    if outcome.failure:
        yield f"    {shown(outcome.failure)}" + (
            f" ({visible(expectation.reason)})" if expectation.reason else ""
        )
    if outcome.witness is not None:
        yield f"    $ {command_line(outcome.witness)}"
    if outcome.failure and outcome.grant is not None:
        span = outcome.grant.span.origin
        yield f"    by {visible(span.source.path)}:{span.begin.line}:{span.begin.column}: {shown(span.text)}"
