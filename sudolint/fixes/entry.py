"""A user specification as it is written: what of it can be changed, and by which edits."""

from __future__ import annotations

import re
from functools import lru_cache

from sudolint.fixes.edits import Edit
from sudolint.policy.sudoers import TAGS
from sudolint.records import NamedTuple
from sudolint.source import Source, Span
from sudolint.syntax.sudoers.nodes import UserSpec
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.model import Grant, Tags
    from sudolint.syntax.sudoers.nodes import CmndSpec, Privilege

_COMMENT = re.compile(r"[ \t]*(#[^\n]*)?(?:\n|\Z)")
_OURS = re.compile(r"#[ \t]*sudolint:[ \t]*ignore\b")
_BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)*")


class Entry:
    """The entry that a grant stands in, in a sudoers file or in a text of one that a module holds."""

    def __init__(self, grant: Grant) -> None:
        place = grant.entry.origin
        self._source, self._shift = place.source, place.start
        self._place = place
        self._text, self._privileges, places = _written(place)
        wanted = (grant.reference or grant.span).origin
        self._at: tuple[Privilege, int] | None = None
        if wanted.source is place.source:
            self._at = places.get((wanted.start - place.start, wanted.end - place.start))

    @property
    def spec(self) -> CmndSpec | None:
        """The Cmnd_Spec of the grant; None where it isn't written as it is read."""
        return self._at and self._at[0].cmnd_specs[self._at[1]]

    @property
    def next(self) -> CmndSpec | None:
        """The one after it, which inherits from it."""
        if self._at is None:
            return None
        privilege, number = self._at
        return privilege.cmnd_specs[number + 1] if number + 1 < len(privilege.cmnd_specs) else None

    @property
    def before(self) -> Sequence[CmndSpec]:
        """Those that it inherits from."""
        return self._at[0].cmnd_specs[: self._at[1]] if self._at else ()

    def with_tags(self, names: Sequence[str]) -> Iterator[Edit]:
        """Write tags that the grant has already in front of its command."""
        if self.spec is not None:
            at = self.spec.cmnd.start
            yield Edit(self._span(at, at), "".join([f"{name}: " for name in names]))

    def without_tag(self, name: str, tags: Tags) -> Iterator[Edit]:
        """Take a tag away that stands here; what comes after keeps it."""
        written = next((tag for tag in self.spec.tags if tag.name == name), None) if self.spec else None
        if written is not None:
            yield Edit(self._span(written.start, self._after(written.end)), "")
            yield from self._kept(name, tags)

    def with_tag(self, name: str, tags: Tags) -> Iterator[Edit]:
        """Give this command alone another tag: `tags` are those it has; what comes after keeps its own."""
        kind, wanted = TAGS[name]
        if self.spec is None or getattr(tags, kind) == wanted:
            return
        own = [tag for tag in self.spec.tags if TAGS[tag.name][0] == kind]
        inherited = bool(self._inherited(kind))
        for number, tag in enumerate(own):
            last = number == len(own) - 1
            if last and inherited != wanted:
                yield Edit(self._span(tag.start, tag.end), f"{name}:")
            else:
                yield Edit(self._span(tag.start, self._after(tag.end)), "")
        if not own and inherited != wanted:
            yield from self.with_tags([name])
        yield from self._kept(_named(kind, value=not wanted), tags)

    def removed(self) -> Iterator[Edit]:
        """Take the command away, and all that is of no use without it."""
        if self._at is None:
            return
        privilege, number = self._at
        specs = privilege.cmnd_specs
        if len(specs) == 1:
            if len(self._privileges) == 1:
                yield from removed_lines(self._place)
                return
            place = next(at for at, one in enumerate(self._privileges) if one is privilege)
            if place:
                yield Edit(self._span(self._privileges[place - 1].end, privilege.end), "")
            else:
                yield Edit(self._span(privilege.start, self._privileges[1].start), "")
        elif number + 1 < len(specs):
            spec, following = specs[number], specs[number + 1]
            if following.start == following.cmnd.start:  # it takes over all that is written here
                yield Edit(self._span(spec.cmnd.start, following.cmnd.start), "")
            elif spec.start == spec.cmnd.start:
                yield Edit(self._span(spec.start, following.start), "")
            else:
                yield Edit(self._span(spec.start, following.cmnd.start), self._merged(spec, following))
        else:
            yield Edit(self._span(specs[number - 1].end, specs[number].end), "")

    def with_runas(self, text: str) -> Iterator[Edit]:
        """Say whom the commands of the grant's list are run as, where that isn't said."""
        if self._at is not None and not any(spec.runas for spec in self._at[0].cmnd_specs):
            start = self._at[0].cmnd_specs[0].start
            yield Edit(self._span(start, start), f"({text}) ")

    def _merged(self, spec: CmndSpec, following: CmndSpec) -> str:
        """What both write in front of their commands, as far as it still holds for the second."""
        text = self._text
        runas = following.runas or spec.runas
        own = {option.name for option in following.options}
        options = [one for one in spec.options if one.name not in own] + list(following.options)
        kinds = {TAGS[tag.name][0] for tag in following.tags}
        tags = [tag.name for tag in spec.tags if TAGS[tag.name][0] not in kinds]
        tags += [tag.name for tag in following.tags]
        parts = [text[runas.start : runas.end]] if runas else []
        parts += [text[option.start : option.end] for option in options]
        return "".join([f"{part} " for part in (*parts, *[f"{tag}:" for tag in tags])])

    def _kept(self, name: str, tags: Tags) -> Iterator[Edit]:
        """What makes the next command keep a tag that it takes over from this one."""
        following = self.next
        kind, value = TAGS[name]
        if following is None or bool(getattr(tags, kind)) != value:
            return
        if not any(TAGS[tag.name][0] == kind for tag in following.tags):
            at = following.cmnd.start
            yield Edit(self._span(at, at), f"{name}: ")

    def _inherited(self, kind: str) -> bool | None:
        """What the commands before say of a kind of tag."""
        for spec in reversed(self.before):
            for tag in reversed(spec.tags):
                if TAGS[tag.name][0] == kind:
                    return TAGS[tag.name][1]
        return None

    def _after(self, offset: int) -> int:
        """Where the next word begins."""
        match = _BLANKS.match(self._text, offset)
        return match.end() if match else offset

    def _span(self, start: int, end: int) -> Span:
        return Span(self._source, self._shift + start, self._shift + end)


