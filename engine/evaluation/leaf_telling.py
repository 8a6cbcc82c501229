"""One leaf told: its status, why it has its points, the facts it saw, the evidence, and the next gain."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.fact_text import as_shown, as_text
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import brief, in_points
from engine.domain.scorecard import Entry, FactSeen, NextGain, NodeScore, Range, Status
from engine.domain.submission import EvidenceDocument, Mark, Submission
from engine.domain.text import LANGUAGES, NOTHING, Text
from engine.errors import LedgerDoesNotAddUp
from engine.evaluation.facts import FactReader
from engine.evaluation.intake import Intake
from engine.evaluation.node_telling import above_leaves, node_reason
from engine.evaluation.open_facts import leaf_result
from engine.evaluation.outcome import MISSING, NO_RULE, STATUSES, Outcome
from engine.program.compiled import CompiledSet
from engine.program.expressions import HELD
from engine.program.intervals import Evaluation
from engine.program.plan import DECIDED_ANYWAY, Explanation, Seen
from engine.program.program import UNWEIGHTED, LeafStep, NodeStep, Program

SECTIONS = {0: "components", 1: "bonus", -1: "penalty"}
UNKNOWN = Text("chưa có", "not given")
FIELDS_MISSING = Text("Danh sách còn trường để trống.", "The records have fields that are not given.")


class LeafTelling:
    """Tells the leaves of one outcome; `advise` adds the next gain of each."""

    def __init__(
        self,
        compiled: CompiledSet,
        program: Program,
        submission: Submission,
        intake: Intake,
        outcome: Outcome,
        advise: bool,
    ) -> None:
        self.compiled, self.intake, self.outcome, self.advise = compiled, intake, outcome, advise
        self.scale = program.scale
        self.declared: Mapping[str, Fact] = {fact.id: fact for fact in program.facts}
        self.evaluation = Evaluation(self.declared, intake.facts)
        self.submission, self.supports = submission, _by_supported(submission)
        self.program = program
        self.above = above_leaves(program) if advise else {}

    def told(self, index: int, step: LeafStep, node: Node, outside: int, depth: int) -> NodeScore:
        """The score of one leaf; `outside` is 1 for a bonus, -1 for a penalty: these have no maximum of their own."""
        sign = outside or 1
        low, high = sorted((sign * self.outcome.low[index], sign * self.outcome.high[index]))
        maximum = 0 if outside else self.outcome.most[index]
        status, rule = STATUSES[self.outcome.statuses[index]], self.outcome.rules[index]
        seen = self._seen(step, rule, self.outcome.low[index])
        explanation = self._explanation(step, node, status, rule, seen)
        entries = self._entries(step, explanation, status, seen, (low - maximum, outside))
        return NodeScore(
            step.id,
            depth,
            node.title,
            status,
            self._points(maximum),
            self._points(low),
            self._points(maximum - low),
            Range(self._points(low), self._points(high)),
            True,
            section=SECTIONS[outside],
            part=step.part,
            method=step.method,
            rule=rule_name(step, rule),
            reason=explanation.reason,
            entries=entries,
            facts=tuple(self._fact(name) for name in step.facts),
            missing=self._waits_for(step) if status.is_open else (),
            basis=node.basis,
            documents=self._documents(step, node),
            asked_for=node.documents,
            provenance=node.origin.status,
            mark=self.intake.marked.get(step.id),
            computed=self._computed(step) if status is Status.MARKED else None,
            next_gain=self._next_gain(index, step, status, seen) if self.advise and not outside else None,
        )

    def _points(self, number: int) -> Fraction:
        return Fraction(number, self.scale)

    def _seen(self, step: LeafStep, rule: int, points: int) -> Seen:
        own = rule - step.first_rule if rule >= step.first_rule else -1
        return Seen(self.declared, self.intake.facts, self.scale, step.maximum, points, own, step.low, step.high)

    def _explanation(self, step: LeafStep, node: Node, status: Status, rule: int, seen: Seen) -> Explanation:
        match status:
            case Status.NOT_APPLICABLE:
                return Explanation(self._why_excluded(step, node, rule))
            case Status.MARKED:
                return Explanation(_mark_reason(self.intake.marked[step.id]))
            case Status.NOT_ARISEN if node.not_arisen is not None:
                return Explanation(node.not_arisen.reason)
            case Status.NOT_ASSESSED | Status.PENDING:
                return Explanation(self._why_open(step, status, seen))
        if rule == MISSING:
            return Explanation(self._why_at_close(step, seen.points))
        for at, gate in enumerate(step.gates):
            if gate.rule == rule:
                return Explanation(node.gates[at].reason)
        if rule == step.empty_rule and step.empty is not None:
            return Explanation(_empty_reason(step))
        return Explanation(DECIDED_ANYWAY) if rule == NO_RULE else self.compiled.plans[step.id].explain(seen)

    def _why_excluded(self, step: LeafStep, node: Node, rule: int) -> Text:
        if step.excluded_by == UNWEIGHTED:
            return Text("Trọng số bằng 0 nên không tính.", "Its weight is 0, so it does not count.")
        if step.excluded_by is not None:
            return self.compiled.profile.excludes[step.excluded_by].reason
        if step.id in self.intake.excluded:
            exclusion = self.intake.excluded[step.id]
            basis = f" ({exclusion.basis})" if exclusion.basis else ""
            return Text(exclusion.reason.vi + basis, exclusion.reason.en + basis)
        if rule == MISSING:
            none = self._none_at_close(step)
            return Text(f"{none.vi}, không tính.", f"{none.en}: left out.")
        if node.not_arisen is not None and rule == step.not_arisen_rule:
            return node.not_arisen.reason
        return _empty_reason(step)

    def _why_open(self, step: LeafStep, status: Status, seen: Seen) -> Text:
        if step.points is None:
            return self.compiled.plans[step.id].explain(seen).reason
        if self._is_empty(step):
            return _empty_reason(step)
        titles = [self.declared[name].title for name in self._waits_for(step)]
        listed = Text("; ".join(title.vi for title in titles), "; ".join(title.en for title in titles))
        if not titles:
            return FIELDS_MISSING
        if status is Status.PENDING:
            return Text(f"Chờ kết quả: {listed.vi}.", f"Waiting for: {listed.en}.")
        return Text(f"Còn thiếu số liệu: {listed.vi}.", f"Facts missing: {listed.en}.")

    def _why_at_close(self, step: LeafStep, points: int) -> Text:
        """What is missing at the close counts 0, held by the limits as all points are."""
        none, won = self._none_at_close(step), self._points(points)
        vi, en = (in_points(brief(won, language), language) for language in LANGUAGES)
        if not points:
            return Text(f"{none.vi}, tính {vi}.", f"{none.en}: {en}.")
        return Text(f"{none.vi}, giới hạn của tiêu chí cho {vi}.", f"{none.en}: the limits of the row give {en}.")

    def _none_at_close(self, step: LeafStep) -> Text:
        """What a row lacked when its stage closed; only a mark where a person judges."""
        if step.points is None:
            return Text("Không có điểm chấm khi chốt vòng", "No mark when the stage closed")
        if self._is_empty(step):
            return Text("Mẫu số bằng 0 khi chốt vòng", "The denominator was 0 when the stage closed")
        return Text("Không có số liệu khi chốt vòng", "No facts when the stage closed")

    def _waits_for(self, step: LeafStep) -> tuple[str, ...]:
        """The facts that an open row misses; none where its denominator is 0 whatever they are."""
        return () if self._is_empty(step) else tuple(name for name in step.facts if name not in self.intake.facts)

    def _is_empty(self, step: LeafStep) -> bool:
        """Whether the denominator is what the row comes to: it is surely 0, and surely nothing before it decides."""
        return step.empty is not None and leaf_result(step, self.evaluation)[3] == step.empty_rule

    def _entries(
        self, step: LeafStep, explanation: Explanation, status: Status, seen: Seen, loss: tuple[int, int]
    ) -> tuple[Entry, ...]:
        """The ledger lines of a loss; what they leave open is told as limits or rounding, where there are any.

        Raises LedgerDoesNotAddUp where nothing in the rule accounts for it.
        """
        lost, outside = loss
        if status.is_open or status is Status.NOT_APPLICABLE:
            return ()
        if outside:
            kind = "bonus" if outside > 0 else "penalty"
            return (Entry(kind, self._points(lost), explanation.reason),) if lost else ()
        rest = self._points(lost) - sum((entry.amount for entry in explanation.entries), Fraction(0))
        if not rest:
            return explanation.entries
        if not explanation.entries:
            return (Entry("lost", rest, explanation.reason),)
        if not step.grids and seen.rule not in HELD and seen.points not in (step.low, step.high):
            raise LedgerDoesNotAddUp(step.id)
        limits = Text("Giới hạn điểm của tiêu chí hoặc làm tròn", "Limits of the row, or rounding")
        return (*explanation.entries, Entry("limits", rest, limits))

    def _fact(self, name: str) -> FactSeen:
        fact, value = self.declared[name], self.intake.facts.get(name)
        if value is None:
            return FactSeen(name, fact.title, None, UNKNOWN)
        if fact.type is FactType.LIST:
            count = len(value) if isinstance(value, tuple) else 0
            return FactSeen(name, fact.title, str(count), Text(f"{count} mục", f"{count} records"))
        return FactSeen(name, fact.title, as_text(fact, int(str(value))), as_shown(fact, int(str(value))))

    def _documents(self, step: LeafStep, node: Node) -> tuple[EvidenceDocument, ...]:
        found: dict[str, EvidenceDocument] = {}
        for name in (*step.facts, node.id):
            for document in self.supports.get(name, ()):
                found.setdefault(document.id, document)
        return tuple(found.values())

    def _computed(self, step: LeafStep) -> Range:
        (low, high), _, _, _ = leaf_result(step, self.evaluation)
        return Range(self._points(low), self._points(high))

    def _next_gain(self, index: int, step: LeafStep, status: Status, seen: Seen) -> NextGain | None:
        """The advice of the method, where making the change earns exactly what it says; what stands above is told."""
        if status is not Status.SCORED or seen.rule == NO_RULE or step.grids:
            return None
        gain = self.compiled.plans[step.id].next_gain(seen)
        if gain is None or not self._comes_true(step, seen, gain):
            return None
        notes = [note for above in self.above[index] if (note := self._note(above)) is not None]
        vi, en = (
            "; ".join([gain.what.said(language), *(note.said(language) for note in notes)]) for language in LANGUAGES
        )
        return replace(gain, what=Text(vi, en))

    def _comes_true(self, step: LeafStep, seen: Seen, gain: NextGain) -> bool:
        """Whether the row then has the points promised; advice in words only cannot be tried."""
        reader = FactReader(self.declared, self.submission)
        changed = {name: reader.number(self.declared[name], text, "") for name, text in gain.changes.items()}
        if not changed:
            return True
        facts = {**self.intake.facts, **changed}
        points, applies, _, _ = leaf_result(step, Evaluation(self.declared, facts))
        wanted = seen.points + int(gain.points * self.scale)
        return not reader.findings and points == (wanted, wanted) and applies == (1, 1)

    def _note(self, index: int) -> Text | None:
        """What a node above does with the points, unless it adds them up."""
        step = self.program.steps[index]
        assert isinstance(step, NodeStep)
        node = self.compiled.nodes[step.id]
        why = node_reason(step, node, self.outcome, index)
        if why is NOTHING:
            return None
        return Text(f"mục {step.id}: {_lower(why.vi)}", f"node {step.id}: {_lower(why.en)}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _by_supported(submission: Submission) -> dict[str, list[EvidenceDocument]]:
    found: dict[str, list[EvidenceDocument]] = {}
    for document in submission.documents:
        for name in document.supports:
            found.setdefault(name, []).append(document)
    return found


def rule_name(step: LeafStep | NodeStep, rule: int) -> str:
    """The name of a rule number; empty where no rule was decided."""
    if rule == MISSING:
        return "missing_at_close"
    return step.rules[rule] if rule >= 0 else ""


def _mark_reason(mark: Mark) -> Text:
    day = {"vi": f", {mark.on:%d/%m/%Y}", "en": f", {mark.on.isoformat()}"} if mark.on else {"vi": "", "en": ""}
    return Text(
        f"{mark.by} chấm {brief(mark.points, 'vi')} điểm{day['vi']}: {mark.reason}",
        f"Marked {brief(mark.points, 'en')} by {mark.by}{day['en']}: {mark.reason}",
    )


def _empty_reason(step: LeafStep) -> Text:
    match step.when_empty:
        case "full":
            return Text("Mẫu số bằng 0: được trọn điểm.", "The denominator is 0: full points.")
        case "zero":
            return Text("Mẫu số bằng 0: không có điểm.", "The denominator is 0: no points.")
        case "exclude":
            return Text("Mẫu số bằng 0: không tính tiêu chí này.", "The denominator is 0: the row does not count.")
    return Text("Mẫu số bằng 0: chưa đánh giá được.", "The denominator is 0: it cannot be assessed.")
