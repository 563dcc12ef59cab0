"""SavedModels with the signatures that an Estimator gave them, and clients that call these."""
import keyword
import os
import shutil
import time
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2


class ServingInputReceiver(NamedTuple):
    """`tf.estimator.export.ServingInputReceiver`: what a served model is sent, and its features.

    What is not in a dict is named `feature` in the features and `input` in the receivers. Receivers
    are placeholders, or features themselves and then each a `tf.TensorSpec`.
    """

    features: object
    receiver_tensors: object
    receiver_tensors_alternatives: dict | None = None


class TensorServingInputReceiver(NamedTuple):
    """`tf.estimator.export.TensorServingInputReceiver`: the same for features that are one tensor."""

    features: object
    receiver_tensors: object
    receiver_tensors_alternatives: dict | None = None


class ClassificationOutput(NamedTuple):
    """`tf.estimator.export.ClassificationOutput`: the outputs of a signature that classifies."""

    scores: object = None
    classes: object = None


class RegressionOutput(NamedTuple):
    """`tf.estimator.export.RegressionOutput`: the output of a signature that regresses."""

    value: object


def build_parsing_serving_input_receiver_fn(feature_spec, default_batch_size=None):
    """Returns a function whose receiver takes serialized `tf.train.Example`s as `examples`."""

    def serving_input_receiver_fn():
        examples = tf.compat.v1.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
        return ServingInputReceiver(tf.io.parse_example(examples, feature_spec), {"examples": examples})

    return serving_input_receiver_fn


def build_raw_serving_input_receiver_fn(features, default_batch_size=None):
    """Returns a function whose receiver takes the features themselves: a dict of tensors or `tf.TensorSpec`s."""

    def serving_input_receiver_fn():
        specs = {
            name: tf.TensorSpec([default_batch_size, *tensor.shape[1:]], tensor.dtype)
            for name, tensor in features.items()
        }
        return ServingInputReceiver(specs, specs)

    return serving_input_receiver_fn


class Receiver:
    """What a serving_input_receiver_fn built, as functions of what a served model is sent.

    Args:
        serving_input_receiver_fn: returns a `ServingInputReceiver` or `TensorServingInputReceiver`.

    Attributes:
        functions: for each way to send (None, or a name for an alternative) its `tf.TensorSpec`s by name and a
            function that makes features of such tensors.
        element_spec: the type of the features.
    """

    def __init__(self, serving_input_receiver_fn):
        built = []
        placeholders = {}

        def placeholder(tensor):
            if not isinstance(tensor, tf.TensorSpec):
                return tensor
            if id(tensor) not in placeholders:
                placeholders[id(tensor)] = tf.compat.v1.placeholder(tensor.dtype, tensor.shape)
            return placeholders[id(tensor)]

        def build():
            receiver = serving_input_receiver_fn()
            built.append((receiver, *tf.nest.map_structure(placeholder, tuple(receiver))))

        graph = tf.compat.v1.wrap_function(build, [])
        if graph.graph.get_collection(tf.compat.v1.GraphKeys.TABLE_INITIALIZERS):
            raise ValueError("The serving input function makes a lookup table; make it where the model can hold it.")
        receiver, features, tensors, alternatives = built[0]
        if isinstance(receiver, ServingInputReceiver) and not isinstance(features, dict):
            features = {"feature": features}
        self.element_spec = tf.nest.map_structure(tf.type_spec_from_value, features)
        self.functions = {}
        for alternative, sent in {None: tensors, **(alternatives or {})}.items():
            sent = sent if isinstance(sent, dict) else {"input": sent}
            specs = {name: tf.TensorSpec(tensor.shape, tensor.dtype) for name, tensor in sent.items()}
            self.functions[alternative] = specs, graph.prune(list(sent.values()), features)


def export_outputs(model, features):
    """Returns for each signature of an exported model its method and its outputs by name."""
    if hasattr(model, "export_outputs"):
        outputs = model.export_outputs(features)
    else:
        outputs = {"serving_default": model.predict_step((features,))}
    if len(outputs) == 1:
        outputs = {**outputs, "serving_default": next(iter(outputs.values()))}
    if "serving_default" not in outputs:
        raise ValueError("Multiple export_outputs were provided, but none of them is specified as the default.")
    return {name: signature_outputs(output) for name, output in outputs.items()}


