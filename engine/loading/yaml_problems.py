"""What the YAML parser could not read, in our own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place

if TYPE_CHECKING:
    import yaml

_Words = tuple[str, str, str, str]

# What the parsers in C and in Python say, and what an author can do about it; the first that fits is told.
_KNOWN: tuple[tuple[str, _Words], ...] = (
    (
        r"mapping values are not allowed",
        (
            "Dấu hai chấm đứng ở chỗ không thể có khoá.",
            "There is a colon where no key can be.",
            "Đặt văn bản có dấu hai chấm trong dấu nháy, và xem lại thụt đầu dòng.",
            "Put text that holds a colon in quotes, and check the indentation.",
        ),
    ),
    (
        r"could not find expected ':'",
        (
            "Dòng này thiếu dấu hai chấm sau khoá.",
            "A colon is missing after a key.",
            "Viết `khoá: giá trị`, có dấu cách sau dấu hai chấm.",
            "Write `key: value`, with a space after the colon.",
        ),
    ),
    (
        r"expected ',' or ']'|expected the node content, but found '\]'",
        (
            "Danh sách trong ngoặc vuông bị hở hoặc thiếu dấu phẩy.",
            "A list in square brackets is not closed, or lacks a comma.",
            "Đóng bằng ], ngăn các mục bằng dấu phẩy.",
            "Close it with ], and part the items with commas.",
        ),
    ),
    (
        r"expected ',' or '}'",
        (
            "Bảng trong ngoặc nhọn bị hở hoặc thiếu dấu phẩy.",
            "A mapping in braces is not closed, or lacks a comma.",
            "Đóng bằng }, ngăn các mục bằng dấu phẩy.",
            "Close it with }, and part the items with commas.",
        ),
    ),
    (
        r"unexpected end of stream",
        (
            "Dấu nháy mở mà không đóng.",
            "A quote is opened and never closed.",
            "Thêm dấu nháy đóng.",
            "Add the closing quote.",
        ),
    ),
    (
        r"escape",
        (
            "Sau dấu \\ trong dấu nháy kép là ký tự không hợp lệ.",
            "Inside double quotes, \\ is followed by something that is no escape.",
            "Viết \\\\ để có dấu \\, hoặc dùng dấu nháy đơn.",
            "Write \\\\ for a backslash, or use single quotes.",
        ),
    ),
    (
        r"tab character|'\\t'|character that cannot start any token",
        (
            "Ở đây có ký tự không thể bắt đầu một giá trị (tab, @, `, %).",
            "Here stands a character that cannot begin a value (a tab, @, `, %).",
            "Thụt đầu dòng bằng dấu cách; đặt văn bản bắt đầu bằng ký tự đó trong dấu nháy.",
            "Indent with spaces; put text that begins with such a character in quotes.",
        ),
    ),
    (
        r"expected key|<block end>|'-' indicator|block sequence entries|block mapping|expected <document start>",
        (
            "Thụt đầu dòng không khớp với các dòng phía trên.",
            "The indentation does not fit the lines above.",
            "Cho các khoá và các dấu - cùng cấp thẳng hàng.",
            "Let keys and dashes of one level begin in the same column.",
        ),
    ),
    (
        r"undefined alias|anchor|alias",
        (
            "Dấu & hoặc * ở đây được hiểu là neo hoặc bí danh, không được dùng.",
            "The & or * here is read as an anchor or an alias, which is not allowed.",
            "Đặt văn bản bắt đầu bằng & hoặc * trong dấu nháy.",
            "Put text that begins with & or * in quotes.",
        ),
    ),
    (
        r"tag",
        (
            "Dấu ! ở đây được hiểu là nhãn kiểu, không được dùng.",
            "The ! here is read as a tag, which is not allowed.",
            "Đặt văn bản bắt đầu bằng ! trong dấu nháy.",
            "Put text that begins with ! in quotes.",
        ),
    ),
)
_OTHERWISE: _Words = (
    "Từ đây trở đi không đọc được YAML.",
    "From here on the YAML cannot be read.",
    "Xem lại dấu nháy, dấu ngoặc và thụt đầu dòng ở dòng này và dòng trên.",
    "Check quotes, brackets and indentation on this line and the one above.",
)


def syntax_finding(problem: yaml.YAMLError, file: str) -> Finding:
    """The finding about text that is no YAML, at the place where the parser gave up."""
    said = str(getattr(problem, "problem", None) or getattr(problem, "reason", ""))
    words = next((words for pattern, words in _KNOWN if re.search(pattern, said)), _OTHERWISE)
    mark: yaml.Mark | None = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return error("yaml.syntax", place, *words)
