"""A file of a draft as plain text, for those who would rather write it: kept as typed, with what is wrong said beside it."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub.accounts import Permission, require
from hub.db import transaction
from hub.errors import Conflict, NotFound, Unprocessable
from hub.rulebook import drafts
from hub.rulebook.opening import OpenedDraft
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_draft, seen, status_of
from hub.web.signed_in import officer
from hub.web.typed import Typed

LONGEST_FILE = 256 * 1024


@pages.get("/drafts/<int:number>/files/<path:path>")
def file(number: int, path: str) -> Response:
    """A file of the draft as plain text, with what is wrong in it; read only where it may not be changed."""
    opened = opened_draft(number)
    if path not in opened.files:
        raise NotFound
    return _file_page(opened, path, opened.files[path])


@pages.post("/drafts/<int:number>/files/<path:path>")
def keep_file(number: int, path: str) -> AnyResponse:
    """The file is kept as typed, even where it does not load; what is wrong is shown beside it."""
    require(officer(), Permission.RULES_CHANGE)
    typed = request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    opened = opened_draft(number)
    if path not in opened.files:
        raise NotFound
    try:
        if len(typed.encode(errors="replace")) > LONGEST_FILE:
            raise Unprocessable({"text": ["The file is larger than a rule file may be"]})
        if typed != opened.files[path]:
            with transaction() as session:
                drafts.change_files(session, number, {path: typed}, seen_version=seen(), by=officer())
    except Unprocessable as problem:
        return _file_page(opened, path, typed, problem=problem)
    except Conflict as conflict:
        return _file_page(opened_draft(number), path, typed, conflict=conflict)
    now = opened_draft(number)
    wrong = [each for each in now.report.problems if each.path == path]
    if wrong:
        tell("Kept as typed. It cannot be used as it is: see what is wrong below.", "important")
        return redirect(url_for("rules.file", number=number, path=path), 303)
    tell("Kept, and it can be read.")
    return redirect(url_for("rules.draft", number=number), 303)


def _file_page(
    opened: OpenedDraft,
    path: str,
    text: str,
    *,
    problem: Unprocessable | None = None,
    conflict: Conflict | None = None,
) -> Response:
    typed = Typed({"text": text}, problem.fields if problem else {})
    field = typed.text(
        "text", "Text of the file", kind="textarea", rows=min(40, max(12, text.count("\n") + 3)), spellcheck=False
    )
    html = render_template(
        "rules/file.html",
        opened=opened,
        path=path,
        text=text,
        stands=opened.files.get(path, ""),
        field=field,
        problems=[each for each in opened.report.problems if each.path == path],
        errors=typed.errors,
        hidden={"seen": opened.version},
        conflict=conflict.message if conflict else "",
    )
    return make_response(html, status_of(problem, conflict))
