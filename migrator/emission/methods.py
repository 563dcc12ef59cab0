"""Statements of a graph-building function, rewritten for the method that they go to."""
from __future__ import annotations

import functools
import re

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.helpers import Role, bind
from migrator.analysis.learning_phase import learning_phase
from migrator.analysis.modes import ALL_MODES, Mode
from migrator.analysis.named_variables import VARIABLES, chosen_sites, chooser, differentiates_by_weights
from migrator.analysis.steps import SCOPES, Unsupported
from migrator.emission.inner_tapes import inner_gradient
from migrator.emission.update_options import gradient_operands
from migrator.result import Disposition
from migrator.scopes import dotted_name
from migrator.transforms.context import Context
from migrator.transforms.registry import Kind
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import find, rewrite, walk

_STEP_SYMBOLS = {"tf.train.get_global_step", "tf.train.get_or_create_global_step",
                 "tf.contrib.framework.get_global_step", "tf.contrib.framework.get_or_create_global_step",
                 "tf.train.create_global_step"}

_TAKE_TF_VARIABLES = {"tf.nn.embedding_lookup_sparse", "tf.nn.safe_embedding_lookup_sparse", "tf.stack",
                      "tf.contrib.layers.safe_embedding_lookup_sparse"}


class MethodRewriter(Rewriter):
    """Rewrites statements of a function for one method of the class that it becomes.

    Args:
        graph: the function.
        context: the state of rewriting the module.
        rules: the rules to apply.
        attributes: local names that the class holds as attributes, with the attribute's name.
        modes: the modes in which the method runs.
    """

    def __init__(self, graph: GraphFunction, context: Context, rules: Rules, attributes: dict[str, str],
                 modes: frozenset[Mode] = ALL_MODES, step: str = "self.optimizer.iterations"):
        super().__init__(context, rules)
        self.graph = graph
        self.attributes = attributes
        self.modes = modes
        self.step = step
        self.uses_training = False
        self.training_flags: set[cst.Name] = set()  # literals that stand for the flag itself
        self.iterated: dict[Site, str] = {}  # sites in a loop, with the variable that walks their list
        self._sites = {site.node: site for site in graph.sites}
        self._plain: set[cst.CSTNode] = set()  # names that are no uses of a variable
        self._shadowed: list[set[str]] = []

    # Names.

    stores_attributes = False  # Whether assigning a local name that is an attribute stores the attribute.

    def _skip_targets(self, target: cst.BaseExpression) -> None:
        if not self.stores_attributes:
            self._plain.update(_target_names(target))

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._skip_targets(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._skip_targets(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._plain.update(_target_names(node.target))
        if isinstance(node.target, cst.Name) and _lists_variables(self.context, node.iter) and any(
                _reads_name(one.test, node.target.value) for one in find(node.body, cst.If)):
            raise Unsupported("MIG125", node, "a loop chooses among the variables by their names")

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._plain.update(_target_names(node.target))

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        self._plain.add(node.attr)
        return super().visit_Attribute(node)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self._plain.add(node.keyword)

    def visit_Lambda(self, node: cst.Lambda) -> None:
        self._shadowed.append({param.name.value for param in node.params.params})
        self._plain.update(param.name for param in node.params.params)

    def leave_Lambda(self, original, updated):
        self._shadowed.pop()
        return updated

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._plain.add(node.name)
        self._shadowed.append({param.name.value for param in node.params.params})
        self._plain.update(param.name for param in node.params.params)

    def leave_FunctionDef(self, original, updated):
        self._shadowed.pop()
        return super().leave_FunctionDef(original, updated)

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        if original in self._plain or any(original.value in names for names in self._shadowed):
            return updated
        if original in self.training_flags:
            self.uses_training = True
            return cst.Name("training")
        if original.value == "self" and self.graph.owner is not None:
            return self.instance()
        if original.value in self.attributes:
            return self.attribute(self.attributes[original.value]).with_changes(
                lpar=updated.lpar, rpar=updated.rpar)
        if original.value in self.graph.step_names and original not in self._sites:
            return cst.parse_expression(self.step)
        test = self._mode_test(original)
        return test if test is not None else super().leave_Name(original, updated)

    def local(self, name: str) -> cst.BaseExpression:
        """The expression for a local name of the function."""
        return self.attribute(self.attributes[name]) if name in self.attributes else cst.Name(name)

    def instance(self) -> cst.BaseExpression:
        """The expression for the instance whose method the function is."""
        if "self" in self.attributes:
            return self.attribute(self.attributes["self"])
        return cst.Name(self.graph.owner or "self")

    @staticmethod
    def attribute(name: str) -> cst.Attribute:
        """The expression for an attribute of the instance."""
        return cst.Attribute(cst.Name("self"), cst.Name(name))

    # The mode.

    def _mode_test(self, original: cst.BaseExpression) -> cst.BaseExpression | None:
        modes = self.graph.body.modes
        if not modes.is_test(original):
            return None
        values = {mode: modes.truth(original, mode) for mode in self.modes}
        if len(set(values.values())) == 1:
            return cst.Name(str(next(iter(values.values()))))
        others = {value for mode, value in values.items() if mode is not Mode.TRAIN}
        if len(others) > 1 or Mode.TRAIN not in values:
            raise Unsupported("MIG114", original, "the forward pass differs between EVAL and PREDICT")
        self.uses_training = True
        return cst.Name("training") if values[Mode.TRAIN] else cst.parse_expression("not training")

    def _leave_test(self, original, updated):
        test = self._mode_test(original)
        if test is None or isinstance(test, cst.Name):
            return updated if test is None else test
        return test.with_changes(lpar=updated.lpar, rpar=updated.rpar)

    leave_Comparison = leave_UnaryOperation = _leave_test

    def leave_BooleanOperation(self, original, updated):
        test = self._leave_test(original, updated)
        if test is not updated:
            return test
        neutral = "True" if isinstance(updated.operator, cst.And) else "False"
        for side, other in ((updated.left, updated.right), (updated.right, updated.left)):
            if isinstance(side, cst.Name) and side.value == neutral:
                return other
        return updated

    def leave_IfExp(self, original, updated):
        match updated.test:
            case cst.Name(value="True"):
                return updated.body
            case cst.Name(value="False"):
                return updated.orelse
        return updated

    def leave_If(self, original, updated):
        match updated.test:
            case cst.Name(value="True"):
                return cst.FlattenSentinel(updated.body.body)
            case cst.Name(value="False") if updated.orelse is None:
                return cst.RemoveFromParent()
            case cst.Name(value="False") if isinstance(updated.orelse, cst.Else):
                return cst.FlattenSentinel(updated.orelse.body.body)
        if updated.orelse is None and isinstance(updated.body, cst.IndentedBlock) and not updated.body.body:
            return cst.RemoveFromParent()
        return super().leave_If(original, updated)

    def leave_With(self, original, updated):
        """A block that only opens a scope is dissolved: Keras has none."""
        symbols = [self.context.names.symbol(item.item.func) if isinstance(item.item, cst.Call) else None
                   for item in original.items]
        if all(SCOPES.get(symbol) is not None for symbol in symbols):
            for item in original.items:
                self.context.settle(item.item.func, Disposition.REMOVED, "model_fns", "MIG304",
                                    "a scope only names things in a graph")
            body = updated.body.body
            first = body[0].with_changes(leading_lines=[*updated.leading_lines, *body[0].leading_lines])
            return cst.FlattenSentinel([first, *body[1:]])
        return super().leave_With(original, updated)

    def leave_SimpleStatementLine(self, original, updated):
        """A summary within a block goes: the migrated training has no summary writer."""
        match original.body:
            case [cst.Expr(value=cst.Call() as call)] if self.graph.facts.kind(
                    self.context.names.symbol(call.func)) is Kind.SUMMARY:
                symbol = self.context.names.symbol(call.func)
                self.context.settle(call.func, Disposition.REMOVED, "model_fns", "MIG306",
                                    f"{symbol} wrote an event file; the migrated training has no summary writer")
                return cst.RemoveFromParent()
        return super().leave_SimpleStatementLine(original, updated)

    # What creates things.

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        site = self._sites.get(original)
        if site is None:
            return self._with_tf_variables(original, self._operation(original, updated))
        holder = self._holder(site)
        if site.helper is not None:
            return self.call_helper(site, updated, holder)
        if site.kind is Kind.VARIABLE:
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return holder
        if site.kind is Kind.PART:
            return holder
        written = super().rewrite_call(original, updated)
        layer = applied_layer(written)
        if layer is None:
            raise Unsupported("MIG113", original, f"the layer {self.context.names.code(original.func).strip()} could not be rewritten")
        call = layer.with_changes(func=holder, args=_with_training(layer, self.graph, original.func),
                                  whitespace_before_args=cst.SimpleWhitespace(""))
        return call if layer is written else written.with_changes(args=[written.args[0].with_changes(value=call)])

    def _with_tf_variables(self, original: cst.Call, written: cst.BaseExpression) -> cst.BaseExpression:
        """Gives an operation that takes no Keras variables the TensorFlow variables in them."""
        if not isinstance(written, cst.Call) or self.context.names.symbol(original.func) not in _TAKE_TF_VARIABLES:
            return written
        held = {site.attribute for site in self.graph.sites if site.kind is Kind.VARIABLE}

        def of_tf(node: cst.BaseExpression) -> cst.BaseExpression:
            match node:
                case cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name)) if name in held:
                    return cst.Attribute(node, cst.Name("value"))
                case cst.List(elements=elements) | cst.Tuple(elements=elements):
                    return node.with_changes(elements=[one.with_changes(value=of_tf(one.value)) for one in elements])
            return node
        return written.with_changes(args=[arg.with_changes(value=of_tf(arg.value)) for arg in written.args])

    def _holder(self, site: Site) -> cst.BaseExpression:
        owner = site.shares or site
        if owner in self.iterated:
            return cst.parse_expression(self.iterated[owner])
        return self.attribute(owner.attribute)

    def call_helper(self, site: Site, updated: cst.Call, holder: cst.BaseExpression) -> cst.Call:
        """Makes the call of a helper's layer out of the call of the helper."""
        helper = site.helper
        order = list(bind(site.node, helper.node, helper.owner is not None))
        args, flags = [], []
        for name, arg in zip(order, updated.args):
            role = helper.roles[name]
            if role is Role.CALL:
                # Keras takes nothing but tensors by position.
                by_name = arg.keyword is not None or any(one.keyword is not None for one in args) or self.graph.time(
                    site.node.args[order.index(name)].value, site.step) is not Time.RUN
                if site.alternatives and by_name and any(name not in one.roles for one in site.alternatives):
                    raise Unsupported("MIG151", site.node, f"the functions that may make the layers call {name} differently")
                args.append(_rekeyed(arg, name if by_name else None))
            elif role in (Role.TRAINING, Role.MODE):
                value = arg.value if role is Role.TRAINING else cst.Name("training")
                if role is Role.MODE:
                    value = self._training_now()
                flags.append(_rekeyed(arg.with_changes(value=value), "training"))
        args += flags
        given = {arg.keyword.value for arg in args if arg.keyword is not None}
        for name, role in helper.roles.items():
            default = helper.default(name)
            if role in (Role.TRAINING, Role.MODE) and name not in order and name not in helper.free and (
                    default is not None and "training" not in given):
                args.append(_rekeyed(cst.Arg(self._flag(role, default)), "training"))
        for name in helper.free:
            if helper.roles[name] is Role.CALL:
                args.append(_rekeyed(cst.Arg(self.local(name)), name))
            elif helper.roles[name] in (Role.TRAINING, Role.MODE) and not any(
                    arg.keyword is not None and arg.keyword.value == "training" for arg in args):
                args.append(_rekeyed(cst.Arg(self._training_now()), "training"))
        if args:
            args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT,
                                             whitespace_after_arg=cst.SimpleWhitespace(""))
        return cst.Call(holder, args)

    def _flag(self, role: Role, default: cst.BaseExpression) -> cst.BaseExpression:
        """What a call trains by, where the flag is left at its default."""
        if role is Role.MODE:
            return cst.Name(str(self.graph.body.modes.member(default) is Mode.TRAIN))
        return default

    def _training_now(self) -> cst.Name:
        if self.modes == frozenset({Mode.TRAIN}):
            return cst.Name("True")
        if Mode.TRAIN not in self.modes:
            return cst.Name("False")
        self.uses_training = True
        return cst.Name("training")

    def _operation(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        symbol = self.context.names.symbol(original.func)
        if symbol is not None and (test := self._mode_test(original)) is not None:
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return test
        if symbol == "tf.gradients" and not differentiates_by_weights(self.graph, original):
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return inner_gradient(*gradient_operands(original, updated, self.context, "ys", "xs"))
        if symbol in _STEP_SYMBOLS:
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return cst.parse_expression(self.step)
        if symbol in VARIABLES or symbol == "tf.get_collection" and _is_collection(
                self.context, original, "TRAINABLE_VARIABLES"):
            return self._variables(original, original.args[symbol == "tf.get_collection":])
        if symbol in ("tf.losses.get_regularization_loss",):
            self._refuse_scope(original, 0)
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return cst.parse_expression("sum(self.losses)")
        if symbol == "tf.losses.get_regularization_losses" or symbol == "tf.get_collection" and _is_collection(
                self.context, original, "REGULARIZATION_LOSSES"):
            self._refuse_scope(original, int(symbol == "tf.get_collection"))
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return dotted_name("self.losses")
        constructor = self._constructor_of(original.func)
        if constructor is not None:
            return updated.with_changes(args=_with_training(updated, self.graph, constructor))
        if symbol is None and (called := self._applied(original.func)) is not None:
            return self._by_name(original, updated, called)
        return super().rewrite_call(original, updated)

    @staticmethod
    def _refuse_scope(call: cst.Call, position: int) -> None:
        """Refuses to give all penalties where those of one scope are asked for."""
        scopes = [arg.value for index, arg in enumerate(call.args)
                  if (arg.keyword.value == "scope" if arg.keyword is not None else index == position)]
        if any(not (isinstance(scope, cst.Name) and scope.value == "None") for scope in scopes):
            raise Unsupported("MIG125", call, "it asks for the penalties of one scope")

    def _applied(self, function: cst.BaseExpression) -> cst.FunctionDef | None:
        """What runs when an object is called that a variable holds, of a class that becomes a Keras layer."""
        if not isinstance(function, cst.Name) or function.value not in self.graph.body.local:
            return None
        for step in self.graph.body.steps:
            if step.target == function.value and isinstance(step.value, cst.Call):
                made = self.graph.facts.names.definition(step.value.func)
                methods = made.body.body if isinstance(made, cst.ClassDef) else ()
                return next((one for one in methods if isinstance(one, cst.FunctionDef)
                             and one.name.value in ("call", "__call__")), None)
        return None

    def _by_name(self, original: cst.Call, updated: cst.Call, called: cst.FunctionDef) -> cst.Call:
        """Keras takes nothing but tensors by position."""
        parameters = [param.name.value for param in called.params.params[1:]]
        step = next((index for index, one in enumerate(self.graph.body.steps) if _contains(one.statement, original)), None)
        if step is None or any(arg.star for arg in original.args):
            return updated
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args, named = [], False
        for index, (arg, given) in enumerate(zip(updated.args, original.args)):
            named = named or given.keyword is not None or self.graph.time(given.value, step) is not Time.RUN
            if named and arg.keyword is None and index < len(parameters):
                arg = arg.with_changes(keyword=cst.Name(parameters[index]), equal=tight)
            args.append(arg)
        return updated.with_changes(args=args)

    def _variables(self, original: cst.Call, args) -> cst.BaseExpression:
        """The trainable variables, all or those in a scope."""
        self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
        if not args:
            return dotted_name("self.trainable_variables")
        if not isinstance(args[0].value, cst.SimpleString):
            raise Unsupported("MIG125", original, "the scope of the variables is not written as a string")
        return variables_in_scope(self.graph, str(args[0].value.evaluated_value), original)

    def leave_ListComp(self, original, updated):
        """Variables that are chosen by their names are those of some layers."""
        clause = original.for_in
        if clause.inner_for_in is not None or not clause.ifs or not isinstance(clause.target, cst.Name) or (
                not _lists_variables(self.context, clause.iter)):
            return _by_path(self.context, original, updated)
        test = functools.reduce(lambda left, right: cst.BooleanOperation(left, cst.And(), right), (one.test for one in clause.ifs))
        literals = {str(one.evaluated_value) for one in find(test, cst.SimpleString)}
        if not _reads_name(test, clause.target.value) or all(_SAME_NAMES.fullmatch(one) for one in literals):
            return _by_path(self.context, original, updated)
        is_chosen = chooser(test, clause.target.value, self.graph.facts.names.code)
        if is_chosen is None:
            raise Unsupported("MIG125", original, "how it chooses among the variables by their names is not known")
        chosen = _variables_of(chosen_sites(self.graph, is_chosen, literals, original))
        if isinstance(original.elt, cst.Name):
            return chosen.with_changes(lpar=updated.lpar, rpar=updated.rpar) if isinstance(chosen, cst.List) else chosen
        return updated.with_changes(for_in=updated.for_in.with_changes(iter=chosen, ifs=[]))

    leave_GeneratorExp = leave_ListComp

    def _constructor_of(self, function: cst.BaseExpression) -> cst.BaseExpression | None:
        """The construction of the layer object that a call applies, where a variable holds it."""
        if not isinstance(function, cst.Name) or function.value not in self.graph.body.local:
            return None
        for step in self.graph.body.steps:
            if step.target == function.value and isinstance(step.value, cst.Call) and (
                    self.graph.facts.is_layer_constructor(step.value) or _default_flag(step.value, self.graph)):
                return step.value
        return None


def applied_layer(written: cst.BaseExpression) -> cst.Call | None:
    """Gives the call that applies a layer, alone or within an activation: of ``relu(Dense(8)(x))``, ``Dense(8)(x)``."""
    match written:
        case cst.Call(func=cst.Call()):
            return written
        case cst.Call(args=[cst.Arg(value=cst.Call(func=cst.Call()) as layer)]):
            return layer
    return None


def variables_in_scope(graph: GraphFunction, scope: str, place: cst.CSTNode) -> cst.BaseExpression:
    """The expression for the trainable variables of what a scope holds.

    Raises:
        Unsupported: nothing that this function creates is in the scope.
    """
    return _variables_of(chosen_sites(graph, lambda name: re.match(scope, name) is not None, (scope, scope.strip("/")), place))


def _variables_of(sites: list[Site]) -> cst.BaseExpression:
    """The expression for the trainable variables of some sites."""
    layers = [f"self.{site.attribute}.trainable_variables" for site in sites
              if site.kind is not Kind.VARIABLE and not site.in_loop]
    if len(sites) == len(layers) == 1:
        return cst.parse_expression(layers[0])
    parts = [f"*{layer}" for layer in layers]
    parts += [f"self.{site.attribute}" for site in sites if site.kind is Kind.VARIABLE and not site.in_loop]
    parts += [f"*(variable for layer in self.{site.attribute} for variable in layer.trainable_variables)"
              for site in sites if site.in_loop]
    return cst.parse_expression(f"[{', '.join(parts)}]")


# What Keras calls as TF1 did, and nothing else in a path is called like.
_SAME_NAMES = re.compile("/?(kernel|bias|gamma|beta)(:0)?|moving_.*|batch_normalization|")


def _reads_name(test: cst.BaseExpression, variable: str) -> bool:
    """Whether a condition asks for the name of a variable."""
    return any(isinstance(node, cst.Attribute) and node.attr.value in ("name", "op") and isinstance(node.value, cst.Name)
               and node.value.value == variable for node in walk(test))


def _contains(tree: cst.CSTNode, node: cst.CSTNode) -> bool:
    return any(one is node for one in walk(tree))


def _lists_variables(context: Context, node: cst.BaseExpression) -> bool:
    match node:
        case cst.Call() if context.names.symbol(node.func) in VARIABLES:
            return True
        case cst.Call() if context.names.symbol(node.func) == "tf.get_collection":
            return _is_collection(context, node, "TRAINABLE_VARIABLES")
        case cst.Name():
            values = [binding.value for binding in context.names.bindings(node)]
            return len(values) == 1 and values[0] is not None and _lists_variables(context, values[0])
    return False


def _by_path(context: Context, original, updated):
    """In a walk over the trainable variables, ``v.name`` is what Keras calls ``v.path``."""
    if not _lists_variables(context, original.for_in.iter) or not isinstance(original.for_in.target, cst.Name):
        return updated
    variable = original.for_in.target.value

    class Path(cst.CSTTransformer):
        def leave_Comparison(self, before, after):
            """Keras compares variables by their values."""
            match after:
                case cst.Comparison(left=cst.Name(value=name), comparisons=[cst.ComparisonTarget(
                        operator=cst.In() | cst.NotIn() as operator, comparator=some)]) if name == variable:
                    found = cst.parse_expression(f"any({name} is one for one in _)")
                    [clause] = [arg.value.for_in for arg in found.args]
                    found = found.with_changes(args=[cst.Arg(found.args[0].value.with_changes(for_in=clause.with_changes(iter=some)))])
                    return found if isinstance(operator, cst.In) else cst.UnaryOperation(cst.Not(), found)
            return after

        def leave_Attribute(self, before, after):
            match after:
                case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="name")) if name == variable:
                    return after.with_changes(attr=cst.Name("path"))
            return after

        def leave_SimpleString(self, before, after):
            """A path does not say which output of an operation it is."""
            return after.with_changes(value=re.sub(r":0(?=['\"]+$)", "", after.value))

    return rewrite(updated, Path())


