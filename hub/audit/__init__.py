"""The trail: a leaf for every view, search, change, refusal and sign-in, append-only, in the same transaction as what it tells of."""

from hub.audit.actions import ACTIONS, Action, in_words
from hub.audit.guard import importing
from hub.audit.leaves import Look, Shown, record, record_import, record_look
from hub.audit.models import AUDIT_TABLES, AuditBatch, AuditLeaf, AuditObject, AuditSlot
from hub.audit.protection import forget_protection, grant_service_role, protect_audit_tables
from hub.audit.reading import PAGE, Entry, access_log

__all__ = [
    "ACTIONS",
    "AUDIT_TABLES",
    "PAGE",
    "Action",
    "AuditBatch",
    "AuditLeaf",
    "AuditObject",
    "AuditSlot",
    "Entry",
    "Look",
    "Shown",
    "access_log",
    "forget_protection",
    "grant_service_role",
    "importing",
    "in_words",
    "protect_audit_tables",
    "record",
    "record_import",
    "record_look",
]
