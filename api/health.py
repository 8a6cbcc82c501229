"""Is the server alive, can it serve, and which versions and limits are these."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Response

from api.call import Call
from api.operation import Operation
from api.problem_kinds import NOT_READY
from api.problems import problem
from api.representations import NEVER_KEPT, json_answer
from engine.domain.text import Text
from engine.errors import StorageProblem
from engine.results.versions import DISTRIBUTION, engine_version
from engine.storage.upgrading import is_up_to_date

HEALTH_FORMAT = "parindex/health/1"
VERSION_FORMAT = "parindex/version/1"
TAG = "service"


def healthz(_: Call) -> Response:
    """The process answers; nothing else is looked at."""
    return json_answer({"format": HEALTH_FORMAT, "status": "ok"}, NEVER_KEPT)


def readyz(call: Call) -> Response:
    """The database can be read and has the newest schema, and at least one set is served.

    A process that cannot serve the newest generation serves the one before and is ready: the answer says why.
    """
    checks = {"database": _holds(call, _database_is_ready), "criteria_sets": _holds(call, _serves_a_set)}
    if all(checks.values()):
        document = {"format": HEALTH_FORMAT, "status": "ready", "checks": checks, "generation": _generation(call)}
        return json_answer(document, NEVER_KEPT)
    failed = [{"code": f"check.{name}", "check": name} for name, good in checks.items() if not good]
    detail, hint = NOT_READY.detail.said(call.language), NOT_READY.hint.said(call.language)
    return problem(NOT_READY, call.language, detail, hint, errors=failed)


def version(call: Call) -> Response:
    """The engine, the sets that are served with their hashes, and the limits of one request."""
    document = {
        "format": VERSION_FORMAT,
        "engine": {"name": DISTRIBUTION, "version": engine_version()},
        "api": "v1",
        "generation": call.engine.generation,
        "criteria_sets": [
            {"id": rules.id, "edition": rules.edition, "revision": rules.revision, "hash": rules.content_hash}
            for rules in call.engine.criteria.sets()
        ],
        "limits": asdict(call.host.limits),
    }
    return json_answer(document, NEVER_KEPT)


def _generation(call: Call) -> dict[str, object]:
    """The generation that is served, the newest one, and why they differ where they do."""
    trouble = call.host.live.trouble
    return {
        "served": call.engine.generation,
        "newest": call.engine.generations.newest_number(),
        "problem": trouble.reason.as_mapping() if trouble else None,
    }


def _holds(call: Call, check: Callable[[Call], bool]) -> bool:
    try:
        return check(call)
    except StorageProblem:
        return False


def _database_is_ready(call: Call) -> bool:
    return is_up_to_date(call.engine.database)


def _serves_a_set(call: Call) -> bool:
    return bool(call.engine.criteria.sets())


OPERATIONS = (
    Operation(
        "healthz",
        "/healthz",
        healthz,
        TAG,
        Text("Tiến trình còn sống", "The process is alive"),
        schema="answers/1#/$defs/health",
    ),
    Operation(
        "readyz",
        "/readyz",
        readyz,
        TAG,
        Text("Sẵn sàng phục vụ", "Ready to serve"),
        Text(
            "Đọc được cơ sở dữ liệu ở bản mới nhất, và có ít nhất một bộ tiêu chí. `generation` kể thế hệ đang phục "
            "vụ, thế hệ mới nhất, và vì sao chưa theo kịp.",
            "The database can be read and is up to date, and at least one criteria set is served. `generation` tells "
            "which one is served, which is the newest, and why it is not served where it is not.",
        ),
        schema="answers/1#/$defs/health",
        refusals=(503,),
    ),
    Operation(
        "version",
        "/version",
        version,
        TAG,
        Text("Phiên bản và giới hạn", "Versions and limits"),
        schema="answers/1#/$defs/version",
    ),
)
