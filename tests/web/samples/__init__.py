"""Made-up content for every page; the people are the invented ones of the demonstration city."""

from __future__ import annotations

from tests.web.samples import conferences, decision, logging, meetings, records, screening, shell
from tests.web.samples.page import Page

PAGES: dict[str, Page] = {
    **shell.PAGES,
    **logging.PAGES,
    **screening.PAGES,
    **decision.PAGES,
    **conferences.PAGES,
    **meetings.PAGES,
    **records.PAGES,
}
