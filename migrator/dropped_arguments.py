"""Arguments of TF1 calls that mean nothing in TF 2 with Keras 3, and why."""
from __future__ import annotations

_IN_THE_GRAPH = "it named a node of the graph, and there is no graph"
_COLLECTION = "it named a collection of the graph, and there are none"
_REASONS = {
    "name": _IN_THE_GRAPH,
    "scope": _IN_THE_GRAPH,
    "values": "it said which graph a scope is opened in, and there is no graph",
    "default_name": _IN_THE_GRAPH,
    "accum_name": "it named the optimizer's slots, which Keras names by itself",
    "linear_name": "it named the optimizer's slots, which Keras names by itself",
    "collections": _COLLECTION,
    "loss_collection": _COLLECTION,
    "metrics_collections": _COLLECTION,
    "updates_collections": _COLLECTION,
    "use_locking": "it kept parallel updates of a variable apart, and Keras makes none",
    "gate_gradients": "it said how the gradients are computed in parallel, which changes no number",
    "aggregation_method": "it said how gradients are added up, which changes no number but for rounding",
    "colocate_gradients_with_ops": "it placed the gradients on devices, which TF 2 does by itself",
    "caching_device": "it placed copies of a variable on devices, which TF 2 does by itself",
    "input_layer_partitioner": "it split a variable over parameter servers",
    "partitioner": "it split a variable over parameter servers",
    "use_resource": "every variable is a resource variable",
    "validate_shape": "Keras variables have a known shape",
    "verify_shape": "it only checked the shape of the constant",
    "dtype": "whoever asks an initializer for numbers says their type",
    "synchronization": "Keras chooses it for the strategy that it runs under",
    "aggregation": "Keras chooses it for the strategy that it runs under",
    "summaries": "the migrated training writes no summaries",
    "session_config": "there is no session; devices and memory are configured by tf.config",
    "session_creation_timeout_secs": "there is no session",
    "eval_distribute": "evaluations are made on one device, which gives the same metrics",
    "device_fn": "it placed the nodes of a graph on devices, which TF 2 does by itself",
    "protocol": "there are no servers to talk to",
    "master": "there are no servers to talk to",
    "evaluation_master": "there are no servers to talk to",
    "experimental_max_worker_delay_secs": "there are no workers to start",
    "save_summary_steps": "no summaries are written",
    "checkpoint_save_graph_def": "there is no graph to save",
    "gpu_memory_fraction": "there is no session; devices and memory are configured by tf.config",
    "num_cores": "there is no session; devices and memory are configured by tf.config",
    "log_device_placement": "there is no session; tf.debugging.set_log_device_placement does it",
    "summarize_gradients": "the migrated training writes no summaries",
    "check_numerics": "it stopped the training where the loss was no number, and keras.callbacks.TerminateOnNaN does that",
    "tpu_config": "the migrated model runs on the devices that TensorFlow finds, as with use_tpu=False",
    "cluster": "the migrated model runs on the devices that TensorFlow finds, as with use_tpu=False",
    "use_cudnn_on_gpu": "the kernel is chosen by TensorFlow, which changes no number but for rounding",
    "decay_var_list": "minimize of TF1 itself lost it, so that every weight decayed; apply_gradients minds it",
    "unique": "it looked each id up once, which gives the same numbers",
}


def has_reason(name: str) -> bool:
    """Whether it is known that arguments of a name have no meaning any more.

    Args:
        name: the parameter's name in TF1.
    """
    return name in _REASONS


def reason_to_drop(name: str) -> str:
    """Gives the reason why arguments of a name have no meaning any more.

    Args:
        name: the parameter's name in TF1.
    """
    return _REASONS.get(name, "nothing in TF 2 with Keras 3 has it, and no number depends on it")
