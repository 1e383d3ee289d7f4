"""One mistake for every form of the hub; what takes a POST and has no question that can be answered wrongly says why."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

TEXT_INPUTS = {"text", "email", "tel", "hidden", "number", "search"}


TOO_LONG = "9" * 2001


@dataclass(frozen=True)
class Mistake:
    """Somebody (`role`) sends these answers to a form of the city; `typed` must stand on the page that comes back."""

    role: str
    endpoint: str
    args: dict[str, str]
    typed: dict[str, str]
    not_kept: tuple[str, ...] = ()
    elsewhere: bool = False


def wrong(
    role: str,
    endpoint: str,
    typed: dict[str, str] | None = None,
    *,
    not_kept: tuple[str, ...] = (),
    elsewhere: bool = False,
    **args: str,
) -> Mistake:
    """A mistake in a line; `not_kept` are answers that are never shown again, `elsewhere` is mended on another page."""
    return Mistake(role, endpoint, args, typed or {}, not_kept, elsewhere)


MISTAKES = (
    wrong("", "signing_in.try_sign_in", {"username": "duty.worker", "password": "no"}, not_kept=("password",)),
    wrong("", "signing_in.try_set_up", {"username": "duty.worker", "password": "no"}, not_kept=("password",)),
    wrong("duty_worker", "account.change_password", {"old": "no", "password": "no"}, not_kept=("old", "password")),
    wrong("duty_worker", "find.by_reference", {"reference": "not one"}),
    wrong(
        "duty_worker", "concerns.save_section", {"people-0-known_as": TOO_LONG}, draft_id="blank", section_id="person-0"
    ),
    wrong("duty_worker", "concerns.save_quick", {"narrative": "Seen", "incident_number": TOO_LONG}, draft_id="quick"),
    wrong("duty_worker", "concerns.send", draft_id="blank", elsewhere=True),
    wrong("screening_officer", "screening.give_views", {"route-1": "cp_ird"}, ref="again"),
    wrong("screening_officer", "screening.copy", {"route-1": "cp_ird"}, ref="again"),
    wrong(
        "screening_officer", "screening.answer", {"said_by": "The nurse"}, ref="viewed", number="1", fact="missing_now"
    ),
    wrong(
        "screening_officer", "screening.answer_points", {"at_risk_of_harm_evidence": "Seen"}, ref="pointed", number="1"
    ),
    wrong("screening_officer", "deciding.check", {"words_routes": "Mine"}, ref="viewed", number="1"),
    wrong("screening_officer", "deciding.make", {"words_routes": "Mine"}, ref="viewed", number="1"),
    wrong("screening_officer", "awaiting.accepted", {"reference": "GP-12"}, onward_id="onward"),
    wrong("screening_officer", "awaiting.came_back", {"words": "no"}, onward_id="onward"),
    wrong("screening_officer", "coming_back.answer", {"words": "no"}, ref="returned", return_id="back"),
    wrong("screening_officer", "coming_back.settle", {"words": "no"}, notice_id="late_notice"),
    wrong("screening_officer", "records.try_correct", {"narrative": "Other words", "reason": ""}, ref="concern"),
    wrong(
        "screening_officer",
        "saving.save",
        {"purpose": "court", "password": "no"},
        not_kept=("password",),
        ref="concern",
    ),
    wrong("screening_officer", "matches.say", ref="again", person_id="child_again"),
    wrong("screening_officer", "mending.try_move", {"postcode": "DD4 9ZZ"}, ref="concern", person_id="child"),
    wrong("screening_officer", "people.try_search", {"surname": "Samplewood"}),
    wrong("team_manager", "awaiting.sign", {"words": "My own words on it."}, decision_id="to_sign"),
    wrong("team_manager", "coming_back.acknowledge", {"words": "9" * 4001}, notice_id="notice"),
    wrong("team_manager", "mending.try_vary", {"day-day": "31", "reason": "Said"}, ref="concern", clock_id="clock"),
    wrong("team_manager", "second_looks.give", {"words": "So"}, look_id="look"),
    wrong("team_manager", "differences.settle", {"words": "So"}, look_id="difference"),
    wrong("rules_owner", "agreement.set_share", {"per_cent": "9", "reason": "More of it"}),
    wrong("team_manager", "danger.try_rota", {"seen": ""}, not_kept=("seen",)),
    wrong("co_ordinator", "conferences.coordination.allocate", ref="request"),
    wrong("co_ordinator", "conferences.do_cancel", {"reason": ""}, ref="to_cancel"),
    wrong("chair", "conferences.chairing.do_decline", {"reason": ""}, ref="allocated"),
    wrong("chair", "conferences.convening.keep", {"place": "Room 2"}, ref="allocated"),
    wrong("chair", "conferences.convening.do_convene", ref="allocated", elsewhere=True),
    wrong("chair", "conferences.inviting.keep", {"name": "Priya Venn"}, ref="allocated", place="new"),
    wrong("chair", "conferences.recording.quorum", {"words": "Four came."}, ref="started"),
    wrong("chair", "conferences.recording.own_words", {"gathered_by": "Jo"}, ref="started", strand_ref="strand"),
    wrong("chair", "conferences.recording.decision", {"reasons": "Mine"}, ref="started", strand_ref="strand"),
    wrong("chair", "conferences.recording.close", {"next_review_on-day": "31"}, ref="closing"),
    wrong("administrator", "admin.try_add", {"name": "Nia Newby", "email": "nia@council.example"}),
    wrong(
        "administrator",
        "admin.change",
        {"roles": "wizard"},
        not_kept=("roles",),
        officer_id="colleague",
    ),
    wrong("administrator", "admin.keep_apart", {"reference": "not one"}, officer_id="colleague"),
    wrong("administrator", "tokens.issue", {"name": "Their system", "days": "many"}),
    wrong("rules_owner", "rules.begin", {"title": ""}),
    wrong(
        "rules_owner",
        "rules.keep_version",
        {"_do": "save", "because": "", "title": "Mine"},
        not_kept=("_do",),
        number="rules_tried",
        rule_id="infants",
        start="new",
    ),
    wrong("rules_owner", "rules.add_rule", {"_do": "save", "title": "Mine"}, not_kept=("_do",), number="rules_tried"),
    wrong(
        "rules_owner",
        "rules.keep_case",
        {"_do": "save", "name": "", "on-day": "31"},
        not_kept=("_do",),
        number="rules_tried",
        rule_id="infants",
        place="new",
    ),
    wrong("rules_owner", "rules.add_source", {"title": "A procedure", "id": "Not One"}, number="rules_tried"),
    wrong("rules_owner", "rules.do_end", {"on-day": "31"}, number="rules_tried", rule_id="infants"),
    wrong("rules_owner", "rules.propose", {"reason": "Because", "start_on-day": "31"}, number="rules_tried"),
    wrong("rules_owner", "rules.send_back", {"why": "no"}, number="rules_waiting"),
    wrong("rules_owner", "rules.do_go_back", {"reason": "no"}, number="1"),
    wrong("rules_owner", "rules.try_it", {"_do": "try", "on-day": "32"}, not_kept=("_do",)),
    wrong("senior_manager", "rules.sign", {"password": "no"}, not_kept=("password",), number="rules_waiting"),
    wrong("data_guardian", "access_log.find", {"reference": "not one"}),
    wrong(
        "data_guardian",
        "access_log.handing_over.give",
        {"reason": "court", "password": "no"},
        not_kept=("password",),
        ref="concern",
    ),
)
TRIED_APART = {
    "signing_in.try_code": "wants somebody half signed in: test_a_wrong_code_is_told_beside_its_box",
    "signing_in.try_second_factor": "wants somebody half signed in: test_a_wrong_code_is_told_beside_its_box",
    "conferences.recording.attendance": "asked by invitee: test_who_came_late_or_not_is_asked_why_beside_their_name",
}
NOTHING_TO_MISTAKE = {
    "admin.give_code": "a button, and a tick that may be left out",
    "admin.stand": "a button",
    "admin.stop_keeping_apart": "a button",
    "api_concerns.Concerns": "for partners' systems, as JSON",
    "coming_back.also": "a button for each person there may be",
    "concerns.add_person": "a button for each part a person can have",
    "concerns.answer_matches": "a button for each answer",
    "concerns.autosave": "sent by a script as it is typed, mistakes and all",
    "concerns.autosave_quick": "sent by a script as it is typed, mistakes and all",
    "concerns.discard": "a button",
    "concerns.jot": "any words will do",
    "concerns.remove_person": "a button",
    "concerns.start": "every answer may be left open: a call never waits for a form",
    "concerns.start_quick": "a button",
    "conferences.answers": "choices, each of which may be left open",
    "conferences.chairing.accept": "a button",
    "conferences.safeguards": "choices, each of which may be left open",
    "danger.take": "a button",
    "people.take_back": "a button",
    "second_looks.put_back": "a button",
    "second_looks.take": "a button",
    "queue.pick_up": "a button",
    "rules.ask_backtest": "a button",
    "rules.carry_over": "a button",
    "rules.keep_file": "kept as typed, mistakes and all: they are shown on the page it leads to",
    "rules.take_version": "a button",
    "rules.withdraw_draft": "a button",
    "queue.put_back": "a button",
    "signing_in.sign_out": "a button",
    "signing_in.stay": "a button",
    "tokens.revoke": "a button",
}


class Read(HTMLParser):
    """A page as far as its mistakes go: title, error summary, messages beside fields, and what the fields hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.in_summary, self.ids = "", [], set[str]()
        self.links: list[tuple[str, str]] = []
        self.items: list[str] = []
        self.messages: list[str] = []
        self.held: dict[str, set[str]] = {}
        self.is_first = False
        self._open: list[tuple[str, str]] = []
        self._name = ""
        self._heading_seen = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Whatever has an id can be linked to; fields are noted with what they hold."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        self.ids |= {given["id"]} if "id" in given else set()
        self._note_field(tag, given)
        self._heading_seen = self._heading_seen or tag == "h1"
        mark = next((one for one in ("govuk-error-summary__list", "govuk-error-message") if one in classes), "")
        self.is_first = self.is_first or ("govuk-error-summary" in classes and not self._heading_seen)
        if mark == "govuk-error-message":
            self.messages.append("")
        if tag == "li" and self._is_in("govuk-error-summary__list"):
            self.items.append("")
        if tag == "a" and self._is_in("govuk-error-summary__list"):
            self.links.append((given.get("href", ""), ""))
        if tag not in {"input", "img", "br", "meta", "link", "hr", "path"}:
            self._open.append((tag, mark))

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        if tag == "input" and (given.get("type", "text") in TEXT_INPUTS or "checked" in given):
            self.held.setdefault(given.get("name", ""), set()).add(given.get("value", ""))
        if tag in {"select", "textarea"}:
            self._name = given.get("name", "")
        if tag == "option" and "selected" in given:
            self.held.setdefault(self._name, set()).add(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """The innermost open element of this kind is closed."""
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Words belong to whatever is open around them."""
        here = self._open[-1][0] if self._open else ""
        if here == "title" and not self._is_in("svg"):
            self.title += data
        if here == "textarea":
            self.held.setdefault(self._name, set()).add(data.strip())
        if self._is_in("govuk-error-message"):
            self.messages[-1] += data
        if self._is_in("govuk-error-summary__list") and self.items:
            self.items[-1] += data
            if here == "a":
                href, words = self.links[-1]
                self.links[-1] = (href, words + data)

    def _is_in(self, mark: str) -> bool:
        return any(mark in one for one in self._open)


def what_is_wrong(html: str, status: int, mistake: Mistake) -> list[str]:
    """How a page that tells of a mistake falls short of what every such page does."""
    page = Read(html)
    found: list[Any] = [
        status not in {400, 422} and f"answers {status}",
        not page.title.strip().startswith("Error: ") and f"its title is {page.title.strip()!r}",
        not page.is_first and "no error summary stands before the heading",
        len(page.links) < len([words for words in page.items if words.strip()]) and "an error leads nowhere",
        *(f"nothing has the id of {href}" for href, _ in page.links if href[:1] == "#" and href[1:] not in page.ids),
        *(
            f"no field says {words!r}"
            for _, words in page.links
            if not mistake.elsewhere and not _is_beside(words, page)
        ),
        *(f"{name} is lost" for name, typed in mistake.typed.items() if _is_lost(name, typed, page, mistake)),
    ]
    return [each for each in found if each]


def _is_beside(words: str, page: Read) -> bool:
    return any(words.strip() in message for message in page.messages)


def _is_lost(name: str, typed: str, page: Read, mistake: Mistake) -> bool:
    return bool(typed) and name not in mistake.not_kept and typed not in page.held.get(name, set())
