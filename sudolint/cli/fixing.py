"""Fix what was found, or show how that would look."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter

from sudolint.cli.output import coloured, print_lines, width, write
from sudolint.difference.difference import difference
from sudolint.errors import UsageError
from sudolint.fixes.engine import Fixer
from sudolint.report.changes import changes
from sudolint.report.shown import shown, visible
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sudolint.audit import Report
    from sudolint.cli.checking import Checker
    from sudolint.fixes.engine import Mended
    from sudolint.packs import Packs
    from sudolint.policy.model import Policy
    from sudolint.report.text import Line

_STREAM = "-"


def shown_fixes(checker: Checker, reports: Sequence[tuple[str, Report]]) -> int:
    """Show what fixes would change; the exit status: 0 nothing, 1 something, 2 errors."""
    fixing = _Fixing(checker)
    mended = [fixing.mend(*one) for one in reports]
    for name, (old, new) in fixing.changed.items():
        for line in _diff(name, old, new):
            write(line)
    _say(checker, mended, "would fix", to_stdout=True)
    return 2 if any(one.new.errors for one in mended) else int(bool(fixing.changed))


def fixed(checker: Checker, reports: Sequence[tuple[str, Report]]) -> list[tuple[str, Report]]:
    """Write what fixes change; what is found then. A policy from standard input goes to standard output.

    Raises UsageError.
    """
    run = checker.run
    if not run.fix:
        raise UsageError("--unsafe-fixes goes with --fix, which writes, or with --diff, which shows")
    fixing = _Fixing(checker)
    mended = [fixing.mend(*one) for one in reports]
    for name, (old, new) in fixing.changed.items():
        if _STREAM not in run.paths or name != run.stdin_filename:
            _replace(name, old, new)
    streamed = next((one for (path, _), one in zip(reports, mended, strict=True) if path == _STREAM), None)
    if streamed is not None:
        sys.stdout.buffer.write(streamed.new.sources[0].text.encode("latin-1"))
        sys.stdout.flush()
    plain = checker.settings(reports[0][0]).output_format == "text" and run.output_file is None
    _say(checker, mended, "fixed", to_stdout=plain and streamed is None)
    return [
        (path, checker.judged(one.new, checker.settings(path)))
        for (path, _), one in zip(reports, mended, strict=True)
    ]


class _Fixing:
    """Fixes the policies of one run; what was changed for one is read so for the next."""

    def __init__(self, checker: Checker) -> None:
        self.changed: dict[str, tuple[str, str]] = {}
        """The text of each file that changes, before and now."""
        self._checker = checker

    def mend(self, path: str, report: Report) -> Mended:
        """Fix what is found in one policy."""
        checker, settings = self._checker, self._checker.settings(path)
        auditor = checker.auditors.under(settings)
        given = {name: text for name, (_, text) in self.changed.items()}
        if path == _STREAM:
            given[report.sources[0].path] = report.sources[0].text

        def read(texts: Mapping[str, str]) -> Policy:
            return checker.policy(path, settings, {**given, **texts})

        policy = None if self.changed else checker.policies.get(path)
        findings = report.findings
        if policy is None:
            policy = read({})
            findings = checker.judged(policy, settings).findings
        mended = Fixer(
            read,
            lambda policy: checker.judged(policy, settings).findings,
            checker.packs,
            auditor,
            unsafe=checker.run.unsafe_fixes,
        ).mend(policy, findings)
        for name, (old, new) in mended.texts.items():
            self.changed[name] = (self.changed[name][0] if name in self.changed else old, new)
        return mended


def _say(checker: Checker, mended: Sequence[Mended], verb: str, *, to_stdout: bool) -> None:
    """Say what became of it; of what is permitted no longer each command."""
    lines = list(_words(checker, mended, verb))
    if to_stdout:
        print_lines(lines, colour=coloured(checker.run.color))
    else:
        for line in lines:
            print("".join([text for text, _ in line]), file=sys.stderr)


def _words(checker: Checker, mended: Sequence[Mended], verb: str) -> Iterator[Line]:
    for one in mended:
        if not one.all_tried:
            path = visible(one.old.sources[0].path)
            yield [(f"{path}: not every fix was tried, for that would take too long", "bold")]
    counts = Counter([finding.rule.id for one in mended for finding in one.findings])
    if not counts:
        yield [(f"{verb} nothing", "bold")]
        return
    total, files = counts.total(), len({name for one in mended for name in one.texts})
    rules = ", ".join([rule if count == 1 else f"{rule} ({count})" for rule, count in counts.items()])
    yield [
        (f"{verb} {total} finding{'s' * (total != 1)} in {files} file{'s' * (files != 1)}: ", "bold"),
        (rules, ""),
    ]
    for one in mended:
        if any(finding.rule.fixable == "unsafe" for finding in one.findings):
            yield from _changes(one, checker.packs)


def _changes(mended: Mended, packs: Packs) -> Iterator[Line]:
    """What is permitted no longer, or with a password only."""
    change = difference(mended.old, mended.new, packs)
    if any(change):
        yield from changes(change, (), width())
    asked = difference(mended.new, mended.old, packs).unasked
    if asked:
        yield [("permitted with a password only, now", "bold")]
    for grant, holder in [one.holding for one in asked]:
        command = shown(grant.cmnd.text)
        yield [("  ! ", "yellow"), (f"{shown(holder.user)} as {shown(holder.runas_user)}: {command}", "")]


def _diff(name: str, old: str, new: str) -> Iterator[str]:
    """The change of a file, as `patch` takes it; signs that don't show become escapes."""
    from difflib import unified_diff

    before, after = (readable(text).splitlines(keepends=True) for text in (old, new))
    for line in unified_diff(before, after, name, name):
        yield "\t".join([visible(part) for part in line.rstrip("\n").split("\t")])
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _replace(name: str, old: str, new: str) -> None:
    """Put a new text in place of an old one, at once and under the same owner and mode. Raises UsageError."""
    path = os.path.realpath(name)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        status = os.stat(path)
        with open(path, "rb") as file:
            if file.read() != old.encode("latin-1"):
                raise UsageError(f"{name}: it changed while it was audited")
        with open(temporary, "xb") as file:
            file.write(new.encode("latin-1"))
        if (os.geteuid(), os.getegid()) != (status.st_uid, status.st_gid):
            os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        os.replace(temporary, path)
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None
