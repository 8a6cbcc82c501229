"""What can be wrong between an overlay and its base: findings that other floors make, too."""

from collections.abc import Sequence

from engine.domain.finding import Finding, Severity, error
from engine.domain.layers import Layer, Tier
from engine.domain.source_place import Place

MOST_LAYERS = 16


def base_missing(place: Place, set_id: str, edition: str) -> Finding:
    """The base that an overlay names is nowhere."""
    return error(
        "overlay.base-missing",
        place,
        f"Không tìm thấy bộ gốc {set_id} {edition}.",
        f"The base {set_id} {edition} is nowhere to be found.",
        "Cài bộ gốc, hoặc chỉ thư mục của nó bằng `--base`; kiểm tra id và edition.",
        "Install the base, or name its folder with `--base`; check id and edition.",
    )


def base_in_a_ring(place: Place, names: Sequence[str]) -> Finding:
    """The base of an overlay lies, over some steps, on the overlay itself; `names` go round once."""
    ring = " → ".join(names)
    return error(
        "overlay.ring",
        place,
        f"Quy định bổ sung nằm trên chính nó: {ring}.",
        f"The overlay lies on itself: {ring}.",
        "Mỗi văn bản nằm trên văn bản của cấp trên, cuối cùng là một bộ tiêu chí.",
        "Each document lies on one of the tier above, and the last on a criteria set.",
    )


def base_broken(place: Place, name: str, findings: Sequence[Finding]) -> Finding:
    """The base has errors of its own, the first of which is told."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    vi, en = f"Bộ gốc {name} có {len(errors)} lỗi", f"The base {name} has {len(errors)} errors"
    if errors:
        first = errors[0]
        vi += f"; lỗi đầu ở {first.place}: {first.message.vi}"
        en += f"; the first at {first.place}: {first.message.en}"
    else:
        vi, en = f"Bộ gốc {name} không dùng được.", f"The base {name} cannot be used."
    return error(
        "overlay.base-broken",
        place,
        vi,
        en,
        "Sửa bộ gốc trước, rồi kiểm tra lại.",
        "Mend the base first, then check again.",
    )


def base_differs(place: Place, written: str, found: str, stands: Place) -> Finding:
    """The base is there with other content than the overlay was written for."""
    return error(
        "overlay.base-hash",
        place,
        f"Bộ gốc ở {stands} có mã băm {found}, không phải {written}.",
        f"The base at {stands} has the hash {found}, not {written}.",
        "Xem lại quy định bổ sung theo nội dung mới của bộ gốc rồi ghi mã băm mới, hoặc dùng đúng bộ gốc cũ.",
        "Go over the overlay against what the base says now and write the new hash, or use the base it was made for.",
    )


def tier_above_base(place: Place, tier: Tier, base: Layer) -> Finding:
    """An overlay of a tier above that of its base: out of order."""
    return error(
        "overlay.tier",
        place,
        f"Cấp '{tier}' đứng trên cấp '{base.tier}' của bộ gốc ({base.place}).",
        f"The tier '{tier}' stands above the tier '{base.tier}' of its base ({base.place}).",
        "Xếp lại: ministry, rồi province, rồi commune; có thể lặp lại một cấp.",
        "Put them in order: ministry, then province, then commune; a tier may stand twice.",
    )


def too_many_layers(place: Place) -> Finding:
    """A chain longer than any administration is deep."""
    return error(
        "overlay.too-deep",
        place,
        f"Chuỗi quy định bổ sung dài hơn {MOST_LAYERS} lớp.",
        f"The chain of overlays has more than {MOST_LAYERS} layers.",
        "Gộp bớt các văn bản.",
        "Put some of the documents together.",
    )


def same_id(place: Place, set_id: str, other: Layer) -> Finding:
    """An overlay that calls itself what a layer below it is called."""
    return error(
        "overlay.same-id",
        place,
        f"'{set_id}' là mã của {other.place}.",
        f"'{set_id}' is the id of {other.place}.",
        "Đặt cho quy định bổ sung một mã riêng.",
        "Give the overlay an id of its own.",
    )


def no_document(file: str) -> Finding:
    """A folder without an overlay."""
    return error(
        "overlay.no-file",
        Place(file),
        "Thư mục không có tệp này nên không phải là quy định bổ sung.",
        "The folder does not hold this file, so it is no overlay.",
        "Kiểm tra đường dẫn, hoặc tạo tệp với `format: parindex/overlay/1`.",
        "Check the path, or write the file, beginning with `format: parindex/overlay/1`.",
    )
