"""The closest grants in which nothing is found: known shapes, and wildcards made narrow, each audited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sudolint.findings import Severity
from sudolint.policy.load import policy_from_text
from sudolint.policy.model import CmndKind
from sudolint.programs.safe import PLACEHOLDER, escaped
from sudolint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Auditor
    from sudolint.findings import Finding
    from sudolint.packs import Packs
    from sudolint.policy.model import Cmnd, Policy
    from sudolint.programs.model import Command, Program
    from sudolint.programs.safe import Safe

NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*"
"""What a name may be, so that it is neither an option nor leads elsewhere: in a POSIX ERE."""
_LETTER = "[A-Za-z0-9_]"
_REST = "[A-Za-z0-9_.-]*"

_TOKEN = re.compile(r"-*[A-Za-z0-9_][A-Za-z0-9_./:@=-]*")
_WILD = re.compile(r"[*?\[]")
_GLOB = re.compile(r"\\(.)|(\*+)|(\?)|(\[[^]!^]+\])|(.)", re.DOTALL)


class Suggestion(NamedTuple):
    """A command to grant instead of another one."""

    command: str
    """As in sudoers."""
    policy: Policy
    """That grants it to somebody."""
    note: str = ""
    conditions: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Words that are only examples of what there is to choose."""

    @property
    def is_regex(self) -> bool:
        """Whether it has a regular expression, which sudo knows since 1.9.10 and sudo-rs does not."""
        return self.command.partition(" ")[2].startswith("^")


def policy_for(command: str) -> Policy:
    """The policy that grants somebody a command, written as in sudoers, as root."""
    return policy_from_text("command", f"somebody ALL = (root) {command}\n")


def found_in(policy: Policy, auditor: Auditor) -> list[Finding]:
    """What is found that is more than minor."""
    return [finding for finding in auditor.audit(policy).findings if finding.severity > Severity.LOW]


def suggestions(cmnd: Cmnd, packs: Packs, auditor: Auditor) -> Iterator[Suggestion]:
    """Grants to give instead, the closest first; in none is anything found that is more than minor."""
    program = packs.program(cmnd.path.rpartition("/")[2])
    if program is None or cmnd.kind is not CmndKind.FILE or cmnd.digests:
        return
    tried = {cmnd.text}
    for one in _candidates(cmnd, program):
        if one.command not in tried and not one.policy.errors:
            tried.add(one.command)
            if not found_in(one.policy, auditor):
                yield one


def _candidates(cmnd: Cmnd, program: Program) -> Iterator[Suggestion]:
    """What to try: known shapes first where only a command is named, else the same with narrow wildcards."""
    narrow = [_suggested(f"{cmnd.path} {arguments}") for arguments, shorter in _narrowed(cmnd) if not shorter]
    known = [_filled(safe, cmnd) for safe in _ranked(cmnd, program)]
    tokens = _TOKEN.findall(cmnd.arguments or "")
    command = _command(tokens, program)
    bare = len(tokens) <= (len(command.spellings[0]) if command else 0)
    yield from (*known, *narrow) if bare else (*narrow, *known)
    for arguments, shorter in _narrowed(cmnd):
        if shorter and _is_enough(arguments, program):
            yield _suggested(f"{cmnd.path} {arguments}")


def _suggested(command: str, safe: Safe | None = None, examples: tuple[str, ...] = ()) -> Suggestion:
    note, conditions = (safe.note, safe.conditions) if safe else ("", ())
    return Suggestion(command, policy_for(command), note, conditions, examples)


# ---- Wildcards made narrow


def _narrowed(cmnd: Cmnd) -> Iterator[tuple[str, bool]]:
    """The arguments with names in place of wildcards, or without those at the end, the widest first."""
    arguments = cmnd.arguments or ""
    if arguments in ("", "*", '""') or arguments.startswith("^") or not _WILD.search(arguments):
        return
    words = arguments.split(" ")
    last = words[-1] == "*"
    fixed = [_regex(word) for word in (words[:-1] if last else words)]
    if last:
        yield f"^{' '.join(fixed)}( {NAME})+$", False
    yield f"^{' '.join([*fixed, *[NAME] * last])}$", False
    while words and words[-1] == "*":
        words.pop()
    if last and words:
        wild = any(_WILD.search(word) for word in words)
        plain = " ".join([escaped(_unescaped(word), regex=False) for word in words])
        yield (f"^{' '.join(map(_regex, words))}$" if wild else plain), True


def _regex(word: str) -> str:
    """A word of a pattern as a regular expression in which wildcards match parts of one name."""
    pieces: list[str] = []
    for match in _GLOB.finditer(word):
        quoted, stars, one, members, plain = match.groups()
        if stars:
            begins = not pieces or pieces[-1] == "/"
            pieces.append(NAME if begins else _REST)
        elif one:
            pieces.append(_LETTER)
        elif members:
            pieces.append(members)
        else:
            pieces.append(escaped(quoted or plain, regex=True))
    return "".join(pieces)


def _is_enough(arguments: str, program: Program) -> bool:
    """Whether a command has as many operands as it needs."""
    tokens = _TOKEN.findall(arguments)
    command = _command(tokens, program)
    words = command.spellings[0] if command else ()
    least = (command or program.root).least
    return sum(not token.startswith("-") for token in tokens) - len(words) >= least


# ---- Known shapes


def _ranked(cmnd: Cmnd, program: Program) -> list[Safe]:
    """The known shapes of the same command, those with most in common first."""
    given = _TOKEN.findall(cmnd.arguments or "")
    command = _command(given, program)
    ranks = []
    for number, safe in enumerate(program.safe):
        tokens = _TOKEN.findall(PLACEHOLDER.sub(" ", safe.arguments))
        own = _command(tokens, program)
        if command is not None and own is not command:
            continue
        common = len(set(tokens) & set(given))
        if common == 0 and given and command is None:
            continue
        ranks.append(((-common, len(set(tokens) - set(given)), number), safe))
    return [safe for _, safe in sorted(ranks, key=lambda rank: rank[0])]


def _command(tokens: Sequence[str], program: Program) -> Command | None:
    """The command that words name first of all."""
    words = tuple([token for token in tokens if not token.startswith("-")])
    for length in range(min(len(words), 4), 0, -1):
        if words[:length] in program.spelled:
            return program.spelled[words[:length]]
    return None


def _filled(safe: Safe, cmnd: Cmnd) -> Suggestion:
    """A shape with the words that the given command has in its places, else with the examples."""
    shape = set(_TOKEN.findall(PLACEHOLDER.sub(" ", safe.arguments)))
    given = [
        _unescaped(word)
        for word in (cmnd.arguments or "").split(" ")
        if word and not word.startswith(("-", "^")) and not _WILD.search(word) and word not in shape
    ]
    examples: list[str] = []

    def choose(example: str) -> str:
        if given:
            return given.pop(0)
        examples.append(example)
        return example

    return _suggested(f"{cmnd.path} {safe.filled(choose)}".rstrip(" "), safe, tuple(examples))


def _unescaped(word: str) -> str:
    """What a word of a pattern without wildcards matches."""
    return re.sub(r"\\(.)", r"\1", word)
