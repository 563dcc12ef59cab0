"""Where a module makes Estimators, and whether each can be followed to all its uses."""
from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.function_arguments import only_function_given
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.trees import children

ESTIMATORS = {
    "tf.estimator.Estimator": "model_fn model_dir config params warm_start_from".split(),
}
TPU_ESTIMATORS = ("tf.contrib.tpu.TPUEstimator", "tf.estimator.tpu.TPUEstimator")
ESTIMATORS |= dict.fromkeys(TPU_ESTIMATORS, (
    "model_fn model_dir config params use_tpu train_batch_size eval_batch_size predict_batch_size batch_axis eval_on_tpu "
    "export_to_tpu export_to_cpu warm_start_from embedding_config_spec").split())
BATCH_SIZES = {"train": "train_batch_size", "evaluate": "eval_batch_size", "predict": "predict_batch_size"}
_HEAD = "config warm_start_from loss_reduction"
CANNED = {
    "tf.estimator.DNNClassifier": (
        "hidden_units feature_columns model_dir n_classes weight_column label_vocabulary optimizer activation_fn dropout "
        f"input_layer_partitioner {_HEAD} batch_norm").split(),
    "tf.estimator.DNNRegressor": (
        "hidden_units feature_columns model_dir label_dimension weight_column optimizer activation_fn dropout "
        f"input_layer_partitioner {_HEAD} batch_norm").split(),
    "tf.estimator.LinearClassifier": (
        "feature_columns model_dir n_classes weight_column label_vocabulary optimizer config partitioner warm_start_from "
        "loss_reduction sparse_combiner").split(),
    "tf.estimator.LinearRegressor": (
        "feature_columns model_dir label_dimension weight_column optimizer config partitioner warm_start_from "
        "loss_reduction sparse_combiner").split(),
    "tf.estimator.DNNLinearCombinedClassifier": (
        "model_dir linear_feature_columns linear_optimizer dnn_feature_columns dnn_optimizer dnn_hidden_units "
        "dnn_activation_fn dnn_dropout n_classes weight_column label_vocabulary input_layer_partitioner "
        f"{_HEAD} batch_norm linear_sparse_combiner").split(),
    "tf.estimator.DNNLinearCombinedRegressor": (
        "model_dir linear_feature_columns linear_optimizer dnn_feature_columns dnn_optimizer dnn_hidden_units "
        "dnn_activation_fn dnn_dropout label_dimension weight_column input_layer_partitioner "
        f"{_HEAD} batch_norm linear_sparse_combiner").split(),
    "tf.estimator.BaselineClassifier":
        "model_dir n_classes weight_column label_vocabulary optimizer config loss_reduction".split(),
    "tf.estimator.BaselineRegressor":
        "model_dir label_dimension weight_column optimizer config loss_reduction".split(),
}
_LEARN_TAIL = "enable_centered_bias config feature_engineering_fn"
LEARN = {
    "DNNClassifier": "hidden_units feature_columns model_dir n_classes weight_column_name optimizer activation_fn dropout "
                     f"gradient_clip_norm {_LEARN_TAIL} embedding_lr_multipliers input_layer_min_slice_size label_keys",
    "DNNRegressor": "hidden_units feature_columns model_dir weight_column_name optimizer activation_fn dropout "
                    f"gradient_clip_norm {_LEARN_TAIL} label_dimension embedding_lr_multipliers input_layer_min_slice_size",
    "LinearClassifier": "feature_columns model_dir n_classes weight_column_name optimizer gradient_clip_norm "
                        "enable_centered_bias _joint_weight config feature_engineering_fn label_keys",
    "LinearRegressor": "feature_columns model_dir weight_column_name optimizer gradient_clip_norm enable_centered_bias "
                       "label_dimension _joint_weights config feature_engineering_fn",
}
LEARN = {f"tf.contrib.learn.{name}": parameters.split() for name, parameters in LEARN.items()}
RUN_CONFIGS = {
    "tf.estimator.RunConfig": (
        "model_dir tf_random_seed save_summary_steps save_checkpoints_steps save_checkpoints_secs session_config "
        "keep_checkpoint_max keep_checkpoint_every_n_hours log_step_count_steps train_distribute device_fn protocol "
        "eval_distribute experimental_distribute experimental_max_worker_delay_secs session_creation_timeout_secs "
        "checkpoint_save_graph_def").split(),
    "tf.contrib.learn.RunConfig": (
        "master num_cores log_device_placement gpu_memory_fraction tf_random_seed save_summary_steps save_checkpoints_secs "
        "save_checkpoints_steps keep_checkpoint_max keep_checkpoint_every_n_hours log_step_count_steps protocol "
        "evaluation_master model_dir session_config session_creation_timeout_secs").split(),
}
RUN_CONFIGS["tf.contrib.learn.python.learn.estimators.run_config.RunConfig"] = RUN_CONFIGS["tf.contrib.learn.RunConfig"]
RUN_CONFIGS |= dict.fromkeys(("tf.contrib.tpu.RunConfig", "tf.estimator.tpu.RunConfig"), (
    "tpu_config evaluation_master master cluster".split() + RUN_CONFIGS["tf.estimator.RunConfig"]))
