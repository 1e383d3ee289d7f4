"""What a manager sends to set the rota: each officer's rung, or nothing."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

CHOOSE = "Choose from the people and places listed"


class RotaSchema(Schema):
    """Rungs by officer; an empty one means that the officer is not called."""

    class Meta:
        unknown = EXCLUDE

    rungs = fields.Dict(
        keys=fields.UUID(error_messages={"invalid_uuid": CHOOSE}),
        values=fields.Integer(strict=False, allow_none=True, error_messages={"invalid": CHOOSE}),
        load_default=dict,
    )

    def load(self, data: Any, **options: Any) -> Any:
        """Leave out who is not called."""
        kept = {officer: rung for officer, rung in data.get("rungs", {}).items() if rung != ""}
        return super().load({"rungs": kept}, **options)

    @post_load
    def _rungs(self, data: dict[str, Any], **_: Any) -> dict[Any, int]:
        return dict(data["rungs"])
