"""What was told besides, on the screening page."""

from __future__ import annotations

TOLD_BESIDES = {
    "safe": [{"key": "Reaching them", "value": "Rory. Phone, text: safe"}],
    "groups": [{"title": "About the concern", "rows": [{"key": "Said out of turn", "value": "Gran was a nurse."}]}],
    "words": "Also told, 1 answer",
}
