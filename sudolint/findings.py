"""What an audit says: rules, and findings that are instances of them."""

from __future__ import annotations

from enum import Enum, IntEnum

from sudolint.records import NamedTuple
from sudolint.source import octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.model import Grant, Witness
    from sudolint.source import Span


class Severity(IntEnum):
    """How bad a finding is."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> Severity:
        """The severity of this name. Raises KeyError."""
        return cls[name.upper()]


class Effect(Enum):
    """What a finding lets its holder do."""

    ROOT = "root"
    FILE_WRITE = "file-write"
    FILE_READ = "file-read"
    DAEMON = "daemon"
    DENIED = "denied"
    DESTROY = "destroy"
    LEAK = "leak"
    AUTH = "auth"
    HYGIENE = "hygiene"


class Rule(NamedTuple):
    """What a finding is an instance of; read from a file of a pack."""

    id: str
    title: str
    severity: Severity
    effect: Effect
    why: str
    fix: str
    references: tuple[str, ...] = ()
    persona: str = "regular"
    """Whom it is for: `auditor` for those who want to hear of everything."""
    standards: tuple[tuple[str, str], ...] = ()
    """Profiles that ask for it, with what they call it: `cis`, `5.2.2`."""
    fixable: str = ""
    """`safe`: there is a fix that keeps what the policy means; `unsafe`: one that takes something away."""
    fix_with: str = ""
    """The function that makes the fix, as `package.module:name`."""


class Suppression(NamedTuple):
    """Why a finding isn't shown."""

    in_source: bool
    """Whether a comment in the policy says so; else a baseline knows it."""
    reason: str = ""
    """What the comment says; bytes-as-characters."""


class Finding(NamedTuple):
    """One rule at one place: what it is about, and the proof."""

    rule: Rule
    severity: Severity
    """The rule's, or less where the grant doesn't lead to root."""
    span: Span
    grant: Grant | None
    witness: Witness | None
    undecided: str = ""
    """Why it isn't certain; empty where it is."""
    needs: tuple[str, ...] = ()
    """What must be there besides the grant."""
    detail: str = ""
    """What is so here, where the rule's title doesn't say it already."""
    suppression: Suppression | None = None
    """Why it isn't shown; None: it is."""
    besides: tuple[Grant, ...] = ()
    """Other grants of the same Cmnd, by an alias that stands there, of which it is true as well."""

    @property
    def message(self) -> str:
        """What was found, in one line; bytes-as-characters."""
        title = octets(self.rule.title)
        return f"{title}: {self.detail}" if self.detail else title

    @property
    def fingerprint(self) -> str:
        """A name that stays while the grant means the same, wherever it stands in the file."""
        return fingerprint(self.rule.id, self.span, self.grant)


def fingerprint(subject: str, span: Span, grant: Grant | None) -> str:
    """A name for what is said of a grant, or of a place: the same wherever that stands in the file."""
    from hashlib import blake2b

    from sudolint.policy.model import texts

    parts = [subject, span.source.path]
    if grant is None:
        parts.append(span.text)
    else:
        lists = (grant.users, grant.hosts, grant.runas.users or (), grant.runas.groups or ())
        parts += [",".join(texts(members)) for members in lists]
        parts += [" ".join(grant.tags.names), grant.cmnd.text]
    data = "\0".join(parts).encode("utf-8", "surrogateescape")
    return blake2b(data, digest_size=16).hexdigest()
