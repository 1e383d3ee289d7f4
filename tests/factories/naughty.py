"""What somebody hostile, careless or merely unlucky types: a compact list, each sort once, none of it about anybody."""

from __future__ import annotations

NUL = "before\x00after"
SCRIPT = "</title></textarea><script>window.hit=1</script><img src=x onerror=window.hit=1>"
NAUGHTY: dict[str, str] = {
    "script": SCRIPT,
    "attribute": "\" autofocus onfocus=window.hit=1 x='",
    "svg": "<svg/onload=window.hit=1><style>@import'x'</style>",
    "address": "javascript:window.hit=1//&lt;b&gt;",
    "template": "{{7*7}}${7*7}<%= 7*7 %>{% raw %}#{7*7}",
    "sql": "'; DROP TABLE concerns; -- \" OR 1=1 /*",
    "formula": "=cmd|' /C calc'!A0",
    "wide formula": "＝1+1\t@SUM(1)",
    "new header": "a\r\nSet-Cookie: hit=1\r\n\r\n<b>",
    "escape": "\x1b[31mred\x1b[0m\x07\x08",
    "nul": NUL,
    "control": "\x01\x02\x0b\x0c\x1f\x7f\x85",
    "right to left": "\u202egnirts\u202c \u2066x\u2069 \u05d0\u0627",
    "combining": "Z" + "\u0351\u0321\u0489" * 40,
    "family": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "half sign": "a\ud800b",
    "order mark": "\ufeffword\u200b\u2060",
    "path": "../../../../etc/passwd%00.png",
    "format": "%s%n%x{0.__class__}%(name)s",
    "yaml": "!!python/object/apply:os.system ['true']",
    "huge number": "1e309",
    "many digits": "9" * 5000,
    "no number": "NaN",
    "other digits": "²",
    "arabic digits": "٣",
    "minus": "-1",
    "big": "2147483648",
    "bigger": "9223372036854775808",
    "no such day": "31/02/2020",
    "first day": "0001-01-01T00:00",
    "last day": "9999-12-31T23:59-14:00",
    "no id": "00000000-0000-0000-0000-000000000000",
    "space": " \t\n\u00a0\u3000 ",
    "list": "[]",
    "boolean": "true",
    "long": "word and " * 6_000,
}

LONG = NAUGHTY["long"]
MASH = " ".join(text for text in NAUGHTY.values() if len(text) < 200)
SHORT = SCRIPT + NUL + NAUGHTY["template"]
SORTS = {name: text for name, text in NAUGHTY.items() if name != "long"}
