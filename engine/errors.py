"""One family of errors: what went wrong, in Vietnamese and English, and what to do next."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import ClassVar


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that `word` most likely meant, or None."""
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


class EngineError(Exception):
    """Anything that the engine refuses; faces turn it into a message, a problem or an exit code.

    `code` is stable and machine-readable; the texts are for people; `findings` holds all that is
    wrong at once when a document is refused.
    """

    code: ClassVar[str] = "engine.error"

    def __init__(
        self, vi: str, en: str, *, hint_vi: str = "", hint_en: str = "", findings: Sequence[object] = ()
    ) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en
        self.hint_vi, self.hint_en = hint_vi, hint_en
        self.findings = tuple(findings)

    def said(self, language: str) -> str:
        """The message in `vi` or `en`."""
        return self.vi if language == "vi" else self.en

    def hint(self, language: str) -> str:
        """The next step in `vi` or `en`; may be empty."""
        return self.hint_vi if language == "vi" else self.hint_en


class InvalidDocument(EngineError):
    """A document (set, submission, table) has findings of severity error; `findings` lists them all."""

    code = "document.invalid"


class UnknownThing(EngineError):
    """Something was asked for by a name that is not there."""

    code = "unknown"

    def __init__(self, what_vi: str, what_en: str, name: str, known: Sequence[str]) -> None:
        near = nearest(name, known)
        listed = ", ".join(sorted(known)[:12]) or "–"
        super().__init__(
            f"Không có {what_vi} '{name}'.",
            f"There is no {what_en} '{name}'.",
            hint_vi=f"Ý bạn là '{near}'?" if near else f"Hiện có: {listed}.",
            hint_en=f"Did you mean '{near}'?" if near else f"Known: {listed}.",
        )


class UnknownCriteriaSet(UnknownThing):
    """A criteria set was asked for that no plugin brings."""

    code = "catalogue.unknown-set"


class UnknownNode(UnknownThing):
    """A node was asked for that the criteria set does not have."""

    code = "catalogue.unknown-node"


class UnknownResult(UnknownThing):
    """A result was asked for that was never stored."""

    code = "results.unknown"


class DamagedResult(EngineError):
    """A stored result is not what its hash was taken of: somebody changed the row, or the disk did."""

    code = "results.damaged"

    def __init__(self, result_hash: str) -> None:
        super().__init__(
            f"Kết quả {result_hash} lưu trong cơ sở dữ liệu không khớp mã băm.",
            f"The result {result_hash} in the database does not fit its hash.",
            hint_vi="Khôi phục cơ sở dữ liệu từ bản sao lưu, hoặc chấm lại từ phiếu.",
            hint_en="Restore the database from a backup, or score the submission again.",
        )


class NotComplete(EngineError):
    """A stage was closed on a set that refuses missing facts (`missing_at_close: refuse`)."""

    code = "scoring.not-complete"


class StorageProblem(EngineError):
    """The database cannot be used as asked: missing, locked, older or newer than the program."""

    code = "storage.problem"


class RevisionChanged(EngineError):
    """A revision was published with other content: what was once published under a number stays what it was."""

    code = "revision.changed"

    def __init__(self, name: str, published: str, found: str) -> None:
        super().__init__(
            f"{name} đã công bố với mã băm {published}; nội dung bây giờ có mã băm {found}.",
            f"{name} was published with the hash {published}; its content now has the hash {found}.",
            hint_vi="Sửa nội dung thì tăng `revision` trong criteria_set.yaml; bản cũ giữ nguyên để tra lại.",
            hint_en="Whoever changes content raises `revision` in criteria_set.yaml; the old one stays for reference.",
        )


class ActivationOvertaken(EngineError):
    """Another act for the same year and kind of unit was recorded since the caller last looked."""

    code = "activation.overtaken"

    def __init__(self, year: int, unit_kind: str) -> None:
        super().__init__(
            f"Đã có quyết định khác cho năm {year}, loại đơn vị '{unit_kind}'; chưa ghi gì.",
            f"There is another act for the year {year} and units of kind '{unit_kind}'; nothing was recorded.",
            hint_vi="Đọc lại quyết định hiện hành rồi quyết định tiếp.",
            hint_en="Read what is in force now, then decide again.",
        )


class NotAllowed(EngineError):
    """A write without a key, or with a key that lacks the scope."""

    code = "access.denied"


class InvalidSetting(EngineError):
    """A setting from the environment or the command line has a value that cannot be used."""

    code = "settings.invalid"


class LedgerDoesNotAddUp(EngineError):
    """Won + lost ≠ maximum: a fault of the engine itself, never of a document. No result is given out."""

    code = "engine.ledger"

    def __init__(self, node: str) -> None:
        super().__init__(f"Bảng cộng trừ điểm của '{node}' không khớp.", f"The ledger of '{node}' does not add up.")


class WorkbooksNotReadable(EngineError):
    """The extra that reads and writes workbooks is not installed."""

    code = "annex.no-excel"

    def __init__(self) -> None:
        super().__init__(
            "Bản cài đặt này chưa đọc, ghi được tệp .xlsx.",
            "This installation cannot read or write .xlsx files.",
            hint_vi="Cài thêm: pip install 'parindex[excel]'; hoặc dùng tệp .csv (UTF-8).",
            hint_en="Install the extra: pip install 'parindex[excel]'; or use a .csv file in UTF-8.",
        )


class ExtraMissing(EngineError):
    """What was asked for needs an extra that is not installed."""

    code = "install.extra-missing"

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"Bản cài đặt này chưa có phần mở rộng '{extra}'.",
            f"This installation lacks the extra '{extra}'.",
            hint_vi=f"Cài thêm: pip install 'parindex[{extra}]'.",
            hint_en=f"Install it: pip install 'parindex[{extra}]'.",
        )
