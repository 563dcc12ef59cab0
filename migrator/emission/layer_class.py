"""A helper function that creates layers as a keras.layers.Layer."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import GraphFunction, is_check
from migrator.analysis.helpers import Helper, Role
from migrator.analysis.modes import ALL_MODES
from migrator.analysis.steps import Unsupported
from migrator.emission.classes import method, returning, split_docstring, statement
from migrator.emission.dead_code import without_dead_code
from migrator.emission.draft import Draft
from migrator.emission.naming import name_sites
from migrator.emission.plan import skipped_steps
from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rules
from migrator.trees import rewrite


class LayerClass:
    """Makes the class that a helper becomes.

    Args:
        helper: the helper.
        graph: the same, taken apart.
        context: the state of rewriting the module.
        rules: the rules to apply.
    """

    def __init__(self, helper: Helper, graph: GraphFunction, context: Context, rules: Rules):
        self.helper = helper
        self.graph = graph
        self.context = context
        self.draft = Draft(graph, context, rules, skipped_steps(graph))
        self.draft.taken |= set(self.draft.candidates.values()) - (_outputs(graph) - set(self._of_role(Role.CONSTRUCT)))
        self.named = "name" in self._of_role(Role.CONSTRUCT) and helper.is_named
        if "name" in self.draft.candidates and (self.named or "name" not in self._of_role(Role.CONSTRUCT)):
            self.draft.candidates["name"] = "name"  # The layer's own.
        name_sites(graph, self.draft.taken, self.draft.read_when_running())

    def build(self) -> cst.BaseStatement:
        """Gives the class statement.

        Raises:
            Unsupported: some part of the function can't be placed.
        """
        call = self._call()
        build = self.draft.build_method()
        constructor = self._constructor()
        docstring = split_docstring(self.helper.node)
        constructor = constructor.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        code = self.graph.facts.names.code
        shell = statement(f"class {self.helper.class_name}({code(self.context.keras('layers.Layer'))}):\n    pass")
        body = [docstring.with_changes(leading_lines=[])] if docstring is not None else []
        return shell.with_changes(body=cst.IndentedBlock([*body, constructor, *build, call]),
                                  leading_lines=self.helper.node.leading_lines)

    def _of_role(self, *roles: Role) -> list[str]:
        return [name for name, role in self.helper.roles.items() if role in roles]

    def _call(self) -> cst.FunctionDef:
        steps = [index for index in range(len(self.graph.body.steps))
                 if index not in self.draft.skipped and not self._is_docstring(index) and not is_check(self.graph, index)]
        written = self.draft.write(steps, ALL_MODES)
        values = {id(value): (value, end) for value, end in self.graph.body.returns.values()}
        if len(values) != 1:
            raise Unsupported("MIG110", self.helper.node, "a helper returns different things in different modes")
        [(value, end)] = values.values()
        body = written.statements
        takes_training = written.uses_training or self._of_role(Role.TRAINING, Role.MODE)
        if value is not None:
            rewriter = self.draft.rewriter(end, ALL_MODES)
            returned = rewrite(value, rewriter)
            takes_training = takes_training or rewriter.uses_training
            self.draft.emitted.append(returned)
            body = returning(body, [returned])
        parameters = [self._parameter(name) for name in self._of_role(Role.CALL)]
        if takes_training:
            parameters.append("training=False")
        return method("call", ", ".join(["self", *parameters]), without_dead_code(body))

    def _is_docstring(self, index: int) -> bool:
        match self.graph.body.steps[index].simple:
            case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
                return True
        return False

    def _parameter(self, name: str) -> str:
        default = self.helper.default(name)
        if default is None:
            return name
        code = self.graph.facts.names.code
        return f"{name}={code(rewrite(default, self.draft.rewriter(0, ALL_MODES)))}"

    def _constructor(self) -> cst.FunctionDef:
        named = self.named
        given = [name for name in self.helper.constructor_parameters() if name != "name" or not named]
        promoted = self.draft.promoted()
        owner = self.graph.owner
        body = [statement("super().__init__(name=name, **kwargs)" if named else "super().__init__(**kwargs)")]
        kept = {name: statement(f"self.{self.draft.candidates[name]} = {name}") for name in given if name in promoted}
        rebound = self.draft.rebound_when_constructed(kept)
        body += [made for name, made in kept.items() if name not in rebound]
        if owner is not None and "self" in promoted:
            body.append(statement(f"self.{self.draft.candidates['self']} = {owner}"))
        body += self.draft.constructor_steps(rebound, [*given, "name", "self"])
        body += [kept[name] for name in kept if name in rebound]
        parameters = [self._parameter(name) for name in given]
        if named:
            parameters.append("name=None")
        if owner is not None:
            parameters.insert(0, owner)
        return method("__init__", ", ".join(["self", *parameters, "**kwargs"]), body, lead=[])


def _outputs(graph: GraphFunction) -> set[str]:
    """Variables that hold outputs of layers: their names are for the layers."""
    return {step.target for step in graph.body.steps if step.target}
