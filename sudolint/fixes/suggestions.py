"""The closest grants in which nothing is found: known shapes, and wildcards made narrow, each audited."""

from __future__ import annotations

import re

from sudolint.findings import Severity
from sudolint.policy.load import policy_from_text
from sudolint.policy.model import CmndKind
from sudolint.programs.safe import PLACEHOLDER, escaped
from sudolint.records import NamedTuple

TYPE_CHECKING = False
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
    known: bool = False
    """Whether it is a known shape; else the wildcards of the given command are made narrow."""

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
    known = [_filled(safe, cmnd, program) for safe in _ranked(cmnd, program)]
    tokens = _TOKEN.findall(cmnd.arguments or "")
    command = _command(tokens, program)
    bare = len(tokens) <= (len(command.spellings[0]) if command else 0)
    yield from (*known, *narrow) if bare else (*narrow, *known)
    for arguments, shorter in _narrowed(cmnd):
        if shorter and _is_enough(arguments, program):
            yield _suggested(f"{cmnd.path} {arguments}")


def _suggested(command: str, safe: Safe | None = None, examples: tuple[str, ...] = ()) -> Suggestion:
    note, conditions = (safe.note, safe.conditions) if safe else ("", ())
    return Suggestion(command, policy_for(command), note, conditions, examples, safe is not None)


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
    """Whether what is left of a command is more than words that lead to others, with its operands."""
    tokens = _TOKEN.findall(arguments)
    command = _command(tokens, program)
    if command is None and program.commands:
        return False
    words = command.spellings[0] if command else ()
    leads = any(len(other) > len(words) and other[: len(words)] == words for other in program.spelled)
    given = _Given(arguments, program)
    return len(given.operands) >= (command or program.root).least and not (leads and words)


# ---- Known shapes


def _ranked(cmnd: Cmnd, program: Program) -> list[Safe]:
    """The known shapes of the same command, those with most in common first."""
    given = _TOKEN.findall(cmnd.arguments or "")
    command = _command(given, program)
    ranks = []
    for number, safe in enumerate(program.safe):
        tokens = _TOKEN.findall(re.sub(PLACEHOLDER, " ", safe.arguments))
        if command is not None and not _leads_to(command, _command(tokens, program)):
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


def _leads_to(command: Command, other: Command | None) -> bool:
    """Whether a command is another one, or the words for it are the first ones for that."""
    return other is not None and any(
        theirs[: len(own)] == own for own in command.spellings for theirs in other.spellings
    )


class _Given:
    """The words of a pattern that are no wildcards, as its program reads them."""

    def __init__(self, arguments: str, program: Program) -> None:
        self.values: dict[str, str] = {}
        """What options have."""
        self.operands: list[str] = []
        command = _command(_TOKEN.findall(arguments), program)
        left = list(command.spellings[0]) if command else []
        readers = [program.root, *[program.spelled[words] for words in _before(left, program)]]
        option = ""
        for word in arguments.split(" "):
            if option:
                if not _WILD.search(word):
                    self.values[option] = _unescaped(word)
                option = ""
            elif word.startswith("-"):
                known = [one for reader in readers if (one := reader.find(word)) is not None]
                option = word if any(one.takes == "=" for one in known) else ""
            elif left and word == left[0]:
                left.pop(0)
            elif word and not _WILD.search(word) and not word.startswith("^"):
                self.operands.append(_unescaped(word))


def _before(words: Sequence[str], program: Program) -> Iterator[tuple[str, ...]]:
    """The rows of command words that the words begin with."""
    rows = (tuple(words[:length]) for length in range(1, len(words) + 1))
    return (row for row in rows if row in program.spelled)


def _filled(safe: Safe, cmnd: Cmnd, program: Program) -> Suggestion:
    """A shape with the words that the given command has in its places, else with the examples."""
    given = _Given(cmnd.arguments or "", program)
    shape = set(_TOKEN.findall(re.sub(PLACEHOLDER, " ", safe.arguments)))
    operands = [word for word in given.operands if word not in shape]
    examples: list[str] = []

    def choose(example: str, option: str) -> str:
        if option in given.values:
            return given.values[option]
        if not option and operands:
            return operands.pop(0)
        examples.append(example)
        return example

    return _suggested(f"{cmnd.path} {safe.filled(choose)}".rstrip(" "), safe, tuple(examples))


def _unescaped(word: str) -> str:
    """What a word of a pattern without wildcards matches."""
    return re.sub(r"\\(.)", r"\1", word)
