"""The frame of every page and the parts that pages are made of."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from hub.web import appearance, headers
from hub.web.appearance import Theme, contrast_with_white
from tests.web.sample import page_html, sample_app
from tests.web.samples import PAGES

INLINE = re.compile(r"<[^>]+\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)


@pytest.fixture(scope="module")
def app() -> Flask:
    return sample_app()


@pytest.fixture(scope="module")
def pages(app: Flask) -> dict[str, str]:
    client = app.test_client()
    return {name: client.get(f"/{name}").get_data(as_text=True) for name in PAGES}


def test_every_sample_page_is_filled_without_a_missing_name(app: Flask) -> None:
    answers = {name: app.test_client().get(f"/{name}").status_code for name in PAGES}
    assert set(answers.values()) == {200}, answers


def test_no_page_holds_inline_style_or_an_inline_handler(pages: dict[str, str]) -> None:
    assert {name: INLINE.findall(html) for name, html in pages.items() if INLINE.search(html)} == {}


def test_the_only_inline_script_is_the_line_whose_hash_the_policy_names(pages: dict[str, str]) -> None:
    for html in pages.values():
        inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", html, re.DOTALL)
        assert inline == [headers.JS_ENABLED_LINE]
    assert f"'{headers.JS_ENABLED_HASH}'" in headers.CONTENT_SECURITY_POLICY


def test_no_page_fetches_anything_from_elsewhere(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        fetched = re.findall(r"<(?:link|script|img|iframe|source)[^>]+(?:href|src)=\"([^\"]+)\"", html)
        assert all(address.startswith("/assets/") for address in fetched), name


def test_every_page_has_one_heading_a_language_and_a_skip_link(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert html.count("<h1") == 1, name
        assert '<html lang="en-GB"' in html
        assert 'href="#main-content"' in html
        assert len(re.findall(r"<main ", html)) == 1
        assert len(re.findall(r"<title>[^<]+ – Dundee safeguarding hub</title>", html)) == 1, name


def test_no_page_repeats_an_id(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        ids = re.findall(r"\sid=\"([^\"]+)\"", html)
        assert len(ids) == len(set(ids)), (name, sorted(each for each in ids if ids.count(each) > 1))


def test_what_was_typed_is_escaped_everywhere(pages: dict[str, str]) -> None:
    assert "<script>Samplewood" not in pages["parts"]
    assert "Orla &lt;script&gt;Samplewood" in pages["parts"]
    assert 'value="Rory &lt;b&gt;"' in pages["parts"]
    assert "&lt;/textarea&gt;" in pages["parts"]


def test_urgency_from_missing_facts_has_its_own_shape_and_words(pages: dict[str, str]) -> None:
    assert '<strong class="hub-u hub-u--act_now">Act now</strong>' in pages["parts"]
    assert '<strong class="hub-u hub-u--unknown">Could be act now</strong>' in pages["parts"]


def test_a_date_keeps_what_was_typed_even_when_it_is_no_date(pages: dict[str, str]) -> None:
    for part, value in (("day", "31"), ("month", "2"), ("year", "about 2015")):
        box = re.search(rf'<input[^>]+id="received-{part}"[^>]*>', pages["parts"])
        assert box is not None
        assert f'name="received-{part}"' in box[0]
        assert f'value="{value}"' in box[0]


def test_nothing_is_chosen_when_nothing_was_answered(app: Flask) -> None:
    question = {"name": "danger", "label": "In danger?", "type": "radios", "items": [{"value": "", "text": "None"}]}
    with app.test_request_context():
        html = page_html("parts_sample.html", name="Orla", questions=[{**question, "value": None}])
    assert "checked" not in html.split('id="danger"')[1].split(">")[0]


def test_a_table_keeps_its_roles_and_labels_when_it_turns_to_cards(pages: dict[str, str]) -> None:
    table = pages["parts"].split("<table", 1)[1].split("</table>", 1)[0]
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in table
    assert 'data-label="Now"' in table


def test_a_person_not_signed_in_sees_no_menu_and_no_way_to_find(pages: dict[str, str]) -> None:
    assert "Sign out" not in pages["error-503"]
    assert 'name="reference"' not in pages["error-503"]
    assert 'id="foot-menu"' not in pages["error-503"]


def test_a_reference_is_looked_for_by_post_so_that_it_stands_in_no_address(pages: dict[str, str]) -> None:
    form = re.search(r'<form class="hub-ref"[^>]*>', pages["parts"])
    assert form is not None
    assert 'method="post"' in form[0]


def test_the_menu_without_scripts_leads_to_the_foot_of_the_page(pages: dict[str, str]) -> None:
    assert 'href="#foot-menu"' in pages["parts"]
    assert 'id="foot-menu"' in pages["parts"]


@pytest.mark.parametrize("address", ["/parts", "/nowhere-at-all", "/assets/0/theme.css"])
def test_every_answer_carries_the_security_headers(app: Flask, address: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get(address)
    for name, value in headers.SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_a_page_is_never_stored_and_an_asset_for_ever(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/parts")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = re.search(r'href="(/assets/[0-9a-f]{12}/hub\.css)"', page.get_data(as_text=True))
    assert sheet is not None
    with client.get(sheet[1]) as asset:
        assert "immutable" in asset.headers["Cache-Control"]
        assert asset.headers["Content-Security-Policy"] == headers.CONTENT_SECURITY_POLICY
        assert "Access-Control-Allow-Origin" not in asset.headers


def test_the_script_is_served_as_javascript(app: Flask) -> None:
    address = re.search(r'src="([^"]+init\.mjs)"', app.test_client().get("/parts").get_data(as_text=True))
    assert address is not None
    with app.test_client().get(address[1]) as script:
        assert script.mimetype == "text/javascript"


def test_another_colour_is_another_address() -> None:
    assert appearance.assets_version(Theme()) != appearance.assets_version(Theme(brand_colour="#21405f"))


@pytest.mark.parametrize("colour", ["red", "#12345", "#1f4a5a;}", "#777778"])
def test_a_colour_that_cannot_be_read_or_written_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour|darker"):
        Theme(brand_colour=colour)


def test_the_darkest_grey_that_white_cannot_be_read_on_is_the_border() -> None:
    assert contrast_with_white("#767676") >= 4.5 > contrast_with_white("#777777")


def test_a_name_no_page_was_given_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Exception, match="contact"):
        page_html("pages/privacy.html")
