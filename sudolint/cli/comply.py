"""`sudolint comply`: whether policies meet a standard."""

from __future__ import annotations

import json

import click

from sudolint.audit import Auditor
from sudolint.audit.compliance import State, asked_by, assessed
from sudolint.cli.nix import nix_options
from sudolint.cli.output import coloured, print_lines, width, write
from sudolint.cli.policies import find, read
from sudolint.config.settings import TARGETS, Settings
from sudolint.packs import Packs
from sudolint.policy.load import NixOptions
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.report.compliance import compliance, compliance_as_dict
from sudolint.report.shown import shown, visible


@click.command()
@click.argument("profile")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@click.option("--distro", default="", help="Whose sudo it is: `debian`, `fedora` ...")
@click.option("--target", type=click.Choice(TARGETS), default=TARGETS[0], show_default=True)
@click.option("--sudo-version", default=Settings().sudo_version, show_default=True)
@click.option("--root", type=click.Path(exists=True, file_okay=False), help="What stands for / in paths.")
@click.option(
    "--output-format", "--format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@nix_options
def command(
    profile: str,
    paths: tuple[str, ...],
    distro: str,
    target: str,
    sudo_version: str,
    root: str | None,
    output_format: str,
    color: str,
    host: str | None,
    known: tuple[tuple[str, str], ...],
    import_paths: tuple[str, ...],
) -> int:
    """Say which requirements of the standard PROFILE the policies in PATHS meet.

    Exits with 0 if none is missed, with 1 if one is, with 2 on errors. What a policy doesn't say, such as who
    owns files, is not decidable.
    """
    packs = Packs()
    wanted = packs.profile(profile)
    sudo = Settings(target=target, sudo_version=sudo_version).program
    auditor = Auditor(packs, NOTHING_KNOWN._replace(target=sudo, distro=distro))
    nix = NixOptions(root, host, known, import_paths)
    reports = [
        auditor.audit(read(path, "-", root, nix), (), lambda rule: asked_by(profile, rule))
        for path in find(paths)
    ]
    findings = [finding for report in reports for finding in report.findings]
    rules = [rule.rule for rule in packs.rules.values()]
    assessments = list(assessed(wanted, rules, findings))
    if output_format == "json":
        write(json.dumps(compliance_as_dict(wanted, assessments), indent=2))
    else:
        print_lines(compliance(wanted, assessments, width()), colour=coloured(color))
    errors = [error for report in reports for error in report.errors]
    for error in errors:
        place = error.span.begin
        click.echo(
            f"{visible(error.span.source.path)}:{place.line}:{place.column}: {shown(error.message)}", err=True
        )
    if errors:
        return 2
    return int(any(one.state is State.NOT_MET for one in assessments))
