"""Plugins: what was found, what is served, and what is quarantined.

Places on the server's disk are for its operator: `parindex plugins` tells them, this does not.
"""

from flask import Response

from api.call import Call
from api.operation import Operation
from api.representations import CURRENT, json_answer
from engine.discovery.catalogue import Catalogue
from engine.discovery.extension_record import ExtensionRecord
from engine.discovery.record import PluginRecord
from engine.discovery.set_record import SetRecord
from engine.domain.text import Text
from engine.services.finding_document import finding_document
from engine.services.overlap_document import overlap_document

FORMAT = "parindex/plugin-list/1"
TAG = "service"


def list_plugins(call: Call) -> Response:
    """Every plugin with its sets, and every importer and renderer, whether it is on or not."""
    catalogue = call.engine.catalogue
    items = [
        _plugin(record, [_set(one, catalogue) for one in catalogue.sets if one.plugin == record.name])
        for record in catalogue.records
    ]
    extensions = [_extension(record) for record in call.engine.extensions.records]
    overlaps = [overlap_document(overlap) for overlap in catalogue.overlaps]
    document = {"format": FORMAT, "items": items, "overlaps": overlaps, "extensions": extensions}
    return json_answer(document, CURRENT)


def _extension(record: ExtensionRecord) -> dict[str, object]:
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "state": str(record.state),
        "hooks": list(record.hooks),
    }


def _plugin(record: PluginRecord, sets: list[dict[str, object]]) -> dict[str, object]:
    return {
        "name": record.name,
        "origin": str(record.origin),
        "distribution": record.distribution,
        "version": record.version,
        "state": str(record.state),
        "sets": sets,
    }


def _set(record: SetRecord, catalogue: Catalogue) -> dict[str, object]:
    return {
        "id": record.name.id,
        "edition": record.name.edition,
        "revision": record.name.revision or None,
        "state": str(record.state),
        "lock": str(catalogue.lock_state(record)),
        "hash": record.content_hash,
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
