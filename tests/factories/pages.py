"""A page as a browser takes it: its forms, links and title, and what in its markup is not whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
TYPED = frozenset({"text", "textarea", "password", "search", "email", "tel", "number"})
Attributes = dict[str, str]


@dataclass
class Field:
    """One name in a form: how it is filled, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether somebody types into it."""
        return self.kind in TYPED


@dataclass
class Form:
    """Where a form goes, what it sends and where it stands; to `others` a script or another button sends the same."""

    action: str
    method: str
    page: str
    others: list[str] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: str, *, is_chosen: bool) -> None:
        """One more field, or one more option of a field that is there."""
        held = self.fields.setdefault(name, Field(name, kind))
        held.options.append(value)
        if is_chosen or kind == "hidden" or held.is_typed:
            held.value = value


class Page(HTMLParser):
    """What stands on a page; `broken` says where its markup is not whole."""

    def __init__(self, html: str, address: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.address, self.title = html, address, ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.broken: list[str] = []
        self.handlers: list[str] = []
        self.tags: set[str] = set()
        self._open: list[str] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)
        self.close()
        self.broken += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a form, a field or a link."""
        if len({name for name, _ in attrs}) < len(attrs):
            self.broken.append(f"<{tag}> names an attribute twice")
        told: Attributes = {name: value or "" for name, value in attrs}
        self.handlers += [f"<{tag} {name}>" for name in told if name.startswith("on") or name == "style"]
        self.handlers += [f"<{tag} {value[:40]}>" for name, value in told.items() if _runs(name, value)]
        self.tags.add(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "form":
            self._form = Form(told.get("action") or self.address, told.get("method", "get"), self.address)
            self.forms.append(self._form)
        elif self._form is not None:
            self._note_field(tag, told)
        if self._form is not None:
            self._form.others += [told[name] for name in ("formaction", "data-hub-autosave") if told.get(name)]

    def _note_field(self, tag: str, told: Attributes) -> None:
        assert self._form is not None
        name, kind, value = told.get("name", ""), told.get("type", "text"), told.get("value", "")
        if tag == "input" and name:
            self._form.add(name, kind, value or ("on" if kind == "checkbox" else ""), is_chosen="checked" in told)
        elif tag == "button" and name:
            self._form.add(name, "button", value, is_chosen=False)
        elif tag == "textarea":
            self._area = name
            self._form.add(name, tag, "", is_chosen=False)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._form.add(self._select, "select", value, is_chosen="selected" in told)

    def handle_endtag(self, tag: str) -> None:
        """Notes a tag that closes what is not open."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""
        if tag in VOID:
            return
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.broken.append(f"</{tag}> closes what is not open, within {self._open[-3:]}")

    def handle_data(self, data: str) -> None:
        """Notes the title and what stands in a larger box."""
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data
        if self._area and self._form is not None:
            self._form.fields[self._area].value += data


def _runs(name: str, value: str) -> bool:
    return name in {"href", "src", "action", "formaction"} and value.strip().lower().startswith(
        ("javascript:", "vbscript:")
    )
