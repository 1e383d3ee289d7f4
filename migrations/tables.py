"""Every room that has tables; a room left out would be missing from the schema."""

import hub.accounts.models
import hub.audit.models
import hub.concerns.models
import hub.conferences.models
import hub.crypto
import hub.danger.models
import hub.drafts.models
import hub.idempotency.models
import hub.jobs.models
import hub.outbox.models
import hub.pathways.models
import hub.people.models
import hub.plans.models
import hub.quality.models
import hub.queues.models
import hub.rulebook.models
import hub.strands.models
import hub.triage.models  # noqa: F401
