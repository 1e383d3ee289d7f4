"""Every page of the hub and who is sent to look at it; what answers a GET and is no page stands apart with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.factories.city import City


@dataclass(frozen=True)
class Stop:
    """A page to look at, the arguments of its address by what the city calls them, and what it answers.

    `wrong` is typed into its form, which is then sent by the button `press` (or its first): a page with a mistake is
    looked at as well.
    """

    endpoint: str
    args: dict[str, str] = field(default_factory=dict)
    status: int = 200
    wrong: dict[str, str] | None = None
    press: str = ""

    def path(self, city: City) -> str:
        """Its address in this city."""
        return city.path(self.endpoint, **self.args)


def stop(
    endpoint: str, *, status: int = 200, wrong: dict[str, str] | None = None, press: str = "", **args: str
) -> Stop:
    """A stop in a line."""
    return Stop(endpoint, args, status, {} if press and wrong is None else wrong, press)


TOO_LONG = "9" * 2001
SECTIONS = (
    *("danger", "told", "when", "about", "place", "wishes", "caller", "sharing", "visits"),
    *("person-1", "what-0"),
)
STOPS: dict[str, tuple[Stop, ...]] = {
    "": (
        stop("signing_in.sign_in", wrong={}),
        stop("signing_in.set_up", wrong={}),
        stop("about.help"),
        stop("about.paper_form"),
        stop("about.accessibility"),
        stop("about.privacy"),
    ),
    "duty_worker": (
        stop("duty.show"),
        stop("duty.sent"),
        stop("account.show", wrong={}),
        stop("concerns.log"),
        stop("concerns.tasks", draft_id="draft"),
        *(stop("concerns.section", draft_id="draft", section_id=each) for each in SECTIONS),
        stop("concerns.section", draft_id="blank", section_id="person-0", wrong={"people-0-known_as": TOO_LONG}),
        stop("concerns.choose_role", draft_id="draft"),
        stop("concerns.ask_remove", draft_id="draft", number="1"),
        stop("concerns.ask_discard", draft_id="draft"),
        stop("concerns.matches", draft_id="draft", number="0"),
        stop("concerns.check", draft_id="draft"),
        stop("concerns.quick", draft_id="quick", wrong={"incident_number": TOO_LONG}),
        stop("concerns.check", draft_id="blank", wrong={}),
        stop("concerns.received", ref="sent"),
        stop("concerns.kept", receipt="SP-2222-2222"),
        stop("admin.show", status=403),
    ),
    "screening_officer": (
        stop("queue.show"),
        stop("screening.show", ref="again", press="Keep my view"),
        stop("screening.suggestions", ref="viewed", number="1", press="Keep this answer"),
        stop("screening.suggestions", ref="pointed", number="1", press="Keep the three points"),
        stop("deciding.show", ref="viewed", number="1", press="Check this decision"),
        stop("awaiting.onward", wrong={}),
        stop("coming_back.closed_before", ref="returned", wrong={}),
        stop("coming_back.told", notice_id="late_notice", wrong={"words": "no"}),
        stop("records.show", ref="concern"),
        stop("records.people", ref="concern"),
        stop("records.why", ref="decided"),
        stop("records.decisions", ref="decided"),
        stop("records.correct", ref="concern", wrong={"narrative": ""}),
        stop("saving.ask", ref="concern", wrong={}),
        stop("matches.show", ref="again"),
        stop("mending.move", ref="concern", person_id="child", wrong={}),
        stop("mending.exposure", ref="moved"),
        stop("people.show", person_id="child"),
        stop("records.show", ref="DH-2222-2222", status=404),
    ),
    "screening_officer again": (
        stop("people.search", wrong={"surname": "Samplewood"}),
        stop("people.found", search_id="search"),
        stop("people.found", search_id="nothing"),
        stop("danger.show"),
        stop("people.show", person_id="nobody", status=404),
    ),
    "team_manager": (
        stop("unsent.held", entry_id="held"),
        stop("manager.show"),
        stop("open_work.show"),
        stop("coming_back.told", notice_id="notice", wrong={"words": "9" * 4001}),
        stop("unsent.one", draft_id="stale"),
        stop("awaiting.to_sign"),
        stop("awaiting.show", decision_id="to_sign", wrong={}),
        stop("mending.vary", ref="concern", clock_id="clock", wrong={}),
        stop("danger.rota"),
    ),
    "team_manager again": (
        stop("second_looks.show"),
        stop("second_looks.one", look_id="look", press="Keep my answer"),
        stop("second_looks.both", look_id="looked"),
        stop("differences.show"),
        stop("differences.one", look_id="difference", wrong={}),
        stop("agreement.show"),
    ),
    "senior_manager": (
        stop("manager.show"),
        stop("rules.signing", number="rules_waiting", press="Sign it"),
    ),
    "co_ordinator": (
        stop("conferences.coordination.show"),
        stop("conferences.coordination.request_page", ref="request"),
        stop("conferences.one", ref="convened"),
        stop("conferences.one", ref="allocated"),
        stop("conferences.cancel", ref="to_cancel", wrong={}),
    ),
    "chair": (
        stop("conferences.chairing.show"),
        stop("conferences.chairing.decline", ref="allocated", wrong={}),
        stop("conferences.convening.show", ref="allocated", wrong={}),
        stop("conferences.convening.check", ref="allocated"),
        stop("conferences.inviting.show", ref="allocated", place="new", wrong={}),
        stop("conferences.recording.show", ref="convened", step="attendance", status=409),
        stop("conferences.one", ref="started"),
        stop("conferences.recording.show", ref="started", step="attendance"),
        stop("conferences.recording.show", ref="started", step="quorum", wrong={}),
        stop("conferences.recording.show", ref="started", step="words", strand_ref="strand", wrong={}),
        stop("conferences.recording.show", ref="started", step="decision", strand_ref="strand", wrong={}),
        stop("conferences.recording.show", ref="started", step="close"),
        stop("conferences.recording.show", ref="closing", step="close", wrong={"next_review_on-day": "31"}),
    ),
    "administrator": (
        stop("admin.show"),
        stop("admin.add", wrong={}),
        stop("admin.one", officer_id="colleague"),
        stop("tokens.show", press="Issue a token"),
    ),
    "data_guardian": (
        stop("access_log.show", wrong={"reference": "not one"}),
        stop("access_log.of_record", ref="concern"),
        stop("access_log.of_one", kind="person", record_id="child"),
        stop("access_log.of_one", kind="officer", record_id="colleague"),
        stop("access_log.overseeing.unusual"),
        stop("access_log.overseeing.checkpoints"),
        stop("access_log.handing_over.ask", ref="concern", wrong={}),
        stop("access_log.replaying.show", ref="concern"),
    ),
    "rules_owner": (
        stop("rules.show"),
        stop("rules.one", rule_id="infants"),
        stop("rules.in_words", area="children"),
        stop("rules.facts"),
        stop("rules.sources"),
        stop("rules.past"),
        stop("rules.drafts", wrong={}),
        stop("rules.draft", number="rules_draft"),
        stop("rules.draft", number="rules_broken"),
        stop("rules.draft_rule", number="rules_tried", rule_id="infants"),
        stop("rules.version", number="rules_tried", rule_id="infants", start="new", press="Save in the draft"),
        stop("rules.new_rule", number="rules_tried", press="Save in the draft"),
        stop("rules.case", number="rules_tried", rule_id="infants", place="new", press="Save in the draft"),
        stop("rules.new_source", number="rules_tried", wrong={}),
        stop("rules.end", number="rules_tried", rule_id="infants", wrong={"on-day": "31"}),
        stop("rules.file", number="rules_broken", path="infants_file"),
        stop("rules.backtest", number="rules_draft"),
        stop("rules.backtest", number="rules_asked"),
        stop("rules.backtest", number="rules_waiting"),
        stop("rules.proposal", number="rules_tried"),
        stop("rules.signing", number="rules_waiting", wrong={}),
        stop("rules.trying", wrong={"on-day": "32"}, press="Try it"),
        stop("rules.go_back", number="1", wrong={}),
        stop("agreement.show"),
        stop("agreement.share", wrong={}),
    ),
    "auditor": (stop("rules.draft", number="rules_tried"),),
    "key_custodian": (stop("start.show"),),
    "new_comer": (
        stop("queue.show"),
        stop("duty.show"),
        stop("duty.sent"),
        stop("manager.show"),
        stop("open_work.show"),
        stop("awaiting.to_sign"),
        stop("awaiting.onward"),
        stop("conferences.coordination.show"),
        stop("conferences.chairing.show"),
    ),
}
LOOKED_AT_APART = {
    "signing_in.code": "wants somebody half signed in: test_the_second_factor_is_set_up_and_asked_for",
    "signing_in.second_factor": "wants somebody half signed in: test_the_second_factor_is_set_up_and_asked_for",
}
NO_PAGES = {
    "api-docs.openapi_json": "describes the interface, as JSON",
    "api_concerns.OneConcern": "for partners' systems, as JSON",
    "api_facts.Facts": "for partners' systems, as JSON",
    "api_screenings.Screening": "for the council's systems, as JSON",
    "conferences.calendar": "a file for one's own calendar",
    "conferences.recording.begin": "leads to the first step of the record",
    "conferences.show": "leads to the role's own list of conferences",
    "danger.now": "asked by a page that waits, as JSON",
    "healthz": "for the machine that watches, as JSON",
    "metrics": "for the machine that watches, with a token",
    "rules.backtest_state": "asked by a page that waits, as JSON",
    "readyz": "for the machine that watches, as JSON",
    "signing_in.seconds_left": "asked by a page that waits, as JSON",
    "theme": "a style sheet",
}