class _Written(NamedTuple):
    """An entry as text, and what its parts are."""

    text: str
    privileges: Sequence[Privilege]
    places: dict[tuple[int, int], tuple[Privilege, int]]
    """Where each Cmnd stands: its privilege, and its number in that."""


@lru_cache(maxsize=8)
def _written(place: Span) -> _Written:
    """What stands at a place; nothing where that is more or less than one user specification."""
    text = place.text
    tree = parse(Source(place.source.path, text))
    privileges: Sequence[Privilege] = ()
    if len(tree.entries) == 1 and not tree.errors and isinstance(tree.entries[0], UserSpec):
        privileges = tree.entries[0].privileges
    places: dict[tuple[int, int], tuple[Privilege, int]] = {}
    for privilege in privileges:
        for number, spec in enumerate(privilege.cmnd_specs):
            places.setdefault((spec.cmnd.start, spec.cmnd.end), (privilege, number))
    return _Written(text, privileges, places)


def removed_lines(place: Span) -> Iterator[Edit]:
    """Take an entry away with its lines; comments stay, but for those that say to ignore what was there.

    Nothing, where something else stands on these lines.
    """
    source, start, end = place
    text = source.text
    begin = text.rfind("\n", 0, start) + 1
    match = _COMMENT.match(text, end)
    if match is None or text[begin:start].strip(" \t"):
        return
    if match[1] and not _OURS.match(match[1]):
        yield Edit(Span(source, start, match.start(1)), "")
        return
    above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : begin]
    if _OURS.match(above.lstrip(" \t")):
        begin -= len(above)
    yield Edit(Span(source, begin, match.end()), "")


def _named(kind: str, *, value: bool) -> str:
    return next(name for name, meaning in TAGS.items() if meaning == (kind, value))
