"""Audit files as the command line and the configuration say, and print what was found."""

from __future__ import annotations

import os
import sys

from sudolint.audit import Report
from sudolint.cli.policies import find, read
from sudolint.config.auditors import Auditors
from sudolint.config.files import Configuration, matches
from sudolint.config.selection import Selection, check_rules
from sudolint.errors import UsageError
from sudolint.packs import Packs
from sudolint.policy.load import NixOptions
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from sudolint.config.settings import Settings
    from sudolint.findings import Finding
    from sudolint.policy.model import Policy

PARALLEL = 40
"""How many files are worth another process."""


class Run(NamedTuple):
    """What the command line asks for."""

    paths: tuple[str, ...]
    given: Mapping[str, Any]
    """Settings, by the names of the fields of Settings."""
    stdin_filename: str = "-"
    isolated: bool = False
    config: str | None = None
    color: str = "auto"
    verbose: bool = False
    quiet: bool = False
    exit_zero: bool = False
    statistics: bool = False
    show_files: bool = False
    no_ignores: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    """Show what fixes would change, instead of all else."""
    add_ignores: str | None = None
    """The reason to give; None: add none."""
    write_baseline: str | None = None
    output_file: str | None = None
    jobs: int = 0
    """How many processes; 0: as many as pay."""


