"""From the text of a sudoers file that may have holes to its policy, with places in the Nix files."""

from __future__ import annotations

import re

from sudolint.policy.load import sudoers_policy
from sudolint.policy.model import CmndKind, Kind, Member, Policy, Scope
from sudolint.policy.nixos.sudo import STOCK
from sudolint.policy.nixos.text import (
    HOLE,
    NOWHERE,
    Rendered,
    String,
    constant,
    cut,
    inserted,
    joined,
    origin,
)
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.model import Cmnd, Grant, Runas, Setting
    from sudolint.policy.nixos.combination import Found
    from sudolint.policy.nixos.evaluator import Holes
    from sudolint.source import PolicyError, Span

_MARK = "\U0010ffff"
"""After a slash: this slash stands only for what a path has to begin with."""

_HOLES = f"(?:/{_MARK})?([^\x00-\xff])"
_LINE = r"(?:[^\\\n]++|\\[\s\S])*+\\?\n?"
"""A line with those that it goes on at."""
_MOST = 500
"""How many holes a line may have that is read."""
_EXTRA = r"\s*(?:Defaults|User_Alias|Runas_Alias|Host_Alias)(?!!)"


def named(text: str, holes: Holes) -> str:
    """A text with its holes written out: `<config.my.user>`."""
    if text.isascii() or not HOLE.search(text):
        return text
    return re.sub(_HOLES, lambda match: f"<{holes.text(match[1])}>", text)


def _readable(string: String, holes: Holes, gaps: dict[str, Span]) -> String:
    """The text in a form that can be parsed: holes that begin a command look like a path."""
    pieces: list[String] = []
    start = 0
    for line in re.findall(_LINE, string.text):
        end = start + len(line)
        if HOLE.search(line):
            found = HOLE.findall(line)
            if len(found) > _MOST or not HOLE.sub("", line).strip():
                gaps |= dict.fromkeys(map(holes.text, found), origin(string, start, end))
            else:
                pieces.append(_line(cut(string, start, end)))
        else:
            pieces.append(cut(string, start, end))
        start = end
    return joined(pieces, NOWHERE)


def _line(line: String) -> String:
    """A line with each hole that begins a command after a slash."""
    text = line.text
    if re.match(_EXTRA, text):
        return line
    starts = []
    depth = seen = 0
    commands = text.startswith("Defaults!")
    for hole in HOLE.finditer(text):
        start = hole.start()
        depth += text.count("(", seen, start) - text.count(")", seen, start)
        commands = commands or text.find("=", seen, start) >= 0
        seen = start
        if commands and depth <= 0 and _begins_command(text, start):
            starts.append(start)
    for start in reversed(starts):
        line = inserted(line, start, "/" + _MARK)
    return line


def _begins_command(text: str, start: int) -> bool:
    """Whether what stands before a place, but for blanks, lets a command begin there."""
    while start > 0:
        if text[start - 1] in " \t":
            start -= 1
        elif text.endswith("\\\n", 0, start):
            start -= 2
        else:
            return text[start - 1] in "=),:!"
    return False


def policy_of_text(string: String, path: str, naming: Naming) -> tuple[Policy, dict[str, Span]]:
    """The policy of a sudoers text in terms of the files; and the holes in it that may be anything."""
    gaps: dict[str, Span] = {}
    if string.has_holes:
        string = _readable(string, naming.holes, gaps)
    if not string.text.endswith("\n"):
        string = joined([string, constant("\n")], NOWHERE)
    found = sudoers_policy(parse(Rendered(path, string)))
    errors: list[PolicyError] = []
    for error in found.errors:
        source, start, _ = error.span
        holes = HOLE.findall(source.line(source.text.count("\n", 0, start) + 1))
        if holes:
            place = error.span.origin
            gaps |= {naming.holes.text(hole): place for hole in holes if hole != _MARK}
        else:
            errors.append(error._replace(span=naming.place(error.span), message=naming.text(error.message)))
    policy = Policy(
        tuple([naming.grant(grant) for grant in found.grants]),
        tuple([naming.setting(setting) for setting in found.settings]),
        tuple(errors),
        aliases=tuple([one._replace(span=naming.place(one.span)) for one in found.aliases]),
        references=tuple([one._replace(span=naming.place(one.span)) for one in found.references]),
    )
    return policy, gaps


