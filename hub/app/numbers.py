"""Numbers in addresses: only those that a row can have; any other leads nowhere, before anything is looked up."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter


class RowNumber(IntegerConverter):
    """A whole number from 1 to 999,999,999 in the figures 0 to 9: less than a column of whole numbers holds anywhere.

    It is the pattern that bounds it: a number refused while it is read would answer 405 where an address takes two methods.
    """

    regex = "[1-9][0-9]{0,8}"


def read_row_numbers(app: Flask) -> None:
    """From now on every `<int:…>` of an address is such a number; to be called before the addresses are made."""
    app.url_map.converters["int"] = RowNumber
