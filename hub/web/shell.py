"""What every page shows around its content: one frozen value, which `layout.html` reads as `shell`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """One link of the menu or the footer; `current` when the page belongs to it."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SessionWatch:
    """What the expiry warning needs. `left_href` answers GET and never extends; `stay_href` answers POST and extends.

    Both answer JSON `{"seconds_left": n}`; 0 means signed out.
    """

    seconds_left: int
    left_href: str
    stay_href: str
    sign_in_href: str
    warn_seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame of one page. `officer` is empty when nobody is signed in; `shown_at` is printed on paper copies."""

    service_name: str
    shown_at: datetime
    home_href: str = "/"
    marking: str = "OFFICIAL-SENSITIVE"
    officer: str = ""
    role: str = ""
    demo: bool = False
    navigation: tuple[NavigationLink, ...] = ()
    footer: tuple[NavigationLink, ...] = ()
    find_href: str = ""
    sign_out_href: str = ""
    session: SessionWatch | None = None
