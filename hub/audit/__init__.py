"""The trail: a leaf for every view, search, change, refusal and sign-in, append-only, in the same transaction as what it tells of."""

from hub.audit.actions import ACTIONS, Action, in_words
from hub.audit.breaks import Break, find_break
from hub.audit.bundle import export_bundle
from hub.audit.epochs import PAGE_OF_CHECKPOINTS, Proof, checkpoints, inclusion_proof, newest_checkpoint, open_epoch
from hub.audit.evidence import Evidence, Piece, evidence_of
from hub.audit.guard import importing
from hub.audit.leaves import Look, Shown, record, record_import, record_look
from hub.audit.models import (
    AUDIT_TABLES,
    AuditAlarm,
    AuditBatch,
    AuditCheckpoint,
    AuditEntry,
    AuditEpoch,
    AuditLeaf,
    AuditNode,
    AuditObject,
    AuditSlot,
)
from hub.audit.protection import forget_protection, grant_service_role, protect_audit_tables, protect_log_tables
from hub.audit.proving import growth_proof, leaf_proof
from hub.audit.reading import PAGE, Entry, access_log
from hub.audit.renewing import change_checkpoint_key
from hub.audit.sealing import Sealed, Unsealed, find_unsealed, seal, seal_pending
from hub.audit.standing import AlarmLine, Standing, how_it_stands
from hub.audit.told import said

__all__ = [
    "ACTIONS",
    "AUDIT_TABLES",
    "PAGE",
    "PAGE_OF_CHECKPOINTS",
    "Action",
    "AlarmLine",
    "AuditAlarm",
    "AuditBatch",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditEpoch",
    "AuditLeaf",
    "AuditNode",
    "AuditObject",
    "AuditSlot",
    "Break",
    "Entry",
    "Evidence",
    "Look",
    "Piece",
    "Proof",
    "Sealed",
    "Shown",
    "Standing",
    "Unsealed",
    "access_log",
    "change_checkpoint_key",
    "checkpoints",
    "evidence_of",
    "export_bundle",
    "find_break",
    "find_unsealed",
    "forget_protection",
    "grant_service_role",
    "growth_proof",
    "how_it_stands",
    "importing",
    "in_words",
    "inclusion_proof",
    "leaf_proof",
    "newest_checkpoint",
    "open_epoch",
    "protect_audit_tables",
    "protect_log_tables",
    "record",
    "record_import",
    "record_look",
    "said",
    "seal",
    "seal_pending",
]
