"""A component of two rows, of which the second may leave: its points can be sure while its maximum is not."""

from tests.support.written_rows import HEAD, Rows, read_component, titles

COUNTED = """
  - id: "{id}"
    title: {title}
    max: "1"
    part: appraisal
    facts: {{{fact}: {{type: count, max: 5, title: {title}}}}}
    method: count
    rule: {{classes: [{{id: x, count: {fact}, points: "1", title: {title}}}]}}
"""
LEAVES = f"""\
    not_arisen: {{when: gone, then: exclude, reason: {titles("Gone")}}}
"""
COMPONENT = f"""\
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "2"
facts: {{gone: {{type: bool, title: {titles("Gone")}}}}}
children:
{COUNTED.format(id="1.1", fact="a", title=titles("Stays"))}
{COUNTED.format(id="1.2", fact="b", title=titles("May leave"))}
{LEAVES}
"""
LEAVING = Rows(read_component(COMPONENT, HEAD.format(points="2")))
