"""What has to be shown of one leaf: rows, levels, items, classes, caps, gates, nothing to divide by, missing facts."""

from collections.abc import Iterator
from functools import partial

from engine.domain.criteria_set import Node
from engine.domain.scorecard import Status
from engine.domain.text import Text
from engine.methods.checklist import ChecklistPlan
from engine.methods.choice import ChoicePlan
from engine.methods.count import CountPlan
from engine.methods.deductions import DeductionsPlan
from engine.methods.external_index import AsTheyStand
from engine.methods.judgement import JudgementPlan
from engine.methods.relative import RelativePlan
from engine.methods.table import Table
from engine.methods.tally import CaseClass
from engine.methods.weighted_ratio import WeightedRatioPlan
from engine.program import expressions as e
from engine.program.compiled import CompiledSet
from engine.program.intervals import Reach
from engine.program.plan import Plan
from engine.program.program import LeafStep
from engine.rule_tests.demands import Demand, Sight, by_rule
from engine.rule_tests.emptiness import Declared, may_be_empty
from engine.rule_tests.table_demands import table_demands

OPEN = (str(Status.NOT_ASSESSED), str(Status.PENDING))


def leaf_demands(compiled: CompiledSet, node: Node, step: LeafStep) -> Iterator[Demand]:
    """Every demand on a leaf that applies."""
    plan = compiled.plans[node.id]
    declared = compiled.declared
    yield from _around(node, step, declared)
    match plan:
        case Table():
            yield from table_demands(node, step, plan, Reach(declared))
        case RelativePlan():
            yield from table_demands(node, step, plan.table, Reach(declared))
        case WeightedRatioPlan():
            yield from table_demands(node, step, plan.table, Reach(declared))
            yield from _item_classes(node, plan)
        case _:
            yield from _of_plan(node, plan, Reach(declared))


def _of_plan(node: Node, plan: Plan, reach: Reach) -> Iterator[Demand]:
    match plan:
        case ChoicePlan():
            for name in plan.names:
                told = Text(f"mức {name}", f"level {name}")
                yield by_rule(node, "level", f"levels.{name}", f"rule/levels/{name}", told)
        case ChecklistPlan():
            yield from _items(node, plan)
        case CountPlan():
            yield from _classes(node, plan.classes, "classes", reach)
            if sum(_most(item, reach) for item in plan.classes) > plan.cap:
                yield by_rule(node, "cap", "capped", "rule/cap", Text("chạm mức tối đa chung", "capped over all"))
        case DeductionsPlan():
            yield from _classes(node, plan.classes, "deductions", reach)
            yield from _ends_of_deductions(node, plan, reach)
        case AsTheyStand():
            yield by_rule(node, "band", plan.name, "rule", Text("được tính điểm", "scored"))
        case JudgementPlan():
            marked = Text("có điểm chấm", "a mark")
            yield Demand(node.id, "mark", "rule", marked, node.place_of("/rule"), _is_marked)


def _is_marked(sight: Sight) -> bool:
    return sight.result.status == Status.MARKED


def _around(node: Node, step: LeafStep, declared: Declared) -> Iterator[Demand]:
    """What stands around the method: not arisen, gates, empty denominator, missing facts."""
    if step.not_arisen is not None:
        yield by_rule(node, "not_arisen", "not_arisen", "not_arisen", Text("việc không phát sinh", "not arisen"))
    for gate in node.gates:
        told = Text(f"điều kiện chặn {gate.id}", f"gate {gate.id}")
        yield by_rule(node, "gate", f"gate.{gate.id}", f"gates/{gate.id}", told)
    if step.empty is not None and may_be_empty(step, declared):
        yield by_rule(node, "empty", "empty", "rule/when_empty", Text("mẫu số bằng 0", "the denominator is 0"))
    told = Text("chưa đánh giá khi thiếu số liệu", "open while facts are missing")
    if step.facts or step.points is None:
        yield Demand(node.id, "unknown", "", told, node.place, _is_open)


