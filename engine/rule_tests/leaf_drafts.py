"""Drafted cases of one leaf: levels, items, classes and caps, gates, what has not arisen, unknown facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from engine.domain.criteria_set import Node
from engine.domain.fact_text import as_shown
from engine.domain.facts import Fact
from engine.domain.field_rows import is_field_fact
from engine.domain.text import Text
from engine.methods.checklist import ChecklistPlan
from engine.methods.choice import ChoicePlan
from engine.methods.count import CountPlan
from engine.methods.deductions import DeductionsPlan
from engine.methods.judgement import JudgementPlan
from engine.methods.relative import RelativePlan
from engine.methods.table import Table
from engine.methods.tally import CaseClass
from engine.methods.weighted_ratio import ItemClass, WeightedRatioPlan
from engine.program import expressions as e
from engine.program.compiled import CompiledSet
from engine.program.intervals import Evaluation
from engine.program.plan import Plan
from engine.program.program import LeafStep
from engine.rule_tests.condition_edges import condition_drafts
from engine.rule_tests.drafts import Draft
from engine.rule_tests.fact_search import NOTHING_FIRST, Known, Records, Wanted, find_facts, records_of
from engine.rule_tests.table_edges import Bench, table_drafts


@dataclass(frozen=True, slots=True)
class LeafDrafts:
    """Drafts for one leaf of a set compiled for some profile and year."""

    node: Node
    step: LeafStep
    plan: Plan
    declared: Mapping[str, Fact]
    scale: int

    @classmethod
    def of(cls, compiled: CompiledSet, node: Node, step: LeafStep) -> "LeafDrafts":
        """The drafts of a leaf in force."""
        assert compiled.program is not None
        return cls(node, step, compiled.plans[node.id], compiled.declared, compiled.program.scale)

    def all(self) -> Iterator[Draft]:
        """Every draft that facts were found for, the method's own first."""
        yield from self._of_plan()
        yield from self._around()
        for condition in self._conditions():
            yield from condition_drafts(self.node, self.step.facts, self.declared, condition)
        yield from self._unknown()

    def settled(self, evaluation: Evaluation) -> bool:
        """Whether nothing around the method settles the leaf before it."""
        before = [self.step.not_arisen, self.step.empty, *(gate.condition for gate in self.step.gates)]
        return all(expr is None or evaluation.decided(expr) == 0 for expr in before)

    def _of_plan(self) -> Iterator[Draft]:
        match self.plan:
            case Table() | WeightedRatioPlan() | RelativePlan():
                table, classes = self._table(self.plan)
                yield from table_drafts(Bench(self.node, self.step, table, classes, self.declared, self.settled))
            case ChoicePlan():
                yield from self._levels(self.plan)
            case ChecklistPlan():
                yield from self._items(self.plan)
            case CountPlan() | DeductionsPlan():
                yield from self._classes(self.plan)
            case JudgementPlan():
                yield from self._marks(self.plan)

    @staticmethod
    def _table(plan: Table | WeightedRatioPlan | RelativePlan) -> tuple[Table, tuple[ItemClass, ...]]:
        match plan:
            case Table():
                return plan, ()
            case RelativePlan():
                return plan.table, ()
        return plan.table, plan.classes

    def _draft(self, told: Text, wanted: Wanted, fixed: Known | None = None) -> Iterator[Draft]:
        facts = find_facts(self.step.facts, self.declared, fixed or {}, wanted)
        if facts is not None:
            yield Draft(self.node, told, facts)

    def _levels(self, plan: ChoicePlan) -> Iterator[Draft]:
        for index in range(len(plan.names)):
            shown = as_shown(plan.fact, index)
            yield from self._draft(Text(f"“{shown.vi}”", f"“{shown.en}”"), self.settled, {plan.fact.id: index})

    def _items(self, plan: ChecklistPlan) -> Iterator[Draft]:
        items = plan.items

        def ticked(evaluation: Evaluation, missing: CaseClass | None) -> bool:
            asked = all(evaluation.decided(item.count) == int(item is not missing) for item in items)
            return asked and self.settled(evaluation)

        yield from self._draft(Text("đạt mọi nội dung", "every item met"), lambda seen: ticked(seen, None))
        for item in items:
            told = Text(f"chỉ thiếu “{item.title.vi}”", f"only “{item.title.en}” missing")
            yield from self._draft(told, lambda seen, item=item: ticked(seen, item))  # type: ignore[misc]

    def _classes(self, plan: CountPlan | DeductionsPlan) -> Iterator[Draft]:
        room = plan.cap if isinstance(plan, CountPlan) else plan.start - (plan.floor or 0)
        yield from self._so_many(plan.classes, None, 0)
        for item in plan.classes:
            most = room if item.cap is None else min(room, item.cap)
            full = -(-most // item.each) if item.each else 1
            for number in sorted({1, full - 1, full, full + 1}):
                if number > 0:
                    yield from self._so_many(plan.classes, item, number)

    def _so_many(self, classes: tuple[CaseClass, ...], item: CaseClass | None, number: int) -> Iterator[Draft]:
        """So many cases of one class and none of the others."""
        told = Text("không có trường hợp nào", "no case at all")
        fixed: Known = {}
        if item is not None:
            told = Text(f"{number} × “{item.title.vi}”", f"{number} × “{item.title.en}”")
            fixed = self._repeated(classes, item, number)
        facts = [count.id for count in (other.count for other in classes) if isinstance(count, e.FactRef)]
        fixed |= {name: 0 for name in facts if name not in fixed}

        def wanted(evaluation: Evaluation) -> bool:
            counts = all(evaluation.decided(other.count) == (number if other is item else 0) for other in classes)
            return counts and self.settled(evaluation)

        yield from self._draft(told, wanted, fixed)

    def _repeated(self, classes: tuple[CaseClass, ...], item: CaseClass, number: int) -> Known:
        """The fact or the list that holds so many cases of a class, and nothing of the others."""
        match item.count:
            case e.FactRef(name):
                return {name: number} if number <= self.declared[name].high else {}
            case e.FoldList(_, name):
                return self._records(classes, item, name, number)
        return {}

    def _records(self, classes: tuple[CaseClass, ...], item: CaseClass, name: str, number: int) -> Known:
        fact = self.declared[name]
        kinds: list[tuple[int | None, ...]] = []
        for record in records_of(fact):
            evaluation = Evaluation(self.declared, {name: (record,)})
            counts = [evaluation.decided(other.count) for other in classes if _reads(other, name)]
            if evaluation.decided(item.count) == 1 and sum(count or 0 for count in counts) == 1:
                kinds.append(record)
        for record in kinds:
            records = self._settling(classes, name, (record,) * number)
            if records is not None and len(records) <= fact.max_items:
                return {name: records}
        return {}

    def _settling(self, classes: tuple[CaseClass, ...], name: str, records: Records) -> Records | None:
        """The records, with one more where some gate would close the row otherwise."""
        before = self._counts(classes, {name: records})
        for more in ((), *((record,) for record in records_of(self.declared[name]))):
            facts: Known = {name: (*records, *more)}
            evaluation = Evaluation(self.declared, facts)
            closed = any(evaluation.decided(gate.condition) == 1 for gate in self.step.gates)
            if not closed and self._counts(classes, facts) == before:
                return (*records, *more)
        return None

    def _counts(self, classes: tuple[CaseClass, ...], facts: Known) -> list[int | None]:
        evaluation = Evaluation(self.declared, facts)
        return [evaluation.decided(item.count) for item in classes]

    def _marks(self, plan: JudgementPlan) -> Iterator[Draft]:
        step = plan.step or 1
        for told, points in (
            (Text("điểm chấm thấp nhất", "the least mark"), plan.low),
            (Text("điểm chấm cao nhất", "the greatest mark"), plan.high),
            (Text("điểm chấm dưới mức thấp nhất", "a mark below the least"), plan.low - step),
            (Text("điểm chấm trên mức cao nhất", "a mark above the greatest"), plan.high + step),
        ):
            yield Draft(self.node, told, {}, {self.node.id: Fraction(points, self.scale)})

    def _around(self) -> Iterator[Draft]:
        """What stands around the method, in the order in which a row is settled."""
        step, node = self.step, self.node
        before: list[e.Expr] = []
        stages: list[tuple[Text, e.Expr]] = []
        if step.not_arisen is not None and node.not_arisen is not None:
            stages.append((_with(node.not_arisen.reason), step.not_arisen))
        stages += [(_with(gate.reason), made.condition) for gate, made in zip(node.gates, step.gates, strict=True)]
        if step.empty is not None:
            stages.append((Text("mẫu số bằng 0", "a denominator of 0"), step.empty))
        for told, condition in stages:
            holds = partial(_first_that_holds, tuple(before), condition)
            facts = find_facts(step.facts, self.declared, {}, holds, NOTHING_FIRST)
            if facts is not None:
                yield Draft(node, told, facts)
            before.append(condition)

    def _conditions(self) -> Iterator[e.Expr]:
        """Every condition that settles the leaf, or an item of it."""
        if self.step.not_arisen is not None:
            yield self.step.not_arisen
        yield from (gate.condition for gate in self.step.gates)
        if isinstance(self.plan, ChecklistPlan):
            yield from (item.count for item in self.plan.items)

    def _unknown(self) -> Iterator[Draft]:
        """Every fact of the leaf missing in turn; the figures of a field are there together or not at all."""
        whole = find_facts(self.step.facts, self.declared, {}, self.settled)
        if whole is None:
            return
        own = [name for name in self.step.facts if not is_field_fact(name)]
        for missing in own:
            title = self.declared[missing].title
            told = Text(f"thiếu “{title.vi}”", f"without “{title.en}”")
            yield Draft(self.node, told, {name: value for name, value in whole.items() if name != missing})
        if len(own) < len(self.step.facts):
            told = Text("khối chưa chốt", "before the field is complete")
            yield Draft(self.node, told, {name: whole[name] for name in own})


def _with(reason: Text) -> Text:
    return Text(f"khi “{reason.vi}”", f"with “{reason.en}”")


def _first_that_holds(before: tuple[e.Expr, ...], condition: e.Expr, evaluation: Evaluation) -> bool:
    return evaluation.decided(condition) == 1 and all(evaluation.decided(expr) == 0 for expr in before)


def _reads(item: CaseClass, name: str) -> bool:
    return isinstance(item.count, e.FoldList) and item.count.list_id == name
