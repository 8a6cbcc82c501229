"""Plugins: what was found, what is served, and what is quarantined.

Places on the server's disk are for its operator: `parindex plugins` tells them, this does not.
"""

from flask import Response

from api.call import Call
from api.operation import Operation
from api.representations import STEADY, json_answer
from engine.discovery.extension_record import ExtensionRecord
from engine.discovery.record import PluginRecord
from engine.discovery.set_record import SetRecord
from engine.domain.text import Text
from engine.services.finding_document import finding_document

FORMAT = "parindex/plugin-list/1"
TAG = "service"


def list_plugins(call: Call) -> Response:
    """Every plugin with its sets, and every importer and renderer, whether it is on or not."""
    catalogue = call.engine.catalogue
    items = [
        _plugin(record, [one for one in catalogue.sets if one.plugin == record.name]) for record in catalogue.records
    ]
    extensions = [_extension(record) for record in call.engine.extensions.records]
    return json_answer({"format": FORMAT, "items": items, "extensions": extensions}, STEADY)


def _extension(record: ExtensionRecord) -> dict[str, object]:
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "state": str(record.state),
        "hooks": list(record.hooks),
    }


def _plugin(record: PluginRecord, sets: list[SetRecord]) -> dict[str, object]:
    return {
        "name": record.name,
        "origin": str(record.origin),
        "distribution": record.distribution,
        "version": record.version,
        "state": str(record.state),
        "sets": [_set(one) for one in sets],
    }


def _set(record: SetRecord) -> dict[str, object]:
    return {
        "id": record.name.id,
        "edition": record.name.edition,
        "revision": record.name.revision or None,
        "state": str(record.state),
        "hash": record.loaded.content_hash if record.loaded else "",
        "findings": [finding_document(finding) for finding in record.findings],
    }


OPERATIONS = (
    Operation(
        "listPlugins",
        "/v1/plugins",
        list_plugins,
        TAG,
        Text("Plugin và bộ tiêu chí, kể cả bộ bị tách riêng", "Plugins and their sets, quarantined ones too"),
        schema="answers/1#/$defs/pluginList",
    ),
)
