"""The words of the documentation page, in both languages."""

from collections.abc import Mapping

from engine.domain.text import Text

WORDS: Mapping[str, Text] = {
    "title": Text("parindex · Tài liệu API", "parindex · API documentation"),
    "skip": Text("Bỏ qua, tới nội dung", "Skip to the content"),
    "version": Text("phiên bản", "version"),
    "contents": Text("Mục lục", "Contents"),
    "common": Text("Chung cho mọi thao tác đọc", "For every operation that reads"),
    "parameter": Text("Tham số", "Parameter"),
    "where": Text("Ở đâu", "Where"),
    "meaning": Text("Ý nghĩa", "Meaning"),
    "allowed": Text("Cho phép", "Allowed"),
    "required": Text("bắt buộc", "required"),
    "body": Text("Nội dung gửi", "Body"),
    "answers": Text("Trả lời", "Answers"),
    "schema": Text("Lược đồ", "Schema"),
    "example": Text("Ví dụ", "Example"),
    "key_sometimes": Text("Cần khóa API khi store=true.", "Needs an API key with store=true."),
    "key_always": Text("Cần khóa API.", "Needs an API key."),
    "path": Text("đường dẫn", "path"),
    "query": Text("truy vấn", "query"),
    "header": Text("tiêu đề", "header"),
    "problems": Text("Các loại lỗi", "Kinds of problems"),
    "problems_about": Text(
        "Mọi lỗi có dạng application/problem+json (RFC 9457). `code` không bao giờ dịch; `errors` kể mọi chỗ sai cùng "
        "lúc, kèm con trỏ JSON hoặc dòng và cột.",
        "Every refusal is application/problem+json (RFC 9457). `code` is never translated; `errors` tells everything "
        "that is wrong at once, with a JSON pointer or a line and column.",
    ),
    "status": Text("Mã HTTP", "Status"),
    "code": Text("Mã lỗi", "Code"),
    "problem_title": Text("Nghĩa", "Meaning"),
    "schemas": Text("Lược đồ JSON", "JSON Schemas"),
    "name": Text("Tên", "Name"),
    "document": Text("Văn bản", "Document"),
    "machine": Text("Bản cho máy đọc", "For machines"),
}
