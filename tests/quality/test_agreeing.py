"""Cohen's kappa and its interval against figures worked out by other people's programs, and where it has no meaning."""

from __future__ import annotations

BANDS = ("act_now", "same_day", "two_working_days", "five_working_days")
