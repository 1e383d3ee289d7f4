"""The closed list of what a leaf can tell of. Stored values are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    """One kind of event, as stored."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_STAYED = "session_stayed"
    SESSION_REVOKED = "session_revoked"
    REFUSED = "refused"
    AGENCY_ADDED = "agency_added"
    TEAM_ADDED = "team_added"
    OFFICER_ADDED = "officer_added"
    OFFICER_CHANGED = "officer_changed"
    SET_UP_CODE_GIVEN = "set_up_code_given"
    PASSWORD_CHANGED = "password_changed"
    SECOND_FACTOR_SET = "second_factor_set"
    TOKEN_ISSUED = "token_issued"
    TOKEN_REVOKED = "token_revoked"
    GRANT_GIVEN = "grant_given"
    EXCLUSION_SET = "exclusion_set"
    EXCLUSION_ENDED = "exclusion_ended"
    ACCOUNTS_SHOWN = "accounts_shown"
    KEYS_INSTALLED = "keys_installed"
    KEYS_AGREED = "keys_agreed"
    MASTER_KEY_ADDED = "master_key_added"
    MASTER_KEY_PROMOTED = "master_key_promoted"
    MASTER_KEY_RETIRED = "master_key_retired"
    KEYS_WRAPPED_ANEW = "keys_wrapped_anew"
    DATA_KEYS_REPLACED = "data_keys_replaced"
    KEYS_SHARED_OUT = "keys_shared_out"
    CHECKPOINT_KEY_CHANGED = "checkpoint_key_changed"
    ROWS_IMPORTED = "import"
    ROWS_MIGRATED = "rows_migrated"
    DRAFT_OPENED = "draft_opened"
    DRAFT_DISCARDED = "draft_discarded"
    DRAFT_SHOWN = "draft_shown"
    DRAFTS_LISTED = "drafts_listed"
    CONCERN_RECEIVED = "concern_received"
    CONCERN_UNSPOOLED = "concern_unspooled"
    SPOOL_HELD = "spool_held"
    SPOOL_SHOWN = "spool_shown"
    CONCERN_SHOWN = "concern_shown"
    CONCERN_CORRECTED = "concern_corrected"
    CONCERN_LISTED = "concern_listed"
    REFERENCE_FOUND = "reference_found"
    DANGER_RAISED = "danger_raised"
    DANGER_ACKNOWLEDGED = "danger_acknowledged"
    DANGER_CLIMBED = "danger_climbed"
    DANGER_SHOWN = "danger_shown"
    ROTA_SET = "rota_set"
    WORK_OVERSEEN = "work_overseen"
    CANDIDATES_SHOWN = "candidates_shown"
    PERSON_MATCHED = "person_matched"
    PERSON_UNMATCHED = "person_unmatched"
    PERSON_MOVED = "person_moved"
    PEOPLE_SEARCHED = "people_searched"
    PERSON_SHOWN = "person_shown"
    QUEUE_SHOWN = "queue_shown"
    ITEM_CLAIMED = "item_claimed"
    ITEM_RELEASED = "item_released"
    VIEW_GIVEN = "view_given"
    SUGGESTIONS_SHOWN = "suggestions_shown"
    SCREENED_AGAIN = "screened_again"
    LIMBS_ANSWERED = "limbs_answered"
    DECISION_MADE = "decision_made"
    DECISION_SIGNED = "decision_signed"
    DECISION_SENT_BACK = "decision_sent_back"
    ONWARD_ACCEPTED = "onward_accepted"
    ONWARD_CAME_BACK = "onward_came_back"
    SCREENED_TOO = "screened_too"
    RETURN_ANSWERED = "return_answered"
    TEAM_NOTICE_SHOWN = "team_notice_shown"
    TEAM_ACKNOWLEDGED = "team_acknowledged"
    TEAM_NOTICE_CAME_BACK = "team_notice_came_back"
    TEAM_NOTICE_SETTLED = "team_notice_settled"
    LOOKS_DRAWN = "looks_drawn"
    SECOND_LOOK_TAKEN = "second_look_taken"
    SECOND_LOOK_SHOWN = "second_look_shown"
    SECOND_LOOK_GIVEN = "second_look_given"
    SECOND_LOOK_SETTLED = "second_look_settled"
    SHARE_SET = "share_set"
    AGREEMENT_SHOWN = "agreement_shown"
    STRAND_SHOWN = "strand_shown"
    CONFERENCE_REQUESTED = "conference_requested"
    CHAIR_ALLOCATED = "chair_allocated"
    CHAIR_ACCEPTED = "chair_accepted"
    CHAIR_DECLINED = "chair_declined"
    CONFERENCE_PLANNED = "conference_planned"
    CONFERENCE_CONVENED = "conference_convened"
    CONFERENCE_SHOWN = "conference_shown"
    CONFERENCE_CANCELLED = "conference_cancelled"
    INVITATION_ANSWERED = "invitation_answered"
    SAFEGUARDS_NOTED = "safeguards_noted"
    CONFERENCE_RECORDED = "conference_recorded"
    CONFERENCE_INQUORATE = "conference_inquorate"
    REVIEW_CALLED = "review_called"
    CONFERENCE_OUTCOME = "conference_outcome"
    CLOCK_VARIED = "clock_varied"
    PACK_ACTIVATED = "pack_activated"
    PACK_REFUSED = "pack_refused"
    RULES_DRAFT_BEGUN = "rules_draft_begun"
    RULES_DRAFT_CHANGED = "rules_draft_changed"
    RULES_DRAFT_WITHDRAWN = "rules_draft_withdrawn"
    RULES_PROPOSED = "rules_proposed"
    RULES_SENT_BACK = "rules_sent_back"
    WARDS_LOADED = "wards_loaded"
    TOKENS_CHECKED = "tokens_checked"
    BACKTEST_ASKED = "backtest_asked"
    BACKTEST_SHOWN = "backtest_shown"
    RUN_REPLAYED = "run_replayed"
    RULES_TRIED = "rules_tried"
    ACCESS_LOG_SHOWN = "access_log_shown"
    CHECKPOINTS_SHOWN = "checkpoints_shown"
    UNUSUAL_SHOWN = "unusual_shown"
    ACCESS_LOG_EXPORTED = "access_log_exported"
    MAIL_SENT = "mail_sent"
    MAIL_GIVEN_UP = "mail_given_up"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    RECORD_EXPORTED = "record_exported"
    LOG_REOPENED = "log_reopened"
    TRAIL_EXPORTED = "trail_exported"
    BREAK_ACKNOWLEDGED = "break_acknowledged"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The class an action is counted under and its words for a reader."""

    kind: str
    words: str


ACTIONS: dict[Action, Meaning] = {
    Action.SIGNED_IN: Meaning("auth", "signed in"),
    Action.SIGN_IN_FAILED: Meaning("auth", "tried to sign in and could not"),
    Action.SIGNED_OUT: Meaning("auth", "signed out"),
    Action.SESSION_STAYED: Meaning("auth", "stayed signed in"),
    Action.SESSION_REVOKED: Meaning("auth", "ended a session"),
    Action.REFUSED: Meaning("denied", "was refused; nothing was shown"),
    Action.AGENCY_ADDED: Meaning("admin", "added an agency"),
    Action.TEAM_ADDED: Meaning("admin", "added a team"),
    Action.OFFICER_ADDED: Meaning("admin", "added an officer"),
    Action.OFFICER_CHANGED: Meaning("admin", "changed an officer's roles, teams or standing"),
    Action.SET_UP_CODE_GIVEN: Meaning("admin", "gave an officer a code to set their password with"),
    Action.PASSWORD_CHANGED: Meaning("auth", "changed their password"),
    Action.SECOND_FACTOR_SET: Meaning("auth", "set up a second factor"),
    Action.TOKEN_ISSUED: Meaning("admin", "issued a token to a partner system"),
    Action.TOKEN_REVOKED: Meaning("admin", "revoked a partner system's token"),
    Action.GRANT_GIVEN: Meaning("admin", "gave someone sight of a record"),
    Action.EXCLUSION_SET: Meaning("admin", "kept someone from a record"),
    Action.EXCLUSION_ENDED: Meaning("admin", "stopped keeping someone from a record"),
    Action.ACCOUNTS_SHOWN: Meaning("consult", "looked at officers' accounts"),
    Action.KEYS_INSTALLED: Meaning("key", "installed the first keys"),
    Action.KEYS_AGREED: Meaning("key", "stood by a change of keys, the second of two"),
    Action.MASTER_KEY_ADDED: Meaning("key", "made a master key; nothing is wrapped by it yet"),
    Action.MASTER_KEY_PROMOTED: Meaning("key", "let another master key wrap new keys"),
    Action.MASTER_KEY_RETIRED: Meaning("key", "retired a master key that wraps nothing any more"),
    Action.KEYS_WRAPPED_ANEW: Meaning("key", "wrapped keys by the newest master key"),
    Action.DATA_KEYS_REPLACED: Meaning("key", "sealed records under new data keys and destroyed the old ones"),
    Action.KEYS_SHARED_OUT: Meaning("key", "split the keys into shares for escrow"),
    Action.CHECKPOINT_KEY_CHANGED: Meaning("key", "let another key sign the checkpoints of the log"),
    Action.ROWS_IMPORTED: Meaning("system", "imported rows"),
    Action.ROWS_MIGRATED: Meaning("system", "changed rows in a migration"),
    Action.DRAFT_OPENED: Meaning("consult", "opened a draft"),
    Action.DRAFT_DISCARDED: Meaning("erase", "discarded a draft"),
    Action.DRAFT_SHOWN: Meaning("consult", "looked at a colleague's unsent draft"),
    Action.DRAFTS_LISTED: Meaning("consult", "looked at the list of unsent drafts"),
    Action.CONCERN_RECEIVED: Meaning("collect", "received a concern"),
    Action.CONCERN_UNSPOOLED: Meaning("system", "took a concern out of the spool, in which it had waited"),
    Action.SPOOL_HELD: Meaning("system", "put a concern in the spool aside for a person to look at"),
    Action.SPOOL_SHOWN: Meaning("consult", "looked at a concern that is held in the spool"),
    Action.CONCERN_SHOWN: Meaning("consult", "looked at a concern"),
    Action.CONCERN_CORRECTED: Meaning("alter", "corrected a concern, keeping the original"),
    Action.CONCERN_LISTED: Meaning("consult", "looked at a list of concerns"),
    Action.REFERENCE_FOUND: Meaning("consult", "looked a reference up"),
    Action.DANGER_RAISED: Meaning("collect", "raised an immediate-danger alert"),
    Action.DANGER_ACKNOWLEDGED: Meaning("alter", "acknowledged immediate danger"),
    Action.DANGER_CLIMBED: Meaning("system", "passed an unacknowledged alert to the next person"),
    Action.DANGER_SHOWN: Meaning("consult", "looked at danger alerts"),
    Action.ROTA_SET: Meaning("alter", "set who is called when danger is said"),
    Action.WORK_OVERSEEN: Meaning("consult", "looked over the team's work"),
    Action.CANDIDATES_SHOWN: Meaning("consult", "looked at people who may be the same"),
    Action.PERSON_MATCHED: Meaning("combine", "said whether two records are the same person"),
    Action.PERSON_UNMATCHED: Meaning("combine", "took back that two records are the same person"),
    Action.PERSON_MOVED: Meaning("alter", "moved a concern put on the wrong person"),
    Action.PEOPLE_SEARCHED: Meaning("consult", "searched for a person"),
    Action.PERSON_SHOWN: Meaning("consult", "looked at a person's record"),
    Action.QUEUE_SHOWN: Meaning("consult", "looked at a queue"),
    Action.ITEM_CLAIMED: Meaning("alter", "picked up an item"),
    Action.ITEM_RELEASED: Meaning("alter", "put an item back"),
    Action.VIEW_GIVEN: Meaning("alter", "gave their own view before the suggestions"),
    Action.SUGGESTIONS_SHOWN: Meaning("consult", "opened the suggestions"),
    Action.SCREENED_AGAIN: Meaning("alter", "answered a question and screened again"),
    Action.LIMBS_ANSWERED: Meaning("alter", "answered the three-point test"),
    Action.DECISION_MADE: Meaning("alter", "decided"),
    Action.DECISION_SIGNED: Meaning("alter", "signed a colleague's decision as second person"),
    Action.DECISION_SENT_BACK: Meaning("alter", "did not sign a colleague's decision"),
    Action.ONWARD_ACCEPTED: Meaning("alter", "recorded that an onward route was accepted"),
    Action.ONWARD_CAME_BACK: Meaning("alter", "recorded that an onward route came back"),
    Action.SCREENED_TOO: Meaning("alter", "screened somebody else in the home as well"),
    Action.RETURN_ANSWERED: Meaning("alter", "said whether a closed concern stands now that another came"),
    Action.TEAM_NOTICE_SHOWN: Meaning("consult", "looked at what a team was told"),
    Action.TEAM_ACKNOWLEDGED: Meaning("alter", "acknowledged what their team was told"),
    Action.TEAM_NOTICE_CAME_BACK: Meaning("system", "put back to screening what a team had not acknowledged in time"),
    Action.TEAM_NOTICE_SETTLED: Meaning("alter", "recorded who has what a team had not acknowledged"),
    Action.LOOKS_DRAWN: Meaning("system", "drew decisions by lot for a second look"),
    Action.SECOND_LOOK_TAKEN: Meaning("alter", "took a second look in hand"),
    Action.SECOND_LOOK_SHOWN: Meaning("consult", "read a concern for a second look"),
    Action.SECOND_LOOK_GIVEN: Meaning("alter", "gave a second look"),
    Action.SECOND_LOOK_SETTLED: Meaning("alter", "settled what a second look saw otherwise"),
    Action.SHARE_SET: Meaning("admin", "set how many decisions are looked at twice"),
    Action.AGREEMENT_SHOWN: Meaning("consult", "looked at how far second looks agree"),
    Action.STRAND_SHOWN: Meaning("consult", "looked at a strand of work"),
    Action.CONFERENCE_REQUESTED: Meaning("alter", "asked for a conference"),
    Action.CHAIR_ALLOCATED: Meaning("alter", "allocated a chair"),
    Action.CHAIR_ACCEPTED: Meaning("alter", "agreed to chair"),
    Action.CHAIR_DECLINED: Meaning("alter", "declined to chair"),
    Action.CONFERENCE_PLANNED: Meaning("alter", "planned a conference; nobody was invited yet"),
    Action.CONFERENCE_CONVENED: Meaning("disclose", "convened a conference and invited people"),
    Action.CONFERENCE_SHOWN: Meaning("consult", "looked at a conference"),
    Action.CONFERENCE_CANCELLED: Meaning("alter", "cancelled a conference"),
    Action.INVITATION_ANSWERED: Meaning("alter", "recorded who said they would come"),
    Action.SAFEGUARDS_NOTED: Meaning("alter", "recorded which safeguards are in place"),
    Action.CONFERENCE_RECORDED: Meaning("alter", "recorded a part of a conference"),
    Action.CONFERENCE_INQUORATE: Meaning("alter", "declared a conference inquorate"),
    Action.REVIEW_CALLED: Meaning("system", "asked co-ordination for a review in time"),
    Action.CONFERENCE_OUTCOME: Meaning("alter", "closed a conference with its decisions"),
    Action.CLOCK_VARIED: Meaning("alter", "varied a time limit, keeping the original"),
    Action.PACK_ACTIVATED: Meaning("admin", "activated a rule pack"),
    Action.PACK_REFUSED: Meaning("system", "kept an older rule pack, because the newest one does not load"),
    Action.RULES_DRAFT_BEGUN: Meaning("admin", "began a draft of the rules"),
    Action.RULES_DRAFT_CHANGED: Meaning("admin", "changed a draft of the rules"),
    Action.RULES_DRAFT_WITHDRAWN: Meaning("admin", "withdrew a draft of the rules"),
    Action.RULES_PROPOSED: Meaning("admin", "proposed changed rules to a second person"),
    Action.RULES_SENT_BACK: Meaning("admin", "did not sign changed rules, or took them back to work on"),
    Action.WARDS_LOADED: Meaning("admin", "loaded the list of which ward a postcode lies in"),
    Action.TOKENS_CHECKED: Meaning("system", "checked, or put back, the tokens by which people are found"),
    Action.BACKTEST_ASKED: Meaning("admin", "asked what changed rules would have changed"),
    Action.BACKTEST_SHOWN: Meaning("consult", "looked at what changed rules would have changed"),
    Action.RULES_TRIED: Meaning("consult", "tried rules on a concern"),
    Action.RUN_REPLAYED: Meaning("consult", "made a stored screening again from its facts, day and rules"),
    Action.ACCESS_LOG_SHOWN: Meaning("consult", "looked at who looked"),
    Action.CHECKPOINTS_SHOWN: Meaning("consult", "looked at how far the log is sealed"),
    Action.UNUSUAL_SHOWN: Meaning("consult", "looked at who looks at much, without relation, or is refused often"),
    Action.ACCESS_LOG_EXPORTED: Meaning("disclose", "exported who looked at a record, with its proofs"),
    Action.MAIL_SENT: Meaning("disclose", "sent a message"),
    Action.MAIL_GIVEN_UP: Meaning("system", "gave up sending a message"),
    Action.BACKUP_MADE: Meaning("disclose", "took a backup"),
    Action.BACKUP_RESTORED: Meaning("system", "restored a backup"),
    Action.RECORD_EXPORTED: Meaning("disclose", "exported a record"),
    Action.TRAIL_EXPORTED: Meaning("disclose", "exported the whole trail for checking"),
    Action.BREAK_ACKNOWLEDGED: Meaning("admin", "acknowledged a break in the trail, behind which sealing goes on"),
    Action.LOG_REOPENED: Meaning("system", "opened a new epoch of the log"),
}


def in_words(action: Action) -> str:
    """What the action is, after a person's name: "picked up an item"."""
    return ACTIONS[action].words
