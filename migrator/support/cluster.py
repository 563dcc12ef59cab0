"""The part of a process in the cluster that the environment variable TF_CONFIG describes."""
import json
import os

import tensorflow as tf


def check_task(cluster, task, chief):
    """Raises ValueError unless a task is one of a cluster with one chief."""
    if chief not in cluster:
        raise ValueError(f'If "cluster" is set in TF_CONFIG, it must have one "{chief}" node.')
    if len(cluster[chief]) > 1:
        raise ValueError(f'The "cluster" in TF_CONFIG must have only one "{chief}" node.')
    if not task.get("type"):
        raise ValueError('If "cluster" is set in TF_CONFIG, task type must be set.')
    if task.get("index") is None:
        raise ValueError('If "cluster" is set in TF_CONFIG, task index must be set.')
    if int(task["index"]) < 0:
        raise ValueError("Task index must be non-negative number.")
    if task["type"] == "evaluator":
        if chief == "master":
            raise ValueError("If `master` node exists in `cluster`, task_type `evaluator` is not supported.")
        return
    where = f"in the cluster_spec:\n{cluster}\n\nNote that these values may be coming from the TF_CONFIG environment variable."
    if task["type"] not in cluster:
        raise ValueError(f"{task['type']} is not a valid task_type {where}")
    if int(task["index"]) >= len(cluster[task["type"]]):
        raise ValueError(f"{task['index']} is not a valid task_id for task_type {task['type']} {where}")


def cluster_and_task():
    """Returns the cluster that this process is a part of, a dict that is empty where it is alone, and its task.

    Raises:
        ValueError: TF_CONFIG is not valid.
    """
    config = json.loads(os.environ.get("TF_CONFIG") or "{}")
    cluster, task = config.get("cluster") or {}, config.get("task") or {}
    if not cluster:
        if task.get("type", "worker") != "worker":
            raise ValueError('If "cluster" is not set in TF_CONFIG, task type must be WORKER.')
        if int(task.get("index", 0)) != 0:
            raise ValueError('If "cluster" is not set in TF_CONFIG, task index must be 0.')
        return {}, {"type": "worker", "index": 0}
    if "master" in cluster and "chief" in cluster:
        raise ValueError("If `master` node exists in `cluster`, job `chief` is not supported.")
    check_task(cluster, task, "master" if "master" in cluster else "chief")
    return cluster, task


def cluster_task():
    """Returns the type of this process's task; None where it has no cluster, or is all of it."""
    cluster, task = cluster_and_task()
    return task["type"] if cluster else None


def join_cluster():
    """Makes this process one of those that train together, where the cluster of TF_CONFIG has a chief and workers.

    They train under `tf.distribute.MultiWorkerMirroredStrategy`, which is the strategy of the whole program from then on. It
    can be made before TensorFlow does anything else only.

    Raises:
        ValueError: TF_CONFIG is not valid.
    """
    if cluster_task() in (None, "ps", "evaluator"):
        return None
    config = json.loads(os.environ["TF_CONFIG"])
    cluster, task = config["cluster"], config["task"]
    if not cluster.get("worker"):
        return None
    trainers = {"chief": cluster.get("chief") or cluster["master"], "worker": cluster["worker"]}
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec(trainers),
        task_type="worker" if task["type"] == "worker" else "chief",
        task_id=int(task["index"]),
        rpc_layer="grpc",
    )
    strategy = tf.distribute.MultiWorkerMirroredStrategy(resolver)
    tf.distribute.experimental_set_strategy(strategy)
    return strategy


# Made where this module is imported, before the program gives TensorFlow anything to do.
SHARED_STRATEGY = join_cluster()


def is_shared():
    """Whether this process is one of several that train together."""
    return SHARED_STRATEGY is not None and tf.distribute.get_strategy() is SHARED_STRATEGY


def saves():
    """Whether this process saves the checkpoints that all read: alone, or as the chief."""
    resolver = tf.distribute.get_strategy().cluster_resolver
    return resolver is None or resolver.task_type in (None, "", "chief")
