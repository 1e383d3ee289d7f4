"""Protection plans: what a conference opened and what it ended. A child is on the register while a child's plan is open."""

from hub.plans.keeping import close_plan, is_on_register, open_plan, open_plan_of, planned, reviews_due
from hub.plans.models import KINDS, Plan

__all__ = ["KINDS", "Plan", "close_plan", "is_on_register", "open_plan", "open_plan_of", "planned", "reviews_due"]
