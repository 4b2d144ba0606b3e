"""Policies that the formats are tried on, and the reports on them."""

from __future__ import annotations

from pathlib import Path

from sudolint.audit import Auditor, Report
from sudolint.findings import Finding, Suppression
from sudolint.packs import Packs
from sudolint.policy.load import policy_from_text
from sudolint.report.formats import lines

PACK = str(Path(__file__).parent / "pack")
FORMATS = ("concise", "github", "gitlab", "html", "json", "junit", "markdown", "rdjson", "sarif", "text")

POLICY = """\
Cmnd_Alias LOOK = /usr/bin/tool look, /usr/bin/tool look *
alice, %ci  ALL = (ALL : ALL) NOPASSWD: LOOK, /usr/bin/tool start *
ci ALL = (deploy) /usr/bin/tool *
bob ALL = /home/bob/x
carol web1
"""

MARK = "HOSTILE"
"""Stands in every piece of hostile text, so that it is found wherever it went."""

PIECES = (
    "<script>alert('HOSTILE')</script>",
    "<img/src=x onerror=alert(HOSTILE)>",
    '"><svg/onload=HOSTILE>',
    "</style></script></title></code></pre>HOSTILE",
    "&lt;HOSTILE&gt;&#0;",
    "[HOSTILE](javascript:alert(1)) ![HOSTILE](http://x.invalid/i.png) <http://x.invalid/HOSTILE>",
    "{0} [HOSTILE](1)",
    "`HOSTILE`` ```HOSTILE @HOSTILE #1 x/y#1 www.x.invalid HOSTILE@x.invalid",
    "|HOSTILE| **HOSTILE** ~~HOSTILE~~ __HOSTILE__ $HOSTILE$",
    "::error file=HOSTILE,line=1::HOSTILE %0A::add-mask::HOSTILE ##[error]HOSTILE",
    "\x1b[31mHOSTILE\x07\x00\x7f\r",
    "\xe2\x80\xaeHOSTILE\xe2\x80\x8b\xe2\x81\xa6\xef\xbb\xbf\xc2\x85\xe2\x80\xa8",
    "\xf3\xa0\x81\x81HOSTILE\xef\xbf\xbf\xef\xbf\xbe",
    "\xff\xfe\xc0\xafHOSTILE\xed\xa0\x80",
)


def _escaped(text: str) -> str:
    """As an argument of a Cmnd is written."""
    return "".join([f"\\{sign}" if sign in ',:=\\#"' else sign for sign in text])


def hostile(*pieces: str) -> str:
    """A policy that holds text in every place that a report shows."""
    rules = []
    for number, piece in enumerate(pieces or PIECES):
        words = _escaped(piece)
        user = piece.replace('"', "").replace("\x00", "").replace("\r", "")[:200]
        rules += [
            f'"u{number}{user}" ALL = NOPASSWD: /usr/bin/tool start {words} *',
            f"alice ALL = (deploy) /home/alice/{words.replace(' ', '')} look *",
            f"Cmnd_Alias HOSTILE{number} = /usr/bin/tool look {words} *",
            f"%ci HOSTILE = HOSTILE{number}",
            f"bob x {words}",
        ]
    return "\n".join(rules) + "\n"


def long() -> str:
    """Lines of more than 50 kB, with something to report at their begin and at their end."""
    many = ", ".join([f"{MARK * 100}{number}" for number in range(100)])
    one = MARK * 15_000
    return (
        f"alice ALL = /usr/bin/tool look *  # {one}\n"
        f"{many} ALL = /usr/bin/tool start *\n"
        f"{one} ALL = (ALL) /usr/bin/tool start *\n"
        f"alice ALL = ({one}) /usr/bin/tool start *\n"
        f"Defaults {one}\n"
        f"bob ALL = {one}\n"
        f"bob ALL {one}\n"
    )


def suppressed(finding: Finding) -> Finding:
    """It, as a comment leaves it."""
    return finding._replace(suppression=Suppression(in_source=True, reason="known since long"))


def report(policy: str, path: str = "policy") -> Report:
    """What the small pack has to say about a policy."""
    return Auditor(Packs([PACK])).audit(policy_from_text(path, policy))


def rendered(name: str, about: Report, path: str = "policy") -> str:
    """A report in a format."""
    return "\n".join(lines(name, about, [path])) + "\n"
