"""What the OpenAPI document says in words, in both languages."""

from collections.abc import Mapping

from engine.domain.text import Text

ABOUT = Text(
    "Chấm điểm chỉ số cải cách hành chính (PAR INDEX): chính xác, giải trình được từng điểm. Số thập phân là văn bản, "
    'như "92.18". Đọc thì mở; ghi cần khóa API. Mọi lỗi là application/problem+json.',
    "Scores indices of public administration reform (PAR INDEX) exactly, and explains every point. Decimals are text, "
    'such as "92.18". Reading is open; writing needs an API key. Every refusal is application/problem+json.',
)

TAGS: Mapping[str, Text] = {
    "criteria": Text("Bộ tiêu chí và lược đồ", "Criteria sets and schemas"),
    "results": Text("Chấm điểm, kết quả, xếp hạng", "Scoring, results, rankings"),
    "activations": Text("Quyết định áp dụng", "Acts in force"),
    "service": Text("Máy chủ", "The service"),
}

HEADERS: Mapping[str, Text] = {
    "ETag": Text(
        "Dấu xác nhận mạnh của nội dung; với kết quả là mã băm của nó.",
        "Strong validator of the body; of a result its hash.",
    ),
    "Engine-Version": Text("Phiên bản bộ máy đã trả lời.", "The version of the engine that answered."),
    "Catalogue-Generation": Text(
        "Thế hệ bộ tiêu chí đã dùng để trả lời.", "The generation of the sets by which the answer was made."
    ),
    "Criteria-Set": Text("Bộ tiêu chí đã dùng: mã, phiên bản, lần sửa.", "The rules used: id, edition, revision."),
    "Criteria-Hash": Text("Mã băm sha256 của bộ tiêu chí đã dùng.", "The sha256 of the rules used."),
    "Act-In-Force": Text(
        "Với in_force=true: quyết định đã theo, từ điển của RFC 9651 (sequence, decision, dated, from, hash).",
        "With in_force=true: the act heeded, a dictionary of RFC 9651 (sequence, decision, dated, from, hash).",
    ),
    "Result-Hash": Text("Mã băm sha256 của bảng điểm.", "The sha256 of the scorecard."),
    "Location": Text("Nơi kết quả được lưu.", "Where the result was kept."),
}

KEY = Text(
    "Khóa API pix_…, tạo trên máy chủ bằng parindex key create.",
    "An API key pix_…, made on the server with parindex key create.",
)
PROBLEM = Text(
    "RFC 9457: mọi lỗi cùng lúc, có vị trí và bước tiếp theo.",
    "RFC 9457: everything that is wrong at once, with its place and the next step.",
)
NOT_MODIFIED = Text("Bản đang có vẫn đúng.", "The copy at hand still holds.")
KEPT = Text("Đã ghi.", "Kept.")
BODY_NOTE = Text(
    "Nhiều nhất {bytes} byte, UTF-8, không nén, có Content-Length.",
    "At most {bytes} bytes, UTF-8, not compressed, with Content-Length.",
)
IF_NONE_MATCH = Text("ETag của bản đang có; còn đúng thì trả 304.", "The ETag of the copy at hand; 304 while it holds.")
IF_MATCH = Text(
    "ETag vừa đọc được ở địa chỉ này; có quyết định khác thì trả 412.",
    "The ETag that was read at this address; 412 where something else stands there by now.",
)
IF_NOTHING_YET = Text("`*`: chưa có gì ở địa chỉ này.", "`*`: nothing stands at this address yet.")
IDEMPOTENCY_KEY = Text(
    "Được nhận; kết quả lưu theo mã băm nên gửi lại vẫn an toàn.",
    "Accepted; results are kept under their hash, so that sending again is safe in any case.",
)