class Checker:
    """Audits files, each under its own settings; keeps what it compiled."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.configuration = Configuration(run.given, isolated=run.isolated, file=run.config)
        self.packs = Packs()
        self.auditors = Auditors(self.packs)
        self.policies: dict[str, Policy] = {}
        """Those that were audited here and may be fixed."""
        self._checked: set[tuple[str, ...]] = set()

    def settings(self, path: str) -> Settings:
        """What is in force for a file. Raises UsageError."""
        name = self.run.stdin_filename if path == "-" else path
        settings = self.configuration.settings(name)
        named = (*settings.select, *settings.ignore, *[rule for rule, _ in settings.severity])
        if named not in self._checked:
            check_rules(named, self.packs)
            self._checked.add(named)
        return settings

    def report(self, path: str) -> Report:
        """What there is to say about a file."""
        settings = self.settings(path)
        policy = self.policy(path, settings)
        if self.run.fix or self.run.diff:
            self.policies[path] = policy
        return self.judged(policy, settings)

    def policy(self, path: str, settings: Settings, texts: Mapping[str, str] | None = None) -> Policy:
        """The policy in a file; `texts` are taken in place of what stands in files."""
        nix = NixOptions(None, settings.host, settings.arg, settings.import_path)
        return read(path, self.run.stdin_filename, settings.root, nix, texts)

    def judged(self, policy: Policy, settings: Settings) -> Report:
        """What there is to say about a policy under some settings."""
        intentions = [*settings.deny]
        marked = any("sudolint:" in source.text for source in policy.sources)
        if marked:
            from sudolint.config import ignores

            intentions += [one for source in policy.sources for one, _ in ignores.intentions(source)]
        selection = Selection(settings)
        report = self.auditors.under(settings).audit(policy, intentions, selection.asks)
        findings: Sequence[Finding] = report.findings
        ignored: list[Finding] = []
        if marked and not self.run.no_ignores:
            import time

            rules = {name: rule.rule for name, rule in self.packs.rules.items()}
            today = time.strftime("%Y-%m-%d")
            findings, ignored = ignores.apply(
                findings, policy.sources, rules, today=today, require_reason=settings.require_reason
            )
            ignored = selection.of(ignored).shown
        shown, hidden = selection.of(findings)
        return report._replace(findings=tuple(shown), ignored=tuple(ignored), hidden=tuple(hidden))


def check(run: Run) -> int:
    """Audit and print; the exit status. Raises UsageError."""
    checker = Checker(run)
    files = [path for path in find(run.paths or (".",)) if not _excluded(path, checker)]
    if not files:
        raise UsageError("no policy found: name a sudoers file, a NixOS module or a folder")
    if run.show_files:
        return _print_lines(run, files)
    reports = _without_included(list(zip(files, _reports(checker, files), strict=True)))
    if run.diff or run.fix or run.unsafe_fixes:
        from sudolint.cli.fixing import fixed, shown_fixes

        if run.diff:
            return shown_fixes(checker, reports)
        reports = fixed(checker, reports)
    report = Report(
        tuple([finding for _, one in reports for finding in one.findings]),
        tuple([error for _, one in reports for error in one.errors]),
        tuple([grant for _, one in reports for grant in one.grants]),
        tuple([gap for _, one in reports for gap in one.gaps]),
        tuple([finding for _, one in reports for finding in one.ignored]),
        tuple([source for _, one in reports for source in one.sources]),
        tuple([finding for _, one in reports for finding in one.hidden]),
    )
    if run.add_ignores is not None:
        from sudolint.cli.ignoring import add_ignores

        return add_ignores(report, run.add_ignores)
    first = checker.settings(files[0])
    if run.write_baseline is not None:
        from sudolint.cli.known import write_baseline

        return write_baseline(report, run.write_baseline)
    if first.baseline is not None:
        from sudolint.cli.known import compared

        report = compared(report, first.baseline)
    print_report(run, first, report, files)
    if report.errors:
        return 2
    fails = any(
        finding.severity >= checker.settings(path).fail_on for path, finding in _by_file(reports, report)
    )
    return int(fails and not run.exit_zero)


def _by_file(reports: list[tuple[str, Report]], report: Report) -> Iterator[tuple[str, Finding]]:
    """The findings that are shown, each with the file whose settings hold for it."""
    shown = set(map(id, report.findings))
    return ((path, finding) for path, one in reports for finding in one.findings if id(finding) in shown)


def _excluded(path: str, checker: Checker) -> bool:
    if path in checker.run.paths:
        return False
    return matches(os.path.relpath(path), checker.settings(path).exclude)


def _reports(checker: Checker, files: Sequence[str]) -> Iterator[Report]:
    """The report of each file, by several processes where that pays."""
    jobs = checker.run.jobs or min(os.cpu_count() or 1, len(files) // PARALLEL)
    if jobs > 1 and len(files) > 1:
        from sudolint.cli.parallel import reports

        return reports(checker.run, files, jobs)
    return map(checker.report, files)


def _without_included(reports: list[tuple[str, Report]]) -> list[tuple[str, Report]]:
    """The reports, but for those of files that were audited with what includes them."""
    own = {os.path.realpath(path): number for number, (path, _) in enumerate(reports)}
    includers: dict[int, list[int]] = {}
    for number, (_, report) in enumerate(reports):
        for source in report.sources if len(report.sources) > 1 else ():
            inner = own.get(os.path.realpath(source.path))
            if inner is not None and inner != number:
                includers.setdefault(inner, []).append(number)
    kept: list[tuple[str, Report]] = []
    for number, one in enumerate(reports):
        mutual = includers.get(number, ())
        if not any(other < number or number not in includers.get(other, ()) for other in mutual):
            kept.append(one)
    return kept


def print_report(run: Run, settings: Settings, report: Report, files: Sequence[str]) -> None:
    """Print a report in the format that is set."""
    if settings.output_format == "text" and run.output_file is None:
        from sudolint.cli.output import coloured, print_lines, width
        from sudolint.report.text import Layout, text

        if not run.quiet or report.findings or report.errors:
            print_lines(text(report, Layout(width(), run.verbose)), colour=coloured(run.color))
    else:
        from sudolint.report.formats import lines

        _print_lines(run, lines(settings.output_format, report, files, verbose=run.verbose))
    if run.statistics:
        from sudolint.report.statistics import statistics

        _print_lines(run._replace(output_file=None), statistics(report))
    sys.stdout.flush()


def _print_lines(run: Run, lines: Sequence[str] | Iterator[str]) -> int:
    from sudolint.cli.output import write

    if run.output_file is None:
        for line in lines:
            write(line)
    else:
        with open(run.output_file, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines([line + "\n" for line in lines])
    return 0