METHODS = {
    "train": "input_fn hooks steps max_steps saving_listeners".split(),
    "evaluate": "input_fn steps hooks checkpoint_path name".split(),
    "predict": "input_fn predict_keys hooks checkpoint_path yield_single_examples".split(),
    "export_saved_model": "export_dir_base serving_input_receiver_fn assets_extra as_text checkpoint_path experimental_mode".split(),
    "export_savedmodel": "export_dir_base serving_input_receiver_fn assets_extra as_text checkpoint_path strip_default_attrs".split(),
}
# Functions that are given an Estimator, by their symbols: the name of the use, and their parameters.
FUNCTIONS = {
    "tf.estimator.train_and_evaluate": ("train_and_evaluate", "estimator train_spec eval_spec".split()),
    "tf.contrib.predictor.from_estimator": (
        "from_estimator", "estimator serving_input_receiver_fn output_key graph config".split()),
}
EXPORTERS = {"tf.estimator.LatestExporter", "tf.estimator.FinalExporter", "tf.estimator.BestExporter"}


@dataclass(eq=False)
class Use:
    """A call of a method of an Estimator.

    Attributes:
        method: a key of `METHODS`, "train_and_evaluate" or "from_estimator".
        call: the call.
        arguments: its arguments.
    """

    method: str
    call: cst.Call
    arguments: Arguments


@dataclass(eq=False)
class Driver:
    """A place that makes an Estimator.

    Attributes:
        call: the call that makes it.
        model_fn: the definition of its model_fn; None where the Estimator is a canned one.
        bound: what a partial, a lambda or a builder binds: how to spell the class's constructor.
        arguments: the call's arguments.
        statement: the statement that assigns it to a variable, where one does.
        variable: that variable.
        uses: the calls of its methods, where all its uses are known.
        followed: whether all its uses are known.
        reason: why not, where not.
    """

    call: cst.Call
    model_fn: cst.FunctionDef | None
    bound: BoundModelFn | None
    arguments: Arguments
    statement: cst.SimpleStatementLine | None = None
    variable: str | None = None
    uses: list[Use] = field(default_factory=list)
    followed: bool = False
    reason: str = ""


@dataclass(frozen=True, eq=False)
class BoundModelFn:
    """How a model_fn is given to an Estimator.

    Attributes:
        definition: the model_fn.
        module: the module that it is taken from, where it is named so.
        builder: the call that returns the model_fn, where a builder makes it, else None.
        instance: the expression of the instance, where it is a method.
        keywords: extra arguments that are bound, as (name or None, expression).
    """

    definition: cst.FunctionDef
    module: cst.BaseExpression | None = None
    builder: cst.BaseExpression | None = None
    instance: cst.BaseExpression | None = None
    keywords: tuple[tuple[str | None, cst.BaseExpression], ...] = ()


