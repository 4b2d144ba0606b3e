"""`sudolint check`: audit files."""

from __future__ import annotations

import os
import sys

import click

from sudolint.audit import NOTHING_KNOWN, Auditor, Report
from sudolint.cli.nix import nix_options
from sudolint.cli.output import coloured, print_lines, width, write
from sudolint.cli.policies import find, read
from sudolint.findings import Severity
from sudolint.packs import Packs
from sudolint.policy.load import NixOptions
from sudolint.policy.targets import Target, version_of

FORMATS = ("text", "concise", "json")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True))
@click.option("--output-format", "--format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([str(severity) for severity in Severity]),
    default=str(Severity.MEDIUM),
    show_default=True,
    help="Exit with 1 if there is a finding at least this bad.",
)
@click.option(
    "--stdin-filename", default="-", help="What to call the policy that is read from standard input."
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False),
    help="The directory that stands for / in the paths of policies, such as a copy of a host's.",
)
@click.option("--target", type=click.Choice(["sudo", "sudo-rs"]), default="sudo", show_default=True)
@click.option("--sudo-version", default="1.9.18", show_default=True, help="What the target's sudo must know.")
@nix_options
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Show every finding in full.")
def command(
    paths: tuple[str, ...],
    output_format: str,
    fail_on: str,
    stdin_filename: str,
    root: str | None,
    target: str,
    sudo_version: str,
    host: str | None,
    known: tuple[tuple[str, str], ...],
    import_paths: tuple[str, ...],
    isolated: bool,
    color: str,
    verbose: bool,
) -> int:
    """Audit sudoers files, NixOS modules, or folders of them."""
    numbers = version_of(sudo_version)
    if numbers is None:
        raise click.BadParameter(f"`{sudo_version}` is no version", param_hint="--sudo-version")
    auditor = Auditor(Packs(), NOTHING_KNOWN._replace(target=Target(target, numbers)))
    files = find(paths or (".",))
    if not files:
        raise click.ClickException("no policy found: name a sudoers file, a NixOS module or a folder")
    reports = []
    included: set[str] = set()
    for path in files:
        if os.path.realpath(path) not in included:  # else it was audited with what includes it
            policy = read(path, stdin_filename, root, NixOptions(None, host, known, import_paths))
            included |= {os.path.realpath(source.path) for source in policy.sources}
            reports.append(auditor.audit(policy))
    report = Report(
        tuple(finding for one in reports for finding in one.findings),
        tuple(error for one in reports for error in one.errors),
        tuple(grant for one in reports for grant in one.grants),
        tuple(gap for one in reports for gap in one.gaps),
    )
    _print(report, len(files), output_format, color, verbose)
    if report.errors:
        return 2
    return int(any(finding.severity >= Severity.named(fail_on) for finding in report.findings))


def _print(report: Report, files: int, output_format: str, color: str, verbose: bool) -> None:
    if output_format == "text":
        from sudolint.report.text import Layout, text

        print_lines(text(report, Layout(width(), verbose)), colour=coloured(color))
        return
    if output_format == "concise":
        from sudolint.report.concise import concise

        lines = concise(report)
    else:
        from sudolint.report.json import as_json

        lines = as_json(report, files)
    for line in lines:
        write(line)
    sys.stdout.flush()