def signature_outputs(output):
    """Returns the method of a signature and its outputs by name."""
    if isinstance(output, ClassificationOutput):
        return "classify", {name: tensor for name, tensor in output._asdict().items() if tensor is not None}
    if isinstance(output, RegressionOutput):
        return "regress", {"outputs": output.value}
    if not isinstance(output, dict):
        output = {"output": output}
    return "predict", {"/".join(key) if isinstance(key, tuple) else key: tensor for key, tensor in output.items()}


def signature_functions(model, receiver):
    """Returns the signatures of a model that is sent what a `Receiver` takes.

    Returns:
        By name (method, `tf.TensorSpec`s of the inputs by name, function of such tensors).
    """
    signatures = {}
    for alternative, (specs, features_of) in receiver.functions.items():
        methods = {}

        def outputs(*tensors):
            for name, (method, _) in export_outputs(model, features_of(*tensors)).items():
                methods[name] = method

        tf.function(outputs, autograph=False).get_concrete_function(*specs.values())
        for name, method in methods.items():
            inputs = specs
            if method != "predict":  # Such a signature is sent serialized examples, or there is none.
                if [spec.dtype for spec in specs.values()] != [tf.string]:
                    continue
                inputs = {"inputs": spec for spec in specs.values()}
            key = name if alternative is None else f"{alternative}:{name}"
            signatures[key] = method, inputs, signature_function(model, features_of, name)
    return signatures


def signature_function(model, features_of, name):
    def signature(*tensors):
        return export_outputs(model, features_of(*tensors))[name][1]

    return signature