def find_drivers(names: Names, model_fns: set[cst.FunctionDef], parents: Parents) -> list[Driver]:
    """Finds the places of a module that make an Estimator out of one of its model_fns, or a canned one.

    Raises:
        Unsupported: an Estimator is made in a way that can't be followed.
    """
    drivers, unfollowed = [], []
    for reference in names.references:
        parameters = ESTIMATORS.get(reference.symbol) or CANNED.get(reference.symbol)
        call = parents.of(reference.node)
        if parameters is None or not isinstance(call, cst.Call) or call.func is not reference.node:
            continue
        try:
            arguments = Arguments(call, parameters)
        except Unbindable as reason:
            if reference.symbol in CANNED:
                continue
            raise Unsupported("MIG101", call, f"Estimator: {reason}") from None
        if reference.symbol in CANNED:
            drivers.append(Driver(call, None, None, arguments))
            _follow(drivers[-1], names, parents)
            continue
        bound = resolve_model_fn(names, arguments.get("model_fn"), model_fns)
        if bound is None:
            unfollowed.append(call)
            continue
        driver = Driver(call, bound.definition, bound, arguments)
        _follow(driver, names, parents)
        drivers.append(driver)
    _check_unfollowed(unfollowed, names, model_fns, parents)
    return drivers


def _check_unfollowed(calls: list[cst.Call], names: Names, model_fns: set[cst.FunctionDef], parents: Parents) -> None:
    """Checks that no Estimator is given one of several functions that only the running program chooses among.

    Raises:
        Unsupported: one is.
    """
    for name in names.names if calls else ():
        inside = parents.of(name)
        if names.definition(name) in model_fns and names.is_use(name) and isinstance(
                inside, (cst.Element, cst.DictElement, cst.IfExp)):
            raise Unsupported("MIG335", calls[0], f"the Estimator is given a function that may be {name.value} or another one")


def resolve_model_fn(names: Names, node: cst.BaseExpression | None, model_fns) -> BoundModelFn | None:
    """Finds the model_fn that an expression gives, through partials, lambdas and builders."""
    match node:
        case cst.Name():
            definition = names.definition(node)
            if definition in model_fns:
                return BoundModelFn(definition)
            bindings = names.bindings(node)
            if len(bindings) == 1 and bindings[0].value is not None:
                return _through_variable(names, node, bindings[0].value, model_fns)
            given = only_function_given(node, names)
            if given in model_fns:
                return BoundModelFn(given, builder=node)
        case cst.Call() if names.symbol(node.func) == "functools.partial" and node.args:
            inner = resolve_model_fn(names, node.args[0].value, model_fns)
            if inner is not None:
                given = tuple((arg.keyword.value if arg.keyword else None, arg.value) for arg in node.args[1:])
                return dataclasses.replace(inner, keywords=inner.keywords + given)
        case cst.Call():
            built = names.definition(node.func)
            if isinstance(built, cst.ClassDef) and _method(built, "__call__") in model_fns:
                return BoundModelFn(_method(built, "__call__"), instance=node)
            if isinstance(built, cst.FunctionDef):
                returned = _returned_function(built, model_fns)
                if returned is not None:
                    return BoundModelFn(returned, builder=node)
        case cst.Lambda(params=params, body=cst.Call() as body):
            inner = resolve_model_fn(names, body.func, model_fns)
            if inner is not None:
                own = {param.name.value for param in params.params}
                given = tuple((arg.keyword.value if arg.keyword else _positional(inner.definition, index), arg.value)
                              for index, arg in enumerate(body.args)
                              if not (isinstance(arg.value, cst.Name) and arg.value.value in own))
                return dataclasses.replace(inner, keywords=given)
        case cst.Attribute(value=module) if names.definition(node) in model_fns:
            return BoundModelFn(names.definition(node), module=module)
        case cst.Attribute(value=cst.Name() as instance, attr=cst.Name(value=name)):
            owner = _class_of(names, instance)
            method = _method(owner, name) if owner is not None else None
            return BoundModelFn(method, instance=instance) if method in model_fns else None
    return None


