"""The tokens of sudo's scanner, rule by rule."""

from __future__ import annotations

import pytest

from sudolint.syntax.sudoers.lexer import Lexer
from sudolint.syntax.sudoers.patterns import unescape


def tokens(text: str) -> list[str]:
    """Terminals, each with its value where it has one."""
    shown = []
    for line in Lexer(text).lines():
        for terminal, value, *_ in line:
            shown.append(terminal if value is None else f"{terminal} {value}")
    return shown


def one(text: str) -> str:
    """The token that a whole line is."""
    token, newline = tokens(text + "\n")
    assert newline == "NEWLINE"
    return token


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("alice", "WORD alice"),
        ("a;b@c$&*?[]{}/%+~<'^|.", "WORD a;b@c$&*?[]{}/%+~<'^|."),
        ("\xff\xfe", "WORD \xff\xfe"),
        ("\f\v", "WORD \f\v"),
        (r"a\ b\,\"\!", 'WORD a b,"!'),
        (r"\x41\x4g\\", "WORD Ax4g\\"),
        (r"\FOO", "WORD FOO"),
        (r"a\x00b", "WORD a"),
        ("FOO_1", "ALIAS FOO_1"),
        ("FOO-bar", "WORD FOO-bar"),
        ("FOO.x", "WORD FOO.x"),
        ("ALL", "ALL ALL"),
        ("ALLx", "WORD ALLx"),
        ("TIMEOUT", "OPTION TIMEOUT"),
        ("NOPASSWD", "ALIAS NOPASSWD"),
        ("NOPASSWD\t :", "TAG NOPASSWD"),
        ("NOTHING", "ALIAS NOTHING"),
        ("list", "WORD list"),
        ("sha256sum", "WORD sha256sum"),
        ("sha512", "ALGORITHM sha512"),
        ("#1000", "WORD #1000"),
        ("#-1", "WORD #-1"),
        ("%wheel", "USERGROUP %wheel"),
        ("%#10", "USERGROUP %#10"),
        ("%:#-5", "USERGROUP %:#-5"),
        (r"%:a\ b", "USERGROUP %:a b"),
        ("+ng", "NETGROUP +ng"),
        ("%", "INVALID empty group"),
        ("%:", "INVALID empty group"),
        ("+", "INVALID empty netgroup"),
        ("1.2.3.4", "NETWORK 1.2.3.4"),
        ("10.0.0.0/8", "NETWORK 10.0.0.0/8"),
        ("10.0.0.0/255.0.0.0", "NETWORK 10.0.0.0/255.0.0.0"),
        ("10.0.0.0/33", "WORD 10.0.0.0/33"),
        ("256.1.1.1", "WORD 256.1.1.1"),
        ("1.2.3", "WORD 1.2.3"),
        ("1.2.3.4x", "WORD 1.2.3.4x"),
        ("::1", "NETWORK ::1"),
        ("fe80::1/64", "NETWORK fe80::1/64"),
        ("1:2:3:4:5:6:7:8", "NETWORK 1:2:3:4:5:6:7:8"),
        ("::/ffff::", "NETWORK ::/ffff::"),
        ("1::2::3", "INVALID invalid IPv6 address"),
        (":::", "INVALID invalid IPv6 address"),
        ('"a b"', "WORD a b"),
        ('"ALL"', "WORD ALL"),
        (r'"a\"b\\ \x41"', 'WORD a"b\\\\ \\x41'),
        ('"%a b"', "USERGROUP %a b"),
        ('"+a b"', "NETGROUP +a b"),
        ('""', "INVALID empty string"),
        ('"%:"', "INVALID empty group"),
        ('"+"', "INVALID empty netgroup"),
        ("/bin/ls", "COMMAND ('/bin/ls', None)"),
        ("/bin/ls  -l\t x ", "COMMAND ('/bin/ls', '-l x')"),
        (r"/a\,\:\=\ \#", "COMMAND ('/a,:= #', None)"),
        ("/bin/", "COMMAND ('/bin/', None)"),
        ("/", "WORD /"),
        (r"/bin/\*", "WORD /bin/*"),
        ("/a(b)!", "COMMAND ('/a(b)!', None)"),
        (r"/a \* \\ \: \, \= x\ y", r"COMMAND ('/a', '\\* \\ : , = x y')"),
        ('/a ""', "COMMAND ('/a', '\"\"')"),
        ("/a b=c =d ==", "COMMAND ('/a', 'b=c =d ==')"),
        ("/a ^x y, z$", "COMMAND ('/a', '^x y, z$')"),
        (r"/a ^x\$ \# $", r"COMMAND ('/a', '^x\\$ \\# $')"),
        ("/a b ^c", "COMMAND ('/a', 'b ^c')"),
        ("^/a b, c$ -x", "COMMAND ('^/a b, c$', '-x')"),
        (r"^/a\$", r"COMMAND ('^/a\\$', None)"),
        (r"^/a\$ $", r"COMMAND ('^/a\\$ $', None)"),
        ("^/a", "WORD ^/a"),
        ("sudoedit /a  /b", "COMMAND ('sudoedit', '/a /b')"),
        ("sudoedit ^a b$", "COMMAND ('sudoedit', '^a b$')"),
        ("/usr/bin/sudoedit /a", "COMMAND ('sudoedit', '/a')"),
        ("sudoeditor", "WORD sudoeditor"),
        ("@includefoo", "WORD @includefoo"),
        ("Defaultsx", "WORD Defaultsx"),
        ("User_Aliasx", "WORD User_Aliasx"),
        (">", "INVALID"),
        ("!!!", "BANG"),
    ],
)
def test_one_token(text: str, token: str) -> None:
    """A text is this one token."""
    assert one(text).replace("INVALID None", "INVALID") == token


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!", []),
        ("! !", ["BANG", "BANG"]),
        ('"a"b', ["WORD a", "WORD b"]),
        ("#123abc", ["WORD #123", "WORD abc"]),
        ("/bin/ #1", ["COMMAND ('/bin/', None)", "WORD #1"]),
        ("/bin/ x", ["COMMAND ('/bin/', None)", "WORD x"]),
        ("/a b #1", ["COMMAND ('/a', 'b')", "WORD #1"]),
        ("/a b#c", ["COMMAND ('/a', 'b')"]),
        ("/a = b", ["COMMAND ('/a', None)", "EQUAL", "WORD b"]),
        ("/bin/a=b", ["COMMAND ('/bin/a', '=b')"]),
        ("/a ^b$c", ["COMMAND ('/a', '^b$')", "WORD c"]),
        ("/a ^b", ["INVALID unterminated regular expression"]),
        ("a:b", ["WORD a", "COLON", "WORD b"]),
        ("MAIL:x", ["TAG MAIL", "WORD x"]),
        ("(a::b)", ["LPAR", "NETWORK a::b", "RPAR"]),
        ("TIMEOUT=5", ["OPTION TIMEOUT", "EQUAL", "WORD 5"]),
        (r"CWD=/a\ b!", ["OPTION CWD", "EQUAL", "WORD /a b!"]),
        ("a\rb", ["WORD a", "INVALID", "WORD b"]),
        ("CWD=/a! x", ["OPTION CWD", "EQUAL", "WORD /a!", "WORD x"]),
        ('CHROOT = "/a b" /x', ["OPTION CHROOT", "EQUAL", "WORD /a b", "COMMAND ('/x', None)"]),
        ("CWD=#", ["OPTION CWD", "EQUAL", "INVALID"]),
        ("::ffff:1.2.3.4", ["NETWORK ::ffff:1", "WORD .2.3.4"]),
        (
            f"sha224:{'aB' * 28} /x",
            ["ALGORITHM sha224", "COLON", f"DIGEST {'aB' * 28}", "COMMAND ('/x', None)"],
        ),
        (f"sha256 : {'A' * 43}=", ["ALGORITHM sha256", "COLON", f"DIGEST {'A' * 43}="]),
        (f"sha256:{'A' * 42}+", ["ALGORITHM sha256", "COLON", f"DIGEST {'A' * 42}+"]),
        ("sha256:abcd", ["ALGORITHM sha256", "COLON"]),
        ("@include a", ["INCLUDE", "WORD a"]),
        ("  @includedir\t/a\\ b", ["INCLUDEDIR", "WORD /a b"]),
        ('#include "a b" # c', ["INCLUDE", "WORD a b"]),
        ("#includedir /a,b\\x", ["INCLUDEDIR", "WORD /a,bx"]),
        ("#include", []),
        ("#includefoo", []),
        ("  #include /x", []),
        ("#-foo", []),
        ("#", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """A line is these tokens, without its end."""
    assert tokens(text + "\n") == [*expected, "NEWLINE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Defaults a", ["DEFAULTS", "PARAMETER a"]),
        ("  Defaults\ta , !b", ["DEFAULTS", "PARAMETER a", "COMMA", "BANG", "PARAMETER b"]),
        ("Defaults a=b!c+d", ["DEFAULTS", "PARAMETER a", "OPERATOR =", "WORD b!c+d"]),
        ("Defaults a += \\!b\\,c", ["DEFAULTS", "PARAMETER a", "OPERATOR +=", "WORD !b,c"]),
        ('Defaults a-="%x y"', ["DEFAULTS", "PARAMETER a", "OPERATOR -=", "WORD %x y"]),
        ("Defaults a=!b", ["DEFAULTS", "PARAMETER a", "OPERATOR =", "BANG", "WORD b"]),
        ("Defaults:a,b c", ["DEFAULTS_USER", "WORD a", "COMMA", "WORD b", "PARAMETER c"]),
        ("Defaults> #5 , b c", ["DEFAULTS_RUNAS", "WORD #5", "COMMA", "WORD b", "PARAMETER c"]),
        ("Defaults@10.0.0.0/8 c", ["DEFAULTS_HOST", "NETWORK 10.0.0.0/8", "PARAMETER c"]),
        ("Defaults!/a d", ["DEFAULTS_CMND", "COMMAND ('/a', None)", "PARAMETER d"]),
        ("Defaults!^b c$ d", ["DEFAULTS_CMND", "COMMAND ('^b c$', None)", "PARAMETER d"]),
        ("Defaults!sudoedit d", ["DEFAULTS_CMND", "COMMAND ('sudoedit', None)", "PARAMETER d"]),
        ("Defaults !a", ["DEFAULTS", "BANG", "PARAMETER a"]),
        ("Defaults : a b", ["DEFAULTS", "INVALID", "PARAMETER a", "WORD b"]),
        ("Defaults#a", ["DEFAULTS", "INVALID", "WORD a"]),
        ("Defaults@host:x", ["DEFAULTS_HOST", "WORD host", "COLON", "WORD x"]),
        ("Defaults a # b", ["DEFAULTS", "PARAMETER a"]),
        ("User_Alias A = b", ["USER_ALIAS", "ALIAS A", "EQUAL", "WORD b"]),
        ("\tCmd_Alias A", ["CMND_ALIAS", "ALIAS A"]),
        ("x User_Alias", ["WORD x", "WORD User_Alias"]),
    ],
)
def test_line_start(text: str, expected: list[str]) -> None:
    """A line that begins with a keyword is these tokens."""
    assert tokens(text + "\n") == [*expected, "NEWLINE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\\nb", ["WORD a", "WORD b"]),
        ("a \\ \t\r\n b", ["WORD a", "WORD b"]),
        ("/bin/l\\\ns", ["COMMAND ('/bin/l', 's')"]),
        ("/a b\\\n\tc \\\n", ["COMMAND ('/a', 'b c')"]),
        ("/a ^b\\\n  c$", ["COMMAND ('/a', '^bc$')"]),
        ("/a ^b\\\n\\.  c$", ["COMMAND ('/a', '^b\\\\.c$')"]),
        ('"a\\\n  b"', ["WORD ab"]),
        ("Defaults \\\n a\\\n=b", ["DEFAULTS", "PARAMETER a", "OPERATOR =", "WORD b"]),
        ("# a \\", []),
        ("a \\\nUser_Alias", ["WORD a", "INVALID invalid line continuation"]),
        ("a \\\n @include b", ["WORD a", "INVALID invalid line continuation", "WORD b"]),
        ("a \\\nDefaults:b c", ["WORD a", "INVALID invalid line continuation", "WORD c"]),
    ],
)
def test_continuation(text: str, expected: list[str]) -> None:
    """A backslash at its end takes a line on, and splits what it stands in."""
    assert tokens(text + "\n") == [*expected, "NEWLINE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\n", ["WORD a", "NEWLINE"]),
        ("/a\r\n", ["NEWLINE"]),
        ("/a b\r\n", ["NEWLINE"]),
        ("/a/\r\n", ["COMMAND ('/a/', None)", "NEWLINE"]),
        ("/a ^b$\r\n", ["COMMAND ('/a', '^b$')", "NEWLINE"]),
        ("# a\r\n", ["NEWLINE"]),
        ("a\0b\nc", ["WORD a", "NEWLINE", "WORD c", "NEWLINE"]),
        ("a", ["WORD a", "NEWLINE"]),
        ("a\\", ["WORD a"]),
        ('"a\nb', ["INVALID unexpected line break in string", "NEWLINE", "WORD b", "NEWLINE"]),
        ('"a\\\r', []),
        ("#-", ["NEWLINE", "WORD -", "NEWLINE"]),
    ],
)
def test_ends(text: str, expected: list[str]) -> None:
    """Ends of lines and of the text, as sudo sees them."""
    assert tokens(text) == expected


def test_places_after_null_bytes() -> None:
    """A null byte hides the rest of its line, and no place is moved by that."""
    text = "a\0bc\nd\0\0\ne"
    places = [token[2:] for line in Lexer(text).lines() for token in line if token[0] == "WORD"]
    assert [text[start:end] for start, end in places] == ["a", "d", "e"]


def test_unescape() -> None:
    """Two hexadecimal digits make a byte, any other character stands for itself."""
    assert unescape(r"\x2F\x2\x\xg0\n\\") == "/x2xxg0n\\"