def export_saved_model(
    model, export_dir_base, serving_input_receiver_fn, assets_extra=None, as_text=False, model_dir=None
):
    """Exports a model as `Estimator.export_saved_model` did.

    Args:
        model: a model; its method `export_outputs(features)` gives the outputs of each signature, and without
            one its predictions are those of `serving_default`.
        export_dir_base: the folder for exports; each goes into a folder of its own, named after the time.
        serving_input_receiver_fn: returns a `ServingInputReceiver`, or one for a single tensor.
        assets_extra: files to copy into `assets.extra`, by their paths there.
        as_text: whether to write the SavedModel as text.
        model_dir: a `ModelDir` whose latest checkpoint the model takes first, if it has not yet.

    Returns:
        The path of the export, as bytes.

    Raises:
        ValueError: there is no checkpoint in `model_dir`, or no signature is the default one.
    """
    receiver = Receiver(serving_input_receiver_fn)
    if model_dir is not None:
        if model_dir.latest_checkpoint is None:
            raise ValueError(f"Couldn't find trained model at {model_dir.directory}.")
        model_dir.restore(model, receiver)
    path = timestamped(export_dir_base)
    archive = keras.export.ExportArchive()
    # Not the model: Keras would trace it for features of type float32, whatever theirs is.
    for part in tf.train.TrackableView(model).descendants():
        if isinstance(part, tf.saved_model.experimental.TrackableResource):
            archive.track(part)
    if hasattr(model, "graphs"):  # A ScopedModel: its variables are none of Keras.
        archive.track(model)
    names = {}  # What a Python function can't call its parameters.
    signatures = signature_functions(model, receiver)
    for key, (_, specs, function) in signatures.items():
        tensors = []
        for index, (name, spec) in enumerate(specs.items()):
            if not name.isidentifier() or keyword.iskeyword(name):
                names[f"input_{index}"], name = name, f"input_{index}"
            tensors.append(tf.TensorSpec(spec.shape, spec.dtype, name))
        archive.add_endpoint(key, function, tensors)
    if signatures:
        archive.write_out(path, verbose=False)
    else:  # TF1 exported variables and nothing that can be called.
        variables = tf.Module()
        variables.held = [part for part in tf.train.TrackableView(model).descendants() if isinstance(part, tf.Variable)]
        tf.saved_model.save(variables, path)
    finish_export(path, {key: method for key, (method, *_) in signatures.items()}, names, as_text)
    for name, source in (assets_extra or {}).items():
        target = os.path.join(path, "assets.extra", name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(source, target)
    return os.fsencode(path)


def timestamped(export_dir_base):
    """Returns the path of a new folder, named after the time in seconds, and later than all that are there."""
    base = os.fsdecode(export_dir_base)
    there = [int(name) for name in (os.listdir(base) if os.path.isdir(base) else []) if name.isdigit()]
    return os.path.join(base, str(max([int(time.time()), *(name + 1 for name in there)])))


def read_saved_model(export_dir):
    """Reads the description of a SavedModel."""
    path = os.path.join(os.fsdecode(export_dir), "saved_model.pb")
    with open(path, "rb") as file:
        return saved_model_pb2.SavedModel.FromString(file.read())


def finish_export(export_dir, methods, names, as_text):
    """Gives signatures their methods, and their inputs names that no Python function could have."""
    saved = read_saved_model(export_dir)
    (graph,) = saved.meta_graphs
    for key, method in methods.items():
        signature = graph.signature_def[key]
        signature.method_name = f"tensorflow/serving/{method}"
        for name in names.keys() & signature.inputs.keys():
            signature.inputs[names[name]].CopyFrom(signature.inputs.pop(name))
    for node in graph.object_graph_def.nodes:
        if node.HasField("bare_concrete_function"):
            words = node.bare_concrete_function.argument_keywords
            words[:] = [names.get(word, word) for word in words]
    path = os.path.join(export_dir, "saved_model.pb")
    with open(path, "wb") as file:
        file.write(saved.SerializeToString())
    if as_text:
        with open(f"{path}txt", "w", encoding="utf-8") as file:
            file.write(str(saved))
        os.remove(path)


class Predictor:
    """What `tf.contrib.predictor` made: calls a signature of a model with arrays.

    Args:
        signature: a function of tensors by name that returns tensors by name.
        feed_tensors: the types and shapes of its inputs by name.
        fetch_tensors: those of its outputs by name.
    """

    def __init__(self, signature, feed_tensors, fetch_tensors):
        self.signature = signature
        self.feed_tensors = feed_tensors
        self.fetch_tensors = fetch_tensors

    def __call__(self, input_dict):
        """Returns a dict of arrays for a dict of what can be made arrays.

        Raises:
            ValueError: `input_dict` has a key that the signature has not.
        """
        if unexpected := input_dict.keys() - self.feed_tensors.keys():
            raise ValueError(f"Got unexpected keys in input_dict: {unexpected}\nexpected: {set(self.feed_tensors)}")
        tensors = {
            name: tf.constant(np.asarray(value, self.feed_tensors[name].dtype.as_numpy_dtype))
            for name, value in input_dict.items()
        }
        return {name: tensor.numpy() for name, tensor in self.signature(**tensors).items()}


def saved_model_predictor(export_dir, signature_def_key=None):
    """`tf.contrib.predictor.from_saved_model`: a `Predictor` for an exported model.

    Raises:
        ValueError: the export has no signature of that name.
    """
    key = signature_def_key or "serving_default"
    model = tf.saved_model.load(os.fsdecode(export_dir))
    if key not in model.signatures:
        raise ValueError(f'Got signature_def_key "{key}". Available signatures are {list(model.signatures)}.')
    (graph,) = read_saved_model(export_dir).meta_graphs
    signature = graph.signature_def[key]
    feeds, fetches = (
        {name: tf.TensorSpec(one.tensor_shape, one.dtype, name) for name, one in ends.items()}
        for ends in (signature.inputs, signature.outputs)
    )
    return Predictor(lambda **tensors: model.signatures[key](**tensors), feeds, fetches)  # Keeps the model alive.


def model_predictor(estimator, serving_input_receiver_fn, output_key=None, model_dir=None):
    """`tf.contrib.predictor.from_estimator`: a `Predictor` for a model as it would be exported.

    Args:
        estimator: the model.
        serving_input_receiver_fn: returns a `ServingInputReceiver`.
        output_key: name of the signature.
        model_dir: a `ModelDir` whose latest checkpoint the model takes first, if it has not yet.

    Raises:
        KeyError: the model has no signature of that name.
    """
    receiver = Receiver(serving_input_receiver_fn)
    if model_dir is not None:
        model_dir.restore(estimator, receiver)
    _, specs, function = signature_functions(estimator, receiver)[output_key or "serving_default"]
    traced = tf.function(function, autograph=False)
    outputs = traced.get_concrete_function(*specs.values()).structured_outputs
    return Predictor(lambda **tensors: traced(*(tensors[name] for name in specs)), specs, outputs)
