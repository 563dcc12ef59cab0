"""Names for what a migrated class holds."""
from __future__ import annotations

import keyword
import re

import libcst as cst

from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.helpers import bind
from migrator.analysis.parameter_uses import Purpose
from migrator.transforms.registry import Kind

# What keras.Model and keras.layers.Layer own, and the methods that a migrated class defines.
RESERVED = frozenset("""
    activity_regularizer add_loss add_metric add_variable add_weight autocast build build_from_config built call
    compile compile_config compile_from_config compiled compiled_metrics compute_dtype compute_loss compute_mask
    compute_metrics compute_output_shape compute_output_spec count_params distribute_reduction_method
    distribute_strategy dtype dtype_policy evaluate export fit from_config get_build_config get_compile_config
    get_config get_layer get_metrics_result get_quantization_layer_structure get_state_tree get_weights inbound_nodes
    input input_dtype input_shape input_spec inputs jit_compile layers load_own_variables load_weights loss losses
    make_predict_function make_test_function make_train_function metrics metrics_names metrics_variables name
    non_trainable_variables non_trainable_weights optimizer outbound_nodes output output_shape outputs path predict
    predict_on_batch predict_step quantization_mode quantize remat_mode rematerialized_call reset_metrics run_eagerly
    save save_own_variables save_weights set_state_tree set_weights stateless_call stateless_compute_loss
    stateless_reset_metrics steps_per_execution stop_training summary supports_jit supports_masking
    symbolic_call test_on_batch test_step to_json train_on_batch train_step trainable trainable_variables
    trainable_weights train_function test_function predict_function update_metrics_variables variable_dtype variables
    weights auto_scale_loss predictions loss_fn global_step params_ training
""".split())

_GENERIC = frozenset("net x h y z out output outputs inputs input layer tmp res result current cur _ a b value "
                     "tensor features prev last ret".split())
_ACRONYMS = frozenset("cnn gan rnn lstm gru dnn mlp ctr ner nlp crf vae dcgan wgan fm mnist vgg esmm mmoe ae lr nn iris".split()) - {
    "iris", "mnist"}


def class_name(function: str, suffix: str = "Model") -> str:
    """Names the class that a model_fn becomes: ``cnn_model_fn`` gives ``CNNModel``."""
    stem = re.sub(r"(_?model)?_?(fn|func|function)$|_?model$", "", function.strip("_"))
    return camel(stem) + suffix if stem else suffix


def camel(name: str) -> str:
    """Turns a function's name into a class's: ``residual_block`` gives ``ResidualBlock``."""
    words = [word for word in re.split(r"_+", name.strip("_")) if word]
    return "".join(word.upper() if word in _ACRONYMS else word[:1].upper() + word[1:] for word in words)


