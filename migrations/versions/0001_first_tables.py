"""The first tables, and the triggers that keep the trail append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import hub.db
from hub import audit

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("name", name=op.f("uq_agencies_name")),
    )
    op.create_table(
        "audit_batches",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "seq", name=op.f("pk_audit_batches")),
    )
    op.create_table(
        "audit_leaves",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "seq", name=op.f("pk_audit_leaves")),
    )
    op.create_index("ix_audit_leaves_at", "audit_leaves", ["at"], unique=False)

    op.create_table(
        "audit_objects",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slot", "seq", "object_type", "object_id", name=op.f("pk_audit_objects")),
    )
    op.create_index("ix_audit_objects_object", "audit_objects", ["object_type", "object_id", "at"], unique=False)

    op.create_table(
        "audit_slots",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_slots")),
    )
    op.create_table(
        "data_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("master_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    op.create_index("ix_data_keys_master_version", "data_keys", ["master_version"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", hub.db.Words(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.Column("sent_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_try_at"], unique=False)

    op.create_table(
        "key_checks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_checks")),
    )
    op.create_table(
        "references",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_references")),
    )
    op.create_index("ix_references_object_id", "references", ["object_id"], unique=False)

    op.create_table(
        "rule_packs",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_rule_packs")),
    )
    op.create_table(
        "running_clocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("version_on", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("started_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("first_due_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_usable_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'met', 'missed', 'stopped')", name=op.f("ck_running_clocks_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_clocks")),
    )
    op.create_index("ix_running_clocks_due", "running_clocks", ["state", "due_at"], unique=False)
    op.create_index("ix_running_clocks_object", "running_clocks", ["object_type", "object_id", "clock"], unique=False)

    op.create_table(
        "secret_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("master_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret_keys")),
    )
    op.create_table(
        "sent_once",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_mark", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client", "key", name=op.f("pk_sent_once")),
    )
    op.create_index("ix_sent_once_at", "sent_once", ["at"], unique=False)

    op.create_table(
        "throttles",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_ends_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_throttles")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("issued_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_api_tokens_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "incidents",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_incidents_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("token", name=op.f("uq_incidents_token")),
    )
    op.create_index("ix_incidents_key_id", "incidents", ["key_id"], unique=False)

    op.create_table(
        "officers",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("added_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("one_time_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_officers_agency_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_officers_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("username", name=op.f("uq_officers_username")),
    )
    op.create_index("ix_officers_key_id", "officers", ["key_id"], unique=False)

    op.create_table(
        "pack_activations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["rule_packs.fingerprint"], name=op.f("fk_pack_activations_fingerprint")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pack_activations")),
    )
    op.create_table(
        "people",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("unborn", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("erased_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("address_protected", sa.Boolean(), nullable=False),
        sa.Column("forename_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("surname_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("known_as_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("description_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("date_of_birth_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_on_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("age_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sex_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("postcode_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('subject', 'household', 'alleged')", name=op.f("ck_people_kind")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_people_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_cluster_id", "people", ["cluster_id"], unique=False)
    op.create_index("ix_people_key_id", "people", ["key_id"], unique=False)

    op.create_table(
        "services",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_services_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("token", name=op.f("uq_services_token")),
    )
    op.create_index("ix_services_key_id", "services", ["key_id"], unique=False)

    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('screening', 'children', 'adults', 'out_of_hours', 'coordination', 'management', 'partner')",
            name=op.f("ck_teams_kind"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_teams_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_index("ix_teams_kind", "teams", ["kind"], unique=False)

    op.create_table(
        "clock_variations",
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("from_due_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("to_due_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approver_role", sa.Text(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["officers.id"], name=op.f("fk_clock_variations_approved_by")),
        sa.ForeignKeyConstraint(["clock_id"], ["running_clocks.id"], name=op.f("fk_clock_variations_clock_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_clock_variations_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_variations")),
    )
    op.create_index("ix_clock_variations_clock_id", "clock_variations", ["clock_id"], unique=False)
    op.create_index("ix_clock_variations_key_id", "clock_variations", ["key_id"], unique=False)

    op.create_table(
        "concerns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("keyed_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("happened_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("back_dated", sa.Boolean(), nullable=False),
        sa.Column("danger", sa.Text(), nullable=False),
        sa.Column("danger_before", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("one_of_us", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'decided', 'quarantined')", name=op.f("ck_concerns_state")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_concerns_agency_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_concerns_incident_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["officers.id"], name=op.f("fk_concerns_sent_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_concerns_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("ref", name=op.f("uq_concerns_ref")),
    )
    op.create_index("ix_concerns_incident_id", "concerns", ["incident_id"], unique=False)
    op.create_index("ix_concerns_received_at", "concerns", ["received_at"], unique=False)
    op.create_index("ix_concerns_sender", "concerns", ["sent_by", "keyed_at"], unique=False)
    op.create_index("ix_concerns_service_id", "concerns", ["service_id"], unique=False)
    op.create_index("ix_concerns_source_kind", "concerns", ["source_kind"], unique=False)
    op.create_index("ix_concerns_team_id", "concerns", ["team_id"], unique=False)

    op.create_table(
        "conferences",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("chair_accepted_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("minute_taker_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("minutes_long", sa.Integer(), nullable=False),
        sa.Column("last_lawful_on", sa.Date(), nullable=True),
        sa.Column("calendar_uid", sa.Text(), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("convened_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("held_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("inquorate_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("quorate", sa.Text(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("late_approved_by", sa.Uuid(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("link_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("late_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("late_safety_plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("notice_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("declined_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("cancel_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("quorum_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("planned_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('initial', 'pre_birth', 'review', 'transfer', 'adult_initial', 'adult_review')",
            name=op.f("ck_conferences_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'allocated', 'convened', 'held', 'inquorate', 'cancelled')",
            name=op.f("ck_conferences_state"),
        ),
        sa.CheckConstraint(
            "minute_taker_id IS NULL OR minute_taker_id <> chair_id", name=op.f("ck_conferences_chair_takes_no_minutes")
        ),
        sa.ForeignKeyConstraint(["chair_id"], ["officers.id"], name=op.f("fk_conferences_chair_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_conferences_key_id")),
        sa.ForeignKeyConstraint(["late_approved_by"], ["officers.id"], name=op.f("fk_conferences_late_approved_by")),
        sa.ForeignKeyConstraint(["minute_taker_id"], ["officers.id"], name=op.f("fk_conferences_minute_taker_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["officers.id"], name=op.f("fk_conferences_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
        sa.UniqueConstraint("ref", name=op.f("uq_conferences_ref")),
    )
    op.create_index("ix_conferences_chair", "conferences", ["chair_id", "state", "starts_at"], unique=False)
    op.create_index("ix_conferences_key_id", "conferences", ["key_id"], unique=False)
    op.create_index("ix_conferences_team_id", "conferences", ["team_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("danger", sa.Text(), nullable=False),
        sa.Column("sealed_from_start", sa.Boolean(), nullable=False),
        sa.Column("send_once_key", sa.Uuid(), nullable=False),
        sa.Column("started_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("touched_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("concern_ref", sa.Text(), nullable=True),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_drafts_key_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["officers.id"], name=op.f("fk_drafts_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_key_id", "drafts", ["key_id"], unique=False)
    op.create_index("ix_drafts_owner", "drafts", ["owner_id", "state"], unique=False)
    op.create_index("ix_drafts_touched", "drafts", ["state", "touched_at"], unique=False)

    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("set_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_exclusions_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint(
            "object_type", "object_id", "officer_id", name=op.f("uq_exclusions_object_type_object_id_officer_id")
        ),
    )
    op.create_index("ix_exclusions_officer_id", "exclusions", ["officer_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("given_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("basis IN ('assigned', 'grant', 'break_glass')", name=op.f("ck_grants_basis")),
        sa.CheckConstraint("(officer_id IS NULL) <> (team_id IS NULL)", name=op.f("ck_grants_one_holder")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_grants_officer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_grants_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint(
            "object_type",
            "object_id",
            "officer_id",
            "team_id",
            "basis",
            name=op.f("uq_grants_object_type_object_id_officer_id_team_id_basis"),
        ),
    )
    op.create_index("ix_grants_officer", "grants", ["officer_id", "object_type", "object_id"], unique=False)
    op.create_index("ix_grants_team", "grants", ["team_id", "object_type", "object_id"], unique=False)

    op.create_table(
        "household_tokens",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_household_tokens_person_id")),
        sa.PrimaryKeyConstraint("person_id", "token", name=op.f("pk_household_tokens")),
    )
    op.create_index("ix_household_tokens_lookup", "household_tokens", ["token", "at", "person_id"], unique=False)

    op.create_table(
        "officer_qualifications",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_qualifications_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", "qualification", name=op.f("pk_officer_qualifications")),
    )
    op.create_table(
        "officer_roles",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('duty_worker', 'screening_officer', 'team_manager', 'senior_manager', 'chair', 'minute_taker', 'co_ordinator', 'partner_reporter', 'data_guardian', 'auditor', 'rules_owner', 'key_custodian', 'administrator', 'committee_reader')",
            name=op.f("ck_officer_roles_role"),
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_roles_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", "role", name=op.f("pk_officer_roles")),
    )
    op.create_table(
        "officer_teams",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_teams_officer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_officer_teams_team_id")),
        sa.PrimaryKeyConstraint("officer_id", "team_id", name=op.f("pk_officer_teams")),
    )
    op.create_index("ix_officer_teams_team_id", "officer_teams", ["team_id"], unique=False)

    op.create_table(
        "one_time_counters",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_one_time_counters_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_one_time_counters")),
    )
    op.create_table(
        "person_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("verdict IN ('same', 'not_same', 'not_sure')", name=op.f("ck_person_links_verdict")),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_person_links_two_people")),
        sa.ForeignKeyConstraint(["ended_by"], ["officers.id"], name=op.f("fk_person_links_ended_by")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_person_links_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_links_person_id")),
        sa.ForeignKeyConstraint(["said_by"], ["officers.id"], name=op.f("fk_person_links_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_links")),
        sa.UniqueConstraint(
            "person_id", "other_id", "said_at", name=op.f("uq_person_links_person_id_other_id_said_at")
        ),
    )
    op.create_index("ix_person_links_other_id", "person_links", ["other_id"], unique=False)
    op.create_index("ix_person_links_person_id", "person_links", ["person_id"], unique=False)

    op.create_table(
        "person_searches",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_person_searches_key_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_person_searches_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_searches")),
    )
    op.create_index("ix_person_searches_expires_at", "person_searches", ["expires_at"], unique=False)
    op.create_index("ix_person_searches_key_id", "person_searches", ["key_id"], unique=False)
    op.create_index("ix_person_searches_officer_id", "person_searches", ["officer_id"], unique=False)

    op.create_table(
        "person_tokens",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("index_name", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_tokens_person_id")),
        sa.PrimaryKeyConstraint("person_id", "index_name", "token", name=op.f("pk_person_tokens")),
    )
    op.create_index("ix_person_tokens_lookup", "person_tokens", ["token", "person_id"], unique=False)

    op.create_table(
        "rota_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_rota_places_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_places")),
        sa.UniqueConstraint("rung", "officer_id", name=op.f("uq_rota_places_rung_officer_id")),
    )
    op.create_table(
        "set_up_codes",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("resets_second_factor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_set_up_codes_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_set_up_codes")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("second_factor_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_sign_in_sessions_officer_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_in_sessions")),
    )
    op.create_index("ix_sign_in_sessions_officer_id", "sign_in_sessions", ["officer_id"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("before", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("raised_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_rung_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["officers.id"], name=op.f("fk_alerts_acknowledged_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_alerts_concern_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_alerts_draft_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["officers.id"], name=op.f("fk_alerts_raised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_alerts_concern_id")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_alerts_draft_id")),
    )
    op.create_index("ix_alerts_open", "alerts", ["acknowledged_at", "next_rung_at"], unique=False)

    op.create_table(
        "concern_parts",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("relationship_kind_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('on', 'moved_away')", name=op.f("ck_concern_parts_state")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_concern_parts_concern_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_concern_parts_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_concern_parts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_parts")),
        sa.UniqueConstraint("concern_id", "person_id", name=op.f("uq_concern_parts_concern_id_person_id")),
    )
    op.create_index("ix_concern_parts_key_id", "concern_parts", ["key_id"], unique=False)
    op.create_index("ix_concern_parts_person_id", "concern_parts", ["person_id"], unique=False)

    op.create_table(
        "concern_versions",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("narrative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_concern_versions_concern_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_concern_versions_key_id")),
        sa.ForeignKeyConstraint(["written_by"], ["officers.id"], name=op.f("fk_concern_versions_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_versions")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_concern_versions_concern_id_number")),
    )
    op.create_index("ix_concern_versions_key_id", "concern_versions", ["key_id"], unique=False)

    op.create_table(
        "draft_sections",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_sections_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_draft_sections_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_sections")),
        sa.UniqueConstraint("draft_id", "section", name=op.f("uq_draft_sections_draft_id_section")),
    )
    op.create_index("ix_draft_sections_key_id", "draft_sections", ["key_id"], unique=False)

    op.create_table(
        "fact_answers",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stated_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["officers.id"], name=op.f("fk_fact_answers_answered_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_fact_answers_concern_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_fact_answers_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_fact_answers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_answers")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_fact_answers_concern_id_number")),
    )
    op.create_index("ix_fact_answers_concern", "fact_answers", ["concern_id", "number"], unique=False)
    op.create_index("ix_fact_answers_key_id", "fact_answers", ["key_id"], unique=False)

    op.create_table(
        "invitees",
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("place_in_list", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("attends", sa.Text(), nullable=False),
        sa.Column("is_alleged", sa.Boolean(), nullable=False),
        sa.Column("told_how", sa.Text(), nullable=False),
        sa.Column("sees_papers", sa.Text(), nullable=False),
        sa.Column("invited_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mail_problem", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("attended", sa.Text(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_not_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("absence_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_invitees_conference_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_invitees_key_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_invitees_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitees")),
    )
    op.create_index("ix_invitees_conference", "invitees", ["conference_id", "place_in_list"], unique=False)
    op.create_index("ix_invitees_key_id", "invitees", ["key_id"], unique=False)

    op.create_table(
        "own_views",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("routes", hub.db.Words(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("copied_from", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_own_views_concern_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_own_views_key_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_own_views_officer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_own_views_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_views")),
        sa.UniqueConstraint(
            "concern_id", "person_id", "officer_id", name=op.f("uq_own_views_concern_id_person_id_officer_id")
        ),
    )
    op.create_index("ix_own_views_key_id", "own_views", ["key_id"], unique=False)

    op.create_table(
        "referrers",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("wants_feedback", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_referrers_concern_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_referrers_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrers")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_referrers_concern_id")),
    )
    op.create_index("ix_referrers_key_id", "referrers", ["key_id"], unique=False)

    op.create_table(
        "screening_runs",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("evaluator", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"], name=op.f("fk_screening_runs_asked_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_screening_runs_concern_id")),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["rule_packs.fingerprint"], name=op.f("fk_screening_runs_fingerprint")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_screening_runs_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_runs")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_screening_runs_concern_id_number")),
    )
    op.create_index("ix_screening_runs_key_id", "screening_runs", ["key_id"], unique=False)

    op.create_table(
        "work_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("act_by", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("danger", hub.db.Words(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unknown", hub.db.Words(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("placed_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "queue IN ('screening', 'second_person', 'strand', 'coordination', 'chairing')",
            name=op.f("ck_work_items_queue"),
        ),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_work_items_state")),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claimed_until IS NULL)", name=op.f("ck_work_items_claim_who_and_until")
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["officers.id"], name=op.f("fk_work_items_claimed_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_work_items_concern_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_work_items_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
    )
    op.create_index("ix_work_items_claimed", "work_items", ["claimed_by", "state"], unique=False)
    op.create_index("ix_work_items_object", "work_items", ["object_type", "object_id", "queue"], unique=False)
    op.create_index(
        "ix_work_items_order",
        "work_items",
        ["queue", "team_id", "state", "level", "rank", "act_by", "id"],
        unique=False,
    )
    op.create_index("ix_work_items_team_id", "work_items", ["team_id"], unique=False)

    op.create_table(
        "alert_calls",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("called_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_calls_alert_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_alert_calls_officer_id")),
        sa.PrimaryKeyConstraint("alert_id", "rung", "officer_id", name=op.f("pk_alert_calls")),
    )
    op.create_table(
        "decisions",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("routes", hub.db.Words(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("agrees_routes", sa.Boolean(), nullable=False),
        sa.Column("routes_reason", sa.Text(), nullable=True),
        sa.Column("agrees_urgency", sa.Boolean(), nullable=False),
        sa.Column("urgency_reason", sa.Text(), nullable=True),
        sa.Column("lowers_mandatory", sa.Boolean(), nullable=False),
        sa.Column("lead_framework", sa.Text(), nullable=True),
        sa.Column("onward_route", sa.Text(), nullable=True),
        sa.Column("told_person", sa.Text(), nullable=False),
        sa.Column("out_of_hours", sa.Boolean(), nullable=False),
        sa.Column("ask_second", sa.Uuid(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("second_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("words_routes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_urgency_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_lead_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_onward_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_telling_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_second_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('made', 'waiting_for_second', 'signed', 'sent_back', 'replaced')",
            name=op.f("ck_decisions_state"),
        ),
        sa.CheckConstraint("(second_by IS NULL) = (second_at IS NULL)", name=op.f("ck_decisions_second_who_and_when")),
        sa.CheckConstraint("second_by IS NULL OR second_by <> decided_by", name=op.f("ck_decisions_two_people")),
        sa.ForeignKeyConstraint(["ask_second"], ["officers.id"], name=op.f("fk_decisions_ask_second")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_decisions_concern_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name=op.f("fk_decisions_decided_by")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_decisions_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_decisions_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["screening_runs.id"], name=op.f("fk_decisions_run_id")),
        sa.ForeignKeyConstraint(["second_by"], ["officers.id"], name=op.f("fk_decisions_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("concern_id", "person_id", "number", name=op.f("uq_decisions_concern_id_person_id_number")),
    )
    op.create_index("ix_decisions_key_id", "decisions", ["key_id"], unique=False)
    op.create_index("ix_decisions_person_id", "decisions", ["person_id"], unique=False)
    op.create_index("ix_decisions_state", "decisions", ["state", "decided_at"], unique=False)

    op.create_table(
        "screening_subjects",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("could_reach", sa.Text(), nullable=True),
        sa.Column("because_unknown", sa.Boolean(), nullable=False),
        sa.Column("routes", hub.db.Words(), nullable=False),
        sa.Column("possible_routes", hub.db.Words(), nullable=False),
        sa.Column("mandatory_routes", hub.db.Words(), nullable=False),
        sa.Column("mandatory_urgency", sa.Text(), nullable=True),
        sa.Column("findings", hub.db.Words(), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_screening_subjects_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_screening_subjects_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["screening_runs.id"], name=op.f("fk_screening_subjects_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_subjects")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_screening_subjects_run_id_person_id")),
    )
    op.create_index("ix_screening_subjects_key_id", "screening_subjects", ["key_id"], unique=False)
    op.create_index("ix_screening_subjects_person", "screening_subjects", ["person_id"], unique=False)

    op.create_table(
        "onward_routes",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("act_by", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_by_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'came_back')", name=op.f("ck_onward_routes_state")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_onward_routes_concern_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_onward_routes_decision_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_onward_routes_key_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["officers.id"], name=op.f("fk_onward_routes_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_onward_routes_person_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["officers.id"], name=op.f("fk_onward_routes_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_routes")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_onward_routes_decision_id")),
    )
    op.create_index("ix_onward_routes_concern_id", "onward_routes", ["concern_id"], unique=False)
    op.create_index("ix_onward_routes_key_id", "onward_routes", ["key_id"], unique=False)
    op.create_index("ix_onward_routes_open", "onward_routes", ["state", "act_by"], unique=False)
    op.create_index("ix_onward_routes_owner_id", "onward_routes", ["owner_id"], unique=False)

    op.create_table(
        "strands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("conference", sa.Text(), nullable=True),
        sa.Column("opened_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'with_coordination', 'with_chair', 'convened', 'under_plan', 'closed')",
            name=op.f("ck_strands_state"),
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_strands_concern_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_strands_decision_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["officers.id"], name=op.f("fk_strands_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_strands_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strands")),
        sa.UniqueConstraint("ref", name=op.f("uq_strands_ref")),
    )
    op.create_index("ix_strands_concern_id", "strands", ["concern_id"], unique=False)
    op.create_index("ix_strands_decision_id", "strands", ["decision_id"], unique=False)
    op.create_index("ix_strands_person", "strands", ["person_id", "state"], unique=False)
    op.create_index("ix_strands_team_id", "strands", ["team_id"], unique=False)

    op.create_table(
        "conference_strands",
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("strand_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reporter_referral", sa.Text(), nullable=True),
        sa.Column("areas_of_concern", hub.db.Words(), nullable=False),
        sa.Column("safeguards", hub.db.Words(), nullable=False),
        sa.Column("reasons_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("dissent_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("own_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_strands_conference_id")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_conference_strands_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conference_strands_person_id")),
        sa.ForeignKeyConstraint(["strand_id"], ["strands.id"], name=op.f("fk_conference_strands_strand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_strands")),
        sa.UniqueConstraint("conference_id", "strand_id", name=op.f("uq_conference_strands_conference_id_strand_id")),
    )
    op.create_index("ix_conference_strands_key_id", "conference_strands", ["key_id"], unique=False)
    op.create_index("ix_conference_strands_strand_id", "conference_strands", ["strand_id"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("strand_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by_conference", sa.Uuid(), nullable=False),
        sa.Column("areas_of_concern", hub.db.Words(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_conference", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('child_protection', 'adult_protection')", name=op.f("ck_plans_kind")),
        sa.ForeignKeyConstraint(["ended_by_conference"], ["conferences.id"], name=op.f("fk_plans_ended_by_conference")),
        sa.ForeignKeyConstraint(
            ["opened_by_conference"], ["conferences.id"], name=op.f("fk_plans_opened_by_conference")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_plans_person_id")),
        sa.ForeignKeyConstraint(["strand_id"], ["strands.id"], name=op.f("fk_plans_strand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index("ix_plans_open", "plans", ["kind", "ended_on", "opened_on"], unique=False)
    op.create_index("ix_plans_person_id", "plans", ["person_id"], unique=False)
    op.create_index("ix_plans_strand_id", "plans", ["strand_id"], unique=False)

    op.create_table(
        "strand_parts",
        sa.Column("strand_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_strand_parts_officer_id")),
        sa.ForeignKeyConstraint(["strand_id"], ["strands.id"], name=op.f("fk_strand_parts_strand_id")),
        sa.PrimaryKeyConstraint("strand_id", "officer_id", "part", name=op.f("pk_strand_parts")),
    )
    audit.protect_audit_tables(op.get_bind())


def downgrade() -> None:
    op.drop_table("strand_parts")
    op.drop_index("ix_plans_strand_id", table_name="plans")
    op.drop_index("ix_plans_person_id", table_name="plans")
    op.drop_index("ix_plans_open", table_name="plans")

    op.drop_table("plans")
    op.drop_index("ix_conference_strands_strand_id", table_name="conference_strands")
    op.drop_index("ix_conference_strands_key_id", table_name="conference_strands")

    op.drop_table("conference_strands")
    op.drop_index("ix_strands_team_id", table_name="strands")
    op.drop_index("ix_strands_person", table_name="strands")
    op.drop_index("ix_strands_decision_id", table_name="strands")
    op.drop_index("ix_strands_concern_id", table_name="strands")

    op.drop_table("strands")
    op.drop_index("ix_onward_routes_owner_id", table_name="onward_routes")
    op.drop_index("ix_onward_routes_open", table_name="onward_routes")
    op.drop_index("ix_onward_routes_key_id", table_name="onward_routes")
    op.drop_index("ix_onward_routes_concern_id", table_name="onward_routes")

    op.drop_table("onward_routes")
    op.drop_index("ix_screening_subjects_person", table_name="screening_subjects")
    op.drop_index("ix_screening_subjects_key_id", table_name="screening_subjects")

    op.drop_table("screening_subjects")
    op.drop_index("ix_decisions_state", table_name="decisions")
    op.drop_index("ix_decisions_person_id", table_name="decisions")
    op.drop_index("ix_decisions_key_id", table_name="decisions")

    op.drop_table("decisions")
    op.drop_table("alert_calls")
    op.drop_index("ix_work_items_team_id", table_name="work_items")
    op.drop_index("ix_work_items_order", table_name="work_items")
    op.drop_index("ix_work_items_object", table_name="work_items")
    op.drop_index("ix_work_items_claimed", table_name="work_items")

    op.drop_table("work_items")
    op.drop_index("ix_screening_runs_key_id", table_name="screening_runs")

    op.drop_table("screening_runs")
    op.drop_index("ix_referrers_key_id", table_name="referrers")

    op.drop_table("referrers")
    op.drop_index("ix_own_views_key_id", table_name="own_views")

    op.drop_table("own_views")
    op.drop_index("ix_invitees_key_id", table_name="invitees")
    op.drop_index("ix_invitees_conference", table_name="invitees")

    op.drop_table("invitees")
    op.drop_index("ix_fact_answers_key_id", table_name="fact_answers")
    op.drop_index("ix_fact_answers_concern", table_name="fact_answers")

    op.drop_table("fact_answers")
    op.drop_index("ix_draft_sections_key_id", table_name="draft_sections")

    op.drop_table("draft_sections")
    op.drop_index("ix_concern_versions_key_id", table_name="concern_versions")

    op.drop_table("concern_versions")
    op.drop_index("ix_concern_parts_person_id", table_name="concern_parts")
    op.drop_index("ix_concern_parts_key_id", table_name="concern_parts")

    op.drop_table("concern_parts")
    op.drop_index("ix_alerts_open", table_name="alerts")

    op.drop_table("alerts")
    op.drop_index("ix_sign_in_sessions_officer_id", table_name="sign_in_sessions")

    op.drop_table("sign_in_sessions")
    op.drop_table("set_up_codes")
    op.drop_table("rota_places")
    op.drop_index("ix_person_tokens_lookup", table_name="person_tokens")

    op.drop_table("person_tokens")
    op.drop_index("ix_person_searches_officer_id", table_name="person_searches")
    op.drop_index("ix_person_searches_key_id", table_name="person_searches")
    op.drop_index("ix_person_searches_expires_at", table_name="person_searches")

    op.drop_table("person_searches")
    op.drop_index("ix_person_links_person_id", table_name="person_links")
    op.drop_index("ix_person_links_other_id", table_name="person_links")

    op.drop_table("person_links")
    op.drop_table("one_time_counters")
    op.drop_index("ix_officer_teams_team_id", table_name="officer_teams")

    op.drop_table("officer_teams")
    op.drop_table("officer_roles")
    op.drop_table("officer_qualifications")
    op.drop_index("ix_household_tokens_lookup", table_name="household_tokens")

    op.drop_table("household_tokens")
    op.drop_index("ix_grants_team", table_name="grants")
    op.drop_index("ix_grants_officer", table_name="grants")

    op.drop_table("grants")
    op.drop_index("ix_exclusions_officer_id", table_name="exclusions")

    op.drop_table("exclusions")
    op.drop_index("ix_drafts_touched", table_name="drafts")
    op.drop_index("ix_drafts_owner", table_name="drafts")
    op.drop_index("ix_drafts_key_id", table_name="drafts")

    op.drop_table("drafts")
    op.drop_index("ix_conferences_team_id", table_name="conferences")
    op.drop_index("ix_conferences_key_id", table_name="conferences")
    op.drop_index("ix_conferences_chair", table_name="conferences")

    op.drop_table("conferences")
    op.drop_index("ix_concerns_team_id", table_name="concerns")
    op.drop_index("ix_concerns_source_kind", table_name="concerns")
    op.drop_index("ix_concerns_service_id", table_name="concerns")
    op.drop_index("ix_concerns_sender", table_name="concerns")
    op.drop_index("ix_concerns_received_at", table_name="concerns")
    op.drop_index("ix_concerns_incident_id", table_name="concerns")

    op.drop_table("concerns")
    op.drop_index("ix_clock_variations_key_id", table_name="clock_variations")
    op.drop_index("ix_clock_variations_clock_id", table_name="clock_variations")

    op.drop_table("clock_variations")
    op.drop_index("ix_teams_kind", table_name="teams")

    op.drop_table("teams")
    op.drop_index("ix_services_key_id", table_name="services")

    op.drop_table("services")
    op.drop_index("ix_people_key_id", table_name="people")
    op.drop_index("ix_people_cluster_id", table_name="people")

    op.drop_table("people")
    op.drop_table("pack_activations")
    op.drop_index("ix_officers_key_id", table_name="officers")

    op.drop_table("officers")
    op.drop_index("ix_incidents_key_id", table_name="incidents")

    op.drop_table("incidents")
    op.drop_table("api_tokens")
    op.drop_table("throttles")
    op.drop_index("ix_sent_once_at", table_name="sent_once")

    op.drop_table("sent_once")
    op.drop_table("secret_keys")
    op.drop_index("ix_running_clocks_object", table_name="running_clocks")
    op.drop_index("ix_running_clocks_due", table_name="running_clocks")

    op.drop_table("running_clocks")
    op.drop_table("rule_packs")
    op.drop_index("ix_references_object_id", table_name="references")

    op.drop_table("references")
    op.drop_table("key_checks")
    op.drop_index("ix_deliveries_due", table_name="deliveries")

    op.drop_table("deliveries")
    op.drop_index("ix_data_keys_master_version", table_name="data_keys")

    op.drop_table("data_keys")
    op.drop_table("audit_slots")
    op.drop_index("ix_audit_objects_object", table_name="audit_objects")

    op.drop_table("audit_objects")
    op.drop_index("ix_audit_leaves_at", table_name="audit_leaves")

    op.drop_table("audit_leaves")
    op.drop_table("audit_batches")
    op.drop_table("agencies")
    audit.forget_protection(op.get_bind())
