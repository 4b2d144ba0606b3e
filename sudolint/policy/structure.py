"""What a sudoers tree is built of besides rules and Defaults: aliases, who names them, includes."""

from __future__ import annotations

from sudolint.policy.model import Alias, Inclusion, Reference
from sudolint.source import Span
from sudolint.syntax.sudoers import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.source import Source

_OF_SCOPE = {"@": "Host_Alias", ":": "User_Alias", ">": "Runas_Alias", "!": "Cmnd_Alias"}


def aliases(tree: nodes.Sudoers) -> Iterator[Alias]:
    """Each definition of an alias."""
    for entry in tree.entries:
        kind = nodes.ALIAS_KEYWORDS.get(type(entry))  # type: ignore[arg-type]
        if kind is not None:
            alias: nodes.Alias = entry  # type: ignore[assignment]
            negates = any(member.negated for member in alias.members)
            yield Alias(kind, alias.name, Span(alias.source, alias.start, alias.end), negates)


def references(tree: nodes.Sudoers) -> Iterator[Reference]:
    """Each place that names an alias."""
    for entry in tree.entries:
        if isinstance(entry, nodes.UserSpec):
            yield from _named(entry.users, "User_Alias", entry.source)
            for privilege in entry.privileges:
                yield from _named(privilege.hosts, "Host_Alias", entry.source)
                for spec in privilege.cmnd_specs:
                    if spec.runas is not None:
                        yield from _named(spec.runas.users, "Runas_Alias", entry.source)
                        yield from _named(spec.runas.groups, "Runas_Alias", entry.source)
                    if spec.cmnd.kind is nodes.Kind.ALIAS:
                        yield from _named([spec.cmnd], "Cmnd_Alias", entry.source)
        elif isinstance(entry, nodes.Defaults):
            if entry.scope:
                yield from _named(entry.binding, _OF_SCOPE[entry.scope], entry.source)
        elif not isinstance(entry, nodes.Include):
            yield from _named(entry.members, nodes.ALIAS_KEYWORDS[type(entry)], entry.source, entry.name)


def inclusions(tree: nodes.Sudoers) -> Iterator[Inclusion]:
    """Each include, with what it leaves out."""
    for entry in tree.entries:
        if isinstance(entry, nodes.Include):
            names = [
                name
                for source, start, name in tree.passed_over
                if source is entry.source and start == entry.start
            ]
            place = Span(entry.source, entry.start, entry.end)
            yield Inclusion(entry.path, entry.directory, place, tuple(names))


def _named(
    members: Sequence[nodes.Member] | Sequence[nodes.Cmnd], kind: str, source: Source, within: str = ""
) -> Iterator[Reference]:
    for member in members:
        if member.kind is nodes.Kind.ALIAS:
            place = Span(source, member.start, member.end)
            yield Reference(kind, member.name, place, member.negated, within)
