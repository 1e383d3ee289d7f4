"""Are we consistent? A random share of decisions goes blind to a second officer; agreement is told by area, never by officer."""

from hub.quality.agreeing import Kappa
from hub.quality.chances import IS_CONFIRMED, LEAST_SHARE, MOST_SHARE, Chance
from hub.quality.comparing import AREAS, DIFFERENCES
from hub.quality.drawing import draw, is_due
from hub.quality.figures import AgreementView, AreaLine, show_agreement
from hub.quality.giving import BothView, Side, give, show_both
from hub.quality.looking import Beside, BlindView, show_blind
from hub.quality.models import AnswerPair, SecondLook, SecondLookDraw, SecondLookShare
from hub.quality.setting import Share, ShareView, set_share, share_now, show_share
from hub.quality.settling import SETTLED, DifferenceLine, DifferenceView, settle, show_difference, show_differences
from hub.quality.taking import WaitingView, put_back, show_waiting, take

__all__ = [
    "AREAS",
    "DIFFERENCES",
    "IS_CONFIRMED",
    "LEAST_SHARE",
    "MOST_SHARE",
    "SETTLED",
    "AgreementView",
    "AnswerPair",
    "AreaLine",
    "Beside",
    "BlindView",
    "BothView",
    "Chance",
    "DifferenceLine",
    "DifferenceView",
    "Kappa",
    "SecondLook",
    "SecondLookDraw",
    "SecondLookShare",
    "Share",
    "ShareView",
    "Side",
    "WaitingView",
    "draw",
    "give",
    "is_due",
    "put_back",
    "set_share",
    "settle",
    "share_now",
    "show_agreement",
    "show_blind",
    "show_both",
    "show_difference",
    "show_differences",
    "show_share",
    "show_waiting",
    "take",
]