def _class_of(names: Names, instance: cst.Name) -> cst.ClassDef | None:
    """The class of this module that a variable holds an instance of."""
    if instance.value == "self":
        scope = names.scope(instance)
        while scope is not None and not isinstance(scope.node, cst.ClassDef):
            scope = scope.parent
        return scope.node if scope is not None else None
    bindings = names.bindings(instance)
    if len(bindings) == 1 and isinstance(bindings[0].value, cst.Call):
        found = names.definition(bindings[0].value.func)
        return found if isinstance(found, cst.ClassDef) else None
    return None


def _method(owner: cst.ClassDef, name: str) -> cst.FunctionDef | None:
    found = [one for one in owner.body.body if isinstance(one, cst.FunctionDef) and one.name.value == name]
    return found[0] if len(found) == 1 else None


def _through_variable(names, node, value, model_fns) -> BoundModelFn | None:
    found = resolve_model_fn(names, value, model_fns)
    if found is not None and found.builder is value:
        return dataclasses.replace(found, builder=node)
    if found is not None and found.instance is value:
        return dataclasses.replace(found, instance=node)
    return found


def _positional(function: cst.FunctionDef, index: int) -> str | None:
    params = [*function.params.posonly_params, *function.params.params]
    return params[index].name.value if index < len(params) else None


def _returned_function(builder: cst.FunctionDef, model_fns) -> cst.FunctionDef | None:
    """The model_fn that a builder defines and returns, where it returns nothing else."""
    nested = {function.name.value: function for function in model_fns if _within(builder, function)}
    found = []
    stack: list[cst.CSTNode] = [builder.body]
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.FunctionDef, cst.Lambda)):
            continue
        if isinstance(node, cst.Return):
            found.append(node.value)
        stack.extend(children(node))
    if len(found) == 1 and isinstance(found[0], cst.Name):
        return nested.get(found[0].value)
    return None


def _within(tree: cst.CSTNode, node: cst.CSTNode) -> bool:
    return tree is node or any(_within(child, node) for child in children(tree))


def _follow(driver: Driver, names: Names, parents: Parents) -> None:
    """Follows an Estimator from its construction to its uses."""
    assign = parents.of(driver.call)
    statement = parents.of(assign) if assign is not None else None
    match assign:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=variable) as target)]):
            pass
        case _:
            driver.reason = "the Estimator is not assigned to a variable of its own"
            return
    driver.statement, driver.variable = statement, variable
    bindings = names.bindings(target)
    if len(bindings) != 1:
        driver.reason = f"{variable} is assigned more than once"
        return
    for name in names.names:
        if name.value != variable or name is target or not any(one in bindings for one in names.bindings(name)):
            continue
        use = _use(name, names, parents)
        if use is None:
            driver.reason = f"{variable} is used in another way than to train, evaluate, predict and export"
            return
        driver.uses.append(use)
    driver.followed = True


def _use(name: cst.Name, names: Names, parents: Parents) -> Use | None:
    parent = parents.of(name)
    if isinstance(parent, cst.Attribute) and parent.value is name:
        call = parents.of(parent)
        method = parent.attr.value
        if isinstance(call, cst.Call) and call.func is parent and method in METHODS:
            try:
                return Use(method, call, Arguments(call, METHODS[method]))
            except Unbindable:
                return None
    if isinstance(parent, cst.Arg):
        call = parents.of(parent)
        if isinstance(call, cst.Call) and names.symbol(call.func) in FUNCTIONS:
            method, parameters = FUNCTIONS[names.symbol(call.func)]
            return Use(method, call, Arguments(call, parameters))
    return None
