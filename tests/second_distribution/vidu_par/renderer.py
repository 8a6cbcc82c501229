"""A result as a small page of HTML."""

from html import escape
from typing import Any

from engine.authoring import Rendered, hookimpl

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<title>{unit}</title>
<h1>{unit}</h1>
<p>{set} · {year} · {status}</p>
<table>
{rows}
</table>
"""


@hookimpl
def render_result(document: dict[str, Any], language: str) -> Rendered:
    """Points of every component and the total, with the status of the set; names are escaped."""
    rules = document["criteria_set"]
    rows = [node for node in document["nodes"] if node["depth"] == 1]
    page = PAGE.format(
        language=language,
        unit=escape(document["unit"]["name"][language]),
        set=escape(f"{rules['id']} {rules['edition']}"),
        year=document["year"],
        status=escape(rules["status"]),
        rows="\n".join(_row(node["title"][language], node) for node in rows),
    )
    return Rendered(page.encode("utf-8"), "text/html; charset=utf-8")


def _row(title: str, node: dict[str, Any]) -> str:
    points = node["points"]["printed"] if node["points"] else "–"
    return f"<tr><td>{escape(title)}<td>{points}<td>{node['maximum']}"