def _target_names(target: cst.BaseExpression) -> list[cst.Name]:
    match target:
        case cst.Name():
            return [target]
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return [name for element in elements for name in _target_names(element.value)]
    return []


def _is_collection(context: Context, call: cst.Call, key: str) -> bool:
    return bool(call.args) and context.names.symbol(call.args[0].value) == f"tf.GraphKeys.{key}"


def _rekeyed(arg: cst.Arg, keyword: str | None) -> cst.Arg:
    """Gives an argument, on one line, by keyword or by position."""
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(arg.value, keyword=cst.Name(keyword) if keyword else None,
                   equal=tight if keyword else cst.MaybeSentinel.DEFAULT)


_DEPENDS_ON_TRAINING = ("Dropout", "BatchNormalization", "GaussianNoise", "GaussianDropout", "AlphaDropout",
                        "Sequential", "Model", "SpatialDropout1D", "SpatialDropout2D")


def _with_training(layer: cst.Call, graph: GraphFunction, constructor: cst.BaseExpression) -> list[cst.Arg]:
    """Spells out training=False where TF1 meant it and Keras would take it from the caller."""
    args = list(layer.args)
    if any(arg.keyword is not None and arg.keyword.value == "training" for arg in args):
        return args
    if not isinstance(constructor, cst.Call):
        return args
    flag = _default_flag(constructor, graph)
    if flag is not None:
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args.append(cst.Arg(flag, keyword=cst.Name("training"), equal=tight))
    return args


def _default_flag(constructor: cst.Call, graph: GraphFunction) -> cst.BaseExpression | None:
    """What TF1 took for training where it was not given; None where the layer does not ask."""
    facts = graph.facts
    symbol = facts.names.symbol(constructor.func) or ""
    maker = facts.called(constructor)
    if symbol.rpartition(".")[2] in _DEPENDS_ON_TRAINING or maker is not None and facts.makes_keras_model(maker):
        return learning_phase(graph, constructor)
    defined = facts.names.definition(constructor.func)
    if not isinstance(defined, cst.ClassDef) or not facts.is_keras_class(defined):
        return None
    for statement in defined.body.body:
        if isinstance(statement, cst.FunctionDef) and statement.name.value == "call":
            for param in (*statement.params.params, *statement.params.kwonly_params):
                if param.name.value == "training":
                    given = param.default
                    return learning_phase(graph, constructor) if given is None or _is_none(given) else given
    return None


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