def grant_on(found: Found[Grant], hosts: set[str]) -> Grant:
    """A grant for those machines that have it, where they are known by the names of hosts."""
    grant, condition, machines = found
    if [member.kind for member in grant.hosts] == [Kind.ALL]:
        grant = grant._replace(hosts=_hosts(machines, hosts) or grant.hosts)
    return grant._replace(condition=condition)


def setting_on(found: Found[Setting], hosts: set[str]) -> Setting:
    """A setting for those machines that have it."""
    setting, condition, machines = found
    members = _hosts(machines, hosts)
    if setting.scope is Scope.GENERIC and members:
        setting = setting._replace(scope=Scope.HOST, members=members)
    return setting._replace(condition=condition)


def _hosts(machines: tuple[str, ...], hosts: set[str]) -> tuple[Member, ...]:
    if not hosts.issuperset(machines):
        return ()
    return tuple([Member(Kind.NAME, name) for name in machines])


class Naming:
    """Puts places in the files, and names of holes, in place of those in an assembled text."""

    def __init__(self, holes: Holes, fallback: Span) -> None:
        """Take the place of what has none."""
        self.holes = holes
        self._fallback = fallback
        self._lists: dict[tuple[Member, ...], tuple[Member, ...]] = {}

    def place(self, span: Span) -> Span:
        """Where something was written."""
        found = span.origin
        return self._fallback if found.source is NOWHERE.source else found

    def text(self, text: str) -> str:
        """A text with its holes written out."""
        return named(text, self.holes)

    def grant(self, grant: Grant) -> Grant:
        """A grant in terms of the files."""
        place = self._command_place(grant.span)
        return grant._replace(
            users=self._members(grant.users),
            hosts=self._members(grant.hosts),
            runas=self._runas(grant.runas),
            cmnd=self._cmnd(grant.cmnd),
            span=place,
            entry=self.place(grant.entry),
            reference=None if grant.reference is None else self.place(grant.reference),
            builtin=place.source is STOCK,
        )

    def _command_place(self, span: Span) -> Span:
        """Where a command was written; of `"${bin}/${command}"` what `command` was given, if elsewhere."""
        place = self.place(span)
        source = span.source
        found = source.origin_of_end(span.start, span.end) if isinstance(source, Rendered) else None
        if found is None:
            return place
        end, length = found
        before = span.text[:-length]
        elsewhere = end.source is place.source and not place.start <= end.start < place.end
        return end if elsewhere and before.endswith("/") and " " not in before else place

    def setting(self, setting: Setting) -> Setting:
        """A setting in terms of the files."""
        return setting._replace(
            members=self._members(setting.members),
            cmnds=tuple([(self._cmnd(cmnd), negated) for cmnd, negated in setting.cmnds]),
            value=self.text(setting.value),
            span=self.place(setting.span),
        )

    def _runas(self, runas: Runas) -> Runas:
        users, groups = runas
        return runas._replace(
            users=None if users is None else self._members(users),
            groups=None if groups is None else self._members(groups),
        )

    def _members(self, members: tuple[Member, ...]) -> tuple[Member, ...]:
        """The members of a list; the same list stays one object."""
        if members not in self._lists:
            changed = tuple([self._member(member) for member in members])
            self._lists[members] = members if changed == members else changed
        return self._lists[members]

    def _member(self, member: Member) -> Member:
        if not HOLE.search(member.name):
            return member
        text = self.text(member.text.removeprefix("!"))
        return member._replace(kind=Kind.UNKNOWN, name=text)

    def _cmnd(self, cmnd: Cmnd) -> Cmnd:
        whole = cmnd.text
        if whole.isascii() or not HOLE.search(whole):
            return cmnd
        path = self.text(cmnd.path)
        unknown = tuple(
            [f"<{self.holes.text(hole)}>" for hole in dict.fromkeys(HOLE.findall(whole)) if hole != _MARK]
        )
        return cmnd._replace(
            kind=CmndKind.UNKNOWN if path != cmnd.path else cmnd.kind,
            path=path,
            arguments=None if cmnd.arguments is None else self.text(cmnd.arguments),
            holes=unknown,
        )