def _is_open(sight: Sight) -> bool:
    assert isinstance(sight.step, LeafStep)
    missing = any(name not in sight.intake.facts for name in sight.step.facts)
    return sight.result.status in OPEN and (missing or sight.step.points is None)


def _items(node: Node, plan: ChecklistPlan) -> Iterator[Demand]:
    if plan.all_of:
        yield by_rule(node, "item", "complete", "rule/items", Text("đạt tất cả", "all items met"))
    for index, item in enumerate(plan.items):
        at, place = f"rule/items/{item.id}", node.place_of(f"/rule/items/{index}")
        missing = Text(f"thiếu mục {item.id}", f"item {item.id} missing")
        if plan.all_of:
            alone = Text(f"chỉ thiếu mục {item.id}", f"item {item.id} alone missing")
            yield Demand(node.id, "item", at, alone, place, partial(_alone_missing, item, plan.items))
            continue
        ticked = Text(f"đạt mục {item.id}", f"item {item.id} met")
        yield Demand(node.id, "item", at, ticked, place, partial(_counted, item))
        yield Demand(node.id, "item", at, missing, place, partial(_none_of, item))


def _scored(sight: Sight) -> bool:
    return sight.result.status == Status.SCORED and not sight.result.rule.startswith(("gate.", "empty"))


def _counted(item: CaseClass, sight: Sight) -> bool:
    return _scored(sight) and (item.cases(sight.seen) or 0) > 0


def _none_of(item: CaseClass, sight: Sight) -> bool:
    return _scored(sight) and item.cases(sight.seen) == 0


def _alone_missing(item: CaseClass, items: tuple[CaseClass, ...], sight: Sight) -> bool:
    return _scored(sight) and all((other.cases(sight.seen) or 0) == int(other is not item) for other in items)


def _over_cap(item: CaseClass, sight: Sight) -> bool:
    cases = item.cases(sight.seen)
    return _scored(sight) and cases is not None and item.cap is not None and cases * item.each > item.cap


def _none_at_all(items: tuple[CaseClass, ...], sight: Sight) -> bool:
    return _scored(sight) and all(item.cases(sight.seen) == 0 for item in items)


def _most(item: CaseClass, reach: Reach) -> int:
    return item.worth(reach.value(item.count)[1])


def _classes(node: Node, classes: tuple[CaseClass, ...], key: str, reach: Reach) -> Iterator[Demand]:
    for index, item in enumerate(classes):
        at, pointer = f"rule/{key}/{item.id}", f"/rule/{key}/{index}"
        told = Text(f"có trường hợp {item.id}", f"a case of {item.id}")
        yield Demand(node.id, "class", at, told, node.place_of(pointer), partial(_counted, item))
        if item.cap is not None and reach.value(item.count)[1] * item.each > item.cap:
            told = Text(f"{item.id} vượt mức tối đa của loại", f"{item.id} beyond its cap")
            yield Demand(node.id, "cap", f"{at}/cap", told, node.place_of(f"{pointer}/cap"), partial(_over_cap, item))


def _ends_of_deductions(node: Node, plan: DeductionsPlan, reach: Reach) -> Iterator[Demand]:
    told = Text("không bị trừ", "no deduction")
    place = node.place_of("/rule/deductions")
    yield Demand(node.id, "class", "rule/deductions", told, place, partial(_none_at_all, plan.classes))
    if plan.floor is not None and plan.start - sum(_most(item, reach) for item in plan.classes) < plan.floor:
        told = Text("trừ hết điểm và hơn nữa", "more deductions than points")
        yield by_rule(node, "floor", "floored", "rule/deductions", told)


def _item_classes(node: Node, plan: WeightedRatioPlan) -> Iterator[Demand]:
    for index, item in enumerate(plan.classes):
        count: e.Expr = item.count
        told = Text(f"có mục loại {item.title.vi}", f"items of the class {item.title.en}")
        place = node.place_of(f"/rule/classes/{index}")
        met = partial(_some, count)
        yield Demand(node.id, "class", f"rule/classes/{index}", told, place, met)


def _some(count: e.Expr, sight: Sight) -> bool:
    return _scored(sight) and (sight.evaluation.decided(count) or 0) > 0
