"""YAML as rule files may use it: plain maps, lists, texts, numbers, true/false; mistakes by file and line. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from copy import deepcopy
from functools import lru_cache
from typing import Any

import yaml

MAXIMUM_BYTES = 256 * 1024
MAXIMUM_DEPTH = 20


class RuleFileError(ValueError):
    """A rule file cannot be used; the message names file, line and remedy."""

    def __init__(self, path: str, line: int | None, problem: str, remedy: str) -> None:
        self.path, self.line, self.problem, self.remedy = path, line, problem, remedy
        where = f"{path}:{line}" if line else path
        super().__init__(f"{where}: {problem}. {remedy}")


class _Loader(yaml.SafeLoader):
    """SafeLoader whose only scalars are null, true/false, whole and decimal numbers, ISO dates and text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:null|)$", ["n", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", list("0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)

_REFUSED_TAGS = {"merge", "value", "binary", "set", "omap", "pairs"}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control signs and half signs, which no page can show
_AMBIGUOUS = {"yes", "no", "on", "off", "y", "n", "true", "false", "~", ".nan", ".inf", "-.inf"}


def load(path: str, text: str) -> Any:
    """The one document in `text`, as plain Python values; dates as `datetime.date`.

    Raises:
        RuleFileError: not YAML, too large or deep, or with a duplicate key, an alias, a tag or an ambiguous word.
    """
    return deepcopy(_parsed(path, text))


def nodes(path: str, text: str) -> yaml.Node:
    """The document in `text` as nodes that know the places at which they stand; refused as `load` refuses."""
    found: yaml.Node = _read(path, text, lambda _, node: node)
    return found


@lru_cache(maxsize=1024)
def _parsed(path: str, text: str) -> Any:
    """What the text says, parsed once: of a pack with one file changed, only that one is parsed anew."""
    return _read(path, text, lambda loader, node: loader.construct_document(node))


def _read(path: str, text: str, make: Callable[[_Loader, yaml.Node], Any]) -> Any:
    if len(text.encode(errors="replace")) > MAXIMUM_BYTES:
        raise RuleFileError(path, None, f"the file is larger than {MAXIMUM_BYTES // 1024} KiB", "Split it by subject")
    try:
        return _checked(path, _Loader(text), make)
    except RuleFileError:
        raise
    except RecursionError as error:
        raise _too_deep(path, None) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RuleFileError(
            path,
            mark.line + 1 if mark else None,
            f"this is not YAML: {error.problem}",
            "Mend the indentation or quotes there",
        ) from error
    except yaml.YAMLError as error:
        raise RuleFileError(path, None, "this is not readable text", "Save the file as UTF-8") from error
    except ValueError as error:
        raise RuleFileError(path, None, f"a value cannot be read: {error}", "Write dates as YYYY-MM-DD") from error


def _checked(path: str, loader: _Loader, make: Callable[[_Loader, yaml.Node], Any]) -> Any:
    try:
        node = loader.get_single_node()
        if node is None:
            raise RuleFileError(path, 1, "the file is empty", "Write the rule, or delete the file")
        _check(path, node, depth=0, seen=set())
        return make(loader, node)
    finally:
        loader.dispose()


def _too_deep(path: str, line: int | None) -> RuleFileError:
    return RuleFileError(path, line, "the file nests too deeply", "Use at most two levels of groups")


def _check(path: str, node: yaml.Node, *, depth: int, seen: set[int]) -> None:
    line = node.start_mark.line + 1
    if depth > MAXIMUM_DEPTH:
        raise _too_deep(path, line)
    if id(node) in seen:
        raise RuleFileError(path, line, "an alias (*name) stands here", "Write the value out")
    seen.add(id(node))
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.split(":")[-1] in _REFUSED_TAGS:
        raise RuleFileError(path, line, f"the tag {node.tag} is not allowed", "Use plain text, numbers, lists and maps")
    if isinstance(node, yaml.ScalarNode):
        _check_scalar(path, node, line)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _check(path, child, depth=depth + 1, seen=seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[Hashable] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise RuleFileError(path, line, "a key is not plain text", "Use a word as the key")
            if key.value in keys:
                raise RuleFileError(path, key.start_mark.line + 1, f"{key.value!r} stands twice", "Keep one of them")
            keys.add(key.value)
            if key.value != "on":  # the day of a case; as a key it cannot be taken for a value
                _check(path, key, depth=depth + 1, seen=seen)
            _check(path, value, depth=depth + 1, seen=seen)


def _check_scalar(path: str, node: yaml.ScalarNode, line: int) -> None:
    if node.style is None and node.value.lower() in _AMBIGUOUS and node.tag.endswith(":str"):
        problem = f"{node.value!r} is read differently by different tools"
        raise RuleFileError(path, line, problem, "Write true or false, or put it in quotes")
    if _UNSEEN.search(node.value):
        raise RuleFileError(path, line, "a sign stands here that nobody can see", "Write plain words")
