"""Why the operating system refused to read or write, in both languages: it knows its own reasons in English only."""

import errno

from engine.domain.text import Text

_REASONS = {
    errno.ENOENT: Text("không có thư mục hay tệp này", "no such folder or file"),
    errno.EACCES: Text("không có quyền", "permission denied"),
    errno.EPERM: Text("không được phép", "operation not permitted"),
    errno.EROFS: Text("hệ thống tệp chỉ cho đọc", "read-only file system"),
    errno.ENOSPC: Text("hết chỗ trên đĩa", "no space left on the disk"),
    errno.EDQUOT: Text("hết phần đĩa được cấp", "disk quota exceeded"),
    errno.EFBIG: Text("tệp lớn hơn mức được phép", "the file is larger than is allowed"),
    errno.EISDIR: Text("đó là một thư mục", "it is a folder"),
    errno.ENOTDIR: Text("một phần của đường dẫn không phải là thư mục", "a part of the path is not a folder"),
    errno.EEXIST: Text("đã có rồi", "it is there already"),
    errno.ENAMETOOLONG: Text("tên quá dài", "the name is too long"),
    errno.EADDRINUSE: Text("cổng đang được dùng", "the address is in use"),
    errno.EADDRNOTAVAIL: Text("máy này không có địa chỉ đó", "this machine has no such address"),
    errno.EIO: Text("thiết bị đọc, ghi bị lỗi", "the device failed"),
}


def reason_of(fault: OSError) -> Text:
    """The reason, as the end of a sentence; in the words of the system where it is a rare one."""
    said = fault.strerror or str(fault)
    return _REASONS.get(fault.errno or 0, Text(said, said))
