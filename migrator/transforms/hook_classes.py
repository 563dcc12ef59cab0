"""A program's own session hooks to callbacks of Keras.

A hook that looks at the global step and at the clock, that stops the training, or that only begins and ends, becomes a
`keras.callbacks.Callback`. One that asks a session for tensors is left: there is no graph that has them.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.fed_iterators import hook_attributes
from migrator.emission.classes import method
from migrator.fates import is_tf1_only
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import Left
from migrator.trees import children, rewrite

HOOKS = {"tf.train.SessionRunHook", "tf.estimator.SessionRunHook", "tf.contrib.learn.SessionRunHook",
         "tf.python.training.session_run_hook.SessionRunHook"}
_STEPS = {f"tf.{module}.{name}" for module in ("train", "contrib.framework", "python.training.training_util") for name in (
    "get_global_step", "get_or_create_global_step", "_get_or_create_global_step_read", "assert_global_step")}
_RUN_ARGS = {"tf.train.SessionRunArgs", "tf.estimator.SessionRunArgs", "tf.contrib.learn.SessionRunArgs",
             "tf.python.training.session_run_hook.SessionRunArgs"}
_MOMENTS = {"begin": ("on_train_begin", "self, logs=None"), "after_create_session": ("on_train_begin", "self, logs=None"),
            "before_run": ("on_train_batch_begin", "self, batch, logs=None"),
            "after_run": ("on_train_batch_end", "self, batch, logs=None"), "end": ("on_train_end", "self, logs=None")}
_OF_CALLBACKS = ("model", "params")  # Attributes that Keras sets.


def is_hook_class(node: cst.ClassDef, names: Names) -> bool:
    """Whether a class is a session hook."""
    return len(node.bases) == 1 and names.symbol(node.bases[0].value) in HOOKS


def settle_hook(hook: cst.ClassDef, context: Context, disposition: Disposition, code: str | None = None,
                message: str = "") -> None:
    """Accounts for the constructs of a hook: all became a callback, or all stay."""
    for node in _walk(hook):
        symbol = context.names.symbol(node)
        if symbol is not None and (disposition is Disposition.LEFT and is_tf1_only(symbol)
                                   or symbol in HOOKS | _STEPS | _RUN_ARGS):
            context.settle(node, disposition, "drivers", code, message)


def as_callback(hook: cst.ClassDef, context: Context) -> cst.ClassDef:
    """Makes a callback of a session hook.

    Args:
        hook: the class, in the original tree.
        context: the state of rewriting the module.

    Returns:
        The class, whose unchanged parts are those of the original tree.

    Raises:
        Left: the hook does what no callback can.
    """
    return _HookClass(hook, context).callback()


# What Keras calls besides trainings in the names of its callbacks' methods, and what is given hooks for it.
_PHASES = {"test": ("evaluate", "EvalSpec", "InMemoryEvaluatorHook"), "predict": ("predict",)}


class _HookClass:

    def __init__(self, hook: cst.ClassDef, context: Context):
        self.hook = hook
        self.context = context
        self.names = context.names
        if not isinstance(hook.body, cst.IndentedBlock):
            raise Left("MIG282", "it has no methods")
        self.methods = {one.name.value: one for one in hook.body.body if isinstance(one, cst.FunctionDef)}
        self.steps = self._step_attributes()
        self.initializers = hook_attributes(self.names)
        self.fetches = self._fetches()

    def callback(self) -> cst.ClassDef:
        written: dict[str, cst.FunctionDef] = {}
        body = []
        for one in self.hook.body.body:
            if not isinstance(one, cst.FunctionDef) or one.name.value not in _MOMENTS:
                self._check_free(one)
                body.append(one)
                continue
            name, parameters = _MOMENTS[one.name.value]
            statements = self._statements(one)
            if name in written:
                place = body.index(written[name])
                merged = [*written[name].body.body, *statements]
                written[name] = written[name].with_changes(body=cst.IndentedBlock(merged))
                body[place] = written[name]
            elif statements:
                written[name] = method(name, parameters, statements, lead=one.leading_lines)
                body.append(written[name])
        aliases = [cst.parse_statement(f"{name.replace('train', phase)} = {name}")
                   for phase, methods in _PHASES.items() if self._watches(methods) for name in written]
        if aliases:
            body += [alias.with_changes(leading_lines=[] if index else [cst.EmptyLine(indent=False)])
                     for index, alias in enumerate(aliases)]
        base = cst.Arg(self.context.keras("callbacks.Callback"))
        return self.hook.with_changes(bases=[base], body=self.hook.body.with_changes(
            body=body or [cst.parse_statement("pass")]))

    # What the hook knows of the graph.

    def _is_step(self, node: cst.BaseExpression) -> bool:
        match node:
            case cst.Call(func=func):
                return self.names.symbol(func) in _STEPS
            case cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name)):
                return name in self.steps
        return False

    def _step_attributes(self) -> set[str]:
        """The attributes that hold the tensor of the global step."""
        self.steps, found = set(), set()
        for node in _walk(self.hook):
            match node:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(
                        value=cst.Name(value="self"), attr=cst.Name(value=name)))], value=value):
                    if self._is_step(value):
                        found.add(name)
                    if name in _OF_CALLBACKS:
                        raise Left("MIG282", f"its attribute {name} is one that Keras sets in callbacks")
        return found

    def _fetches(self) -> cst.BaseExpression | None:
        """What before_run asks for."""
        asked = self.methods.get("before_run")
        returned = [node for node in _walk(asked.body) if isinstance(node, cst.Return)] if asked is not None else []
        if not returned:
            return None
        last = asked.body.body[-1] if isinstance(asked.body, cst.IndentedBlock) else None
        match returned, last:
            case [cst.Return(value=None | cst.Name(value="None"))], cst.SimpleStatementLine(body=[cst.Return()]):
                return None
            case [cst.Return(value=cst.Call(func=func, args=[arg]))], cst.SimpleStatementLine(body=[cst.Return()]) if (
                    self.names.symbol(func) in _RUN_ARGS):
                return arg.value
        raise Left("MIG282", "what its before_run asks for can't be followed")

    def _value(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """What a fetched structure of tensors is worth after a step."""
        if self._is_step(node):
            return cst.Call(self.context.supported("trained_steps"), [cst.Arg(cst.parse_expression("self.model"))])
        match node:
            case cst.Dict(elements=elements) if all(isinstance(element, cst.DictElement) for element in elements):
                return node.with_changes(elements=[
                    element.with_changes(value=self._value(element.value)) for element in elements])
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                return node.with_changes(elements=[
                    element.with_changes(value=self._value(element.value)) for element in elements])
        raise Left("MIG282", f"it asks for {self.names.module.code_for_node(node)}, and there is no graph that has it")

    # Methods.

    def _statements(self, function: cst.FunctionDef) -> list[cst.BaseStatement]:
        """The statements of one of the moments of a hook, as those of a callback."""
        if not isinstance(function.body, cst.IndentedBlock):
            return []
        parameters = [param.name.value for param in function.params.params[1:]]
        made = rewrite(function.body, _Moment(self, function.name.value, parameters))
        statements = [one for one in made.body if not _is_pass(one)]
        if len(statements) == 1 and is_docstring(statements[0]):
            return []
        for node in (inner for one in statements for inner in _walk(one)):
            if isinstance(node, cst.Name) and node.value in parameters and self.names.is_use(node):
                raise Left("MIG282", f"{function.name.value} uses {node.value} in a way that no callback has")
            if isinstance(node, cst.Attribute):
                self._check_free(node)
        return statements

    def _check_free(self, tree: cst.CSTNode) -> None:
        """Checks that nothing of the graph is left in what is written."""
        emptied = {target.target for node in _walk(tree) if isinstance(node, cst.Assign) and is_none(node.value)
                   for target in node.targets}
        for node in _walk(tree):
            if isinstance(node, (cst.Call, cst.Attribute)) and node not in emptied and self._is_step(node):
                raise Left("MIG282", "it uses the tensor of the global step otherwise than to ask a session for it")

    def _watches(self, methods: tuple[str, ...]) -> bool:
        """Whether the hook is, or may be, given to an evaluation or to a prediction."""
        for node in _walk(self.names.module):
            match node:
                case cst.Call(func=cst.Attribute(attr=cst.Name(value=name)) | cst.Name(value=name), args=args) if name in methods:
                    given = [arg.value for arg in args if arg.keyword is not None and arg.keyword.value == "hooks"]
                    if given and self._may_be_in(given[0]):
                        return True
        return False

    def _may_be_in(self, hooks: cst.BaseExpression) -> bool:
        match hooks:
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                return any(self._may_be_in(element.value) for element in elements)
            case cst.Call(func=func):
                made = self.names.definition(func)
                return made is self.hook or not isinstance(made, cst.ClassDef) and self.names.symbol(func) is None
            case cst.Name(value="None"):
                return False
            case cst.Name():
                bindings = self.names.bindings(hooks)
                return any(binding.value is None or self._may_be_in(binding.value) for binding in bindings)
        return True


class _Moment(cst.CSTTransformer):
    """Rewrites the body of one method of a hook."""

    def __init__(self, hook: _HookClass, name: str, parameters: list[str]):
        super().__init__()
        self.hook = hook
        self.name = name
        self.parameters = parameters

    def _is_parameter(self, node: cst.CSTNode, index: int) -> bool:
        return isinstance(node, cst.Name) and index < len(self.parameters) and node.value == self.parameters[index]

    def leave_SimpleStatementLine(self, original, updated):
        match original.body:
            case [cst.Assign(value=value)] if self.hook._is_step(value):
                return cst.RemoveFromParent()
            case [cst.Expr(value=cst.Call(func=initializer))] if self._is_initializer(initializer):
                return cst.RemoveFromParent()
            case [cst.Assert(test=cst.Call(func=cst.Name(value="callable"), args=[cst.Arg(value=initializer)]))] if (
                    self._is_initializer(initializer)):
                return cst.RemoveFromParent()
            case [cst.Return()] if self.name == "before_run":
                return cst.RemoveFromParent()
            case [cst.Del(target=target)] if self._are_parameters(target):
                return cst.RemoveFromParent()
            case [cst.Expr(value=cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="request_stop"))))] if (
                    self._is_parameter(owner, 0)):
                return updated.with_changes(body=cst.parse_statement("self.model.stop_training = True").body)
        return updated

    def _is_initializer(self, node: cst.BaseExpression) -> bool:
        """Whether a function of the hook initializes the iterator of a Dataset, which needs no initialization."""
        match node:
            case cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name)):
                return name in self.hook.initializers
        return False

    def _are_parameters(self, target: cst.BaseExpression) -> bool:
        targets = [element.value for element in target.elements] if isinstance(target, cst.Tuple) else [target]
        return all(isinstance(one, cst.Name) and one.value in self.parameters for one in targets)

    def leave_If(self, original, updated):
        match original.test:
            case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(
                    operator=cst.Is(), comparator=cst.Name(value="None"))]) if self.hook._is_step(left):
                return cst.RemoveFromParent()
        return updated

    def leave_Subscript(self, original, updated):
        match original:
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=key))]) if (
                    self._is_results(value)):
                return self._element(key) or updated
        return updated

    def _is_results(self, node: cst.BaseExpression) -> bool:
        match node:
            case cst.Attribute(value=owner, attr=cst.Name(value="results")):
                return self.name == "after_run" and self._is_parameter(owner, 1)
        return False

    def _element(self, key: cst.BaseExpression) -> cst.BaseExpression | None:
        match self.hook.fetches, key:
            case cst.Dict(elements=elements), cst.SimpleString():
                found = [element.value for element in elements if isinstance(element, cst.DictElement)
                         and isinstance(element.key, cst.SimpleString)
                         and element.key.evaluated_value == key.evaluated_value]
            case (cst.List(elements=elements) | cst.Tuple(elements=elements)), cst.Integer():
                found = [element.value for element in elements[key.evaluated_value:key.evaluated_value + 1]]
            case _:
                return None
        return self.hook._value(found[0]) if found else None

    def leave_Attribute(self, original, updated):
        if self._is_results(original):
            return cst.Name("None") if self.hook.fetches is None else self.hook._value(self.hook.fetches)
        return updated

    def leave_Call(self, original, updated):
        match original:
            case cst.Call(func=cst.Attribute(value=session, attr=cst.Name(value="run")), args=[cst.Arg(value=fetched)]) if (
                    self._is_session(session)):
                return self.hook._value(fetched)
        return updated

    def _is_session(self, node: cst.BaseExpression) -> bool:
        match node:
            case cst.Attribute(value=owner, attr=cst.Name(value="session")):
                return self.name in ("before_run", "after_run") and self._is_parameter(owner, 0)
        return self.name in ("end", "after_create_session") and self._is_parameter(node, 0)


def is_docstring(node: cst.CSTNode) -> bool:
    """Whether a statement is a string alone."""
    return isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 and isinstance(
        node.body[0], cst.Expr) and isinstance(node.body[0].value, (cst.SimpleString, cst.ConcatenatedString))


def _is_pass(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleStatementLine) and all(isinstance(one, cst.Pass) for one in node.body)


def _walk(node: cst.CSTNode):
    stack = [node]
    while stack:
        inner = stack.pop()
        yield inner
        stack.extend(children(inner))