def snake(name: str) -> str:
    """Turns a class's name into a variable's: ``Conv2DTranspose`` gives ``conv2d_transpose``, ``GRUCell`` ``gru_cell``."""
    name = re.sub(r"(?<=[a-zA-Z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name)
    return name.lower()


def free(name: str, taken: set[str], suffix: str = "layer") -> str:
    """Makes a name that is not taken yet out of a wanted one, and takes it."""
    candidate = f"{name}_{suffix}" if name in RESERVED or keyword.iskeyword(name) else name
    number = 1
    base = candidate
    while candidate in taken:
        candidate = f"{base}_{number}"
        number += 1
    taken.add(candidate)
    return candidate


def name_sites(graph: GraphFunction, taken: set[str], others: set[str] = frozenset()) -> None:
    """Gives each site of a function the name of the attribute that holds what it creates.

    A layer is called after the variable that holds its output where that variable holds nothing
    else; else as TF1 called it.

    Args:
        graph: the function.
        taken: the names that are taken; those that are given are added.
        others: further ones, of what the methods read beside what is created.
    """
    free_of = taken | others
    binders: dict[str, int] = {}
    for step in graph.body.steps:
        for name in step.effects.changes:
            binders[name] = binders.get(name, 0) + 1
    for site in graph.sites:
        if site.shares is not None:
            site.attribute = site.shares.attribute
            continue
        wanted = _kind_name(graph, site)
        if site.in_loop:
            wanted = wanted + "s" if site.helper is not None or site.kind in (Kind.VARIABLE, Kind.PART) else f"{wanted}_layers"
        else:
            target = _network_name(graph, site) or _output_name(graph, site)
            several = site.helper is None or sum(
                other.helper is site.helper and other.shares is None for other in graph.sites) > 1
            if target and several and target not in _GENERIC and binders.get(target, 1) == 1:
                wanted = target
        site.attribute = free(wanted, free_of)
        taken.add(site.attribute)


def _network_name(graph: GraphFunction, site: Site) -> str | None:
    """The name that a call of a helper gives to a network which other calls use too: ``generator(x, name="a_to_b")``."""
    if site.helper is None or not any(other.shares is site for other in graph.sites):
        return None
    bound = bind(site.node, site.helper.node, site.helper.owner is not None)
    given = [str(value.evaluated_value) for name, value in bound.items() if isinstance(value, cst.SimpleString)
             and graph.purposes.serves(site.helper.node, name, Purpose.NAME)]
    return given[0] if len(given) == 1 and given[0].isidentifier() and not keyword.iskeyword(given[0]) else None


def _output_name(graph: GraphFunction, site: Site) -> str | None:
    if site.step >= len(graph.body.steps):
        return None
    step = graph.body.steps[site.step]
    return step.target if step.value is site.node else None


def _kind_name(graph: GraphFunction, site: Site) -> str:
    if site.alternatives:
        return _name_of_choice(site.node.func)
    if site.helper is not None:
        name = site.helper.name.strip("_")
        return snake(name) if name[:1].isupper() else name
    explicit = literal_name(graph, site.node) or _name_for_maker(graph, site)
    if explicit is not None and explicit.isidentifier():
        return explicit
    function = site.node.func.func if isinstance(site.node.func, cst.Call) else site.node.func
    symbol = graph.facts.names.symbol(function) or "layer"
    return snake(symbol.rpartition(".")[2])


def _name_for_maker(graph: GraphFunction, site: Site) -> str | None:
    """The name that a call gives to the variable which the function that it calls makes: ``table("users", 20)``."""
    function = graph.facts.called(site.node) if site.kind is Kind.VARIABLE else None
    if function is None:
        return None
    bound = bind(site.node, function, graph.facts.passes_instance(site.node, function))
    given = [str(value.evaluated_value) for name, value in bound.items() if isinstance(value, cst.SimpleString)
             and graph.purposes.serves(function, name, Purpose.NAME)]
    return given[0] if len(given) == 1 and not keyword.iskeyword(given[0]) else None


def _name_of_choice(called: cst.BaseExpression) -> str:
    """What a picked function is called: as the variable that holds it, or as one of what it is picked from."""
    match called:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return re.sub(r"_(fn|func|function)$", "", name.strip("_")).lower()
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            return re.sub(r"_(fn|func|function)$", "", str(key.evaluated_value))
        case cst.Subscript(value=cst.Name() | cst.Attribute() as value):
            return _name_of_choice(value).removesuffix("s")
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="get"))):
            return _name_of_choice(value).removesuffix("s")
    return "network"


def literal_name(graph: GraphFunction, call: cst.Call) -> str | None:
    """Gives the literal TF1 name of a layer or variable, or None."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in ("name", "scope") and isinstance(arg.value, cst.SimpleString):
            return str(arg.value.evaluated_value)
    symbol = graph.facts.names.symbol(call.func)
    if symbol == "tf.get_variable" and call.args and isinstance(call.args[0].value, cst.SimpleString):
        return str(call.args[0].value.evaluated_value)
    return None
