"""TF_CONFIG: what is not valid, and processes that train and evaluate together."""
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from migrator.engine import migrate_source
from migrator.support.bundle import support_source
from migrator.support.cluster import cluster_task

CLUSTER = {"chief": ["localhost:1"], "worker": ["localhost:2", "localhost:3"], "ps": ["localhost:4"]}

INVALID = {
    "no JSON": "{",
    "a task without cluster": {"task": {"type": "chief", "index": 0}},
    "an index without cluster": {"task": {"index": 1}},
    "no chief": {"cluster": {"worker": ["localhost:1"]}, "task": {"type": "worker", "index": 0}},
    "two chiefs": {"cluster": {"chief": ["localhost:1", "localhost:2"]}, "task": {"type": "chief", "index": 0}},
    "no task": {"cluster": CLUSTER},
    "no index": {"cluster": CLUSTER, "task": {"type": "worker"}},
    "a negative index": {"cluster": CLUSTER, "task": {"type": "worker", "index": -1}},
    "an index too high": {"cluster": CLUSTER, "task": {"type": "worker", "index": 2}},
    "an unknown type": {"cluster": CLUSTER, "task": {"type": "helper", "index": 0}},
    "master and chief": {"cluster": {**CLUSTER, "master": ["localhost:5"]}, "task": {"type": "chief", "index": 0}},
    "master and evaluator": {"cluster": {"master": ["localhost:5"]}, "task": {"type": "evaluator", "index": 0}},
}




def in_tf1(text):
    import os
    os.environ["TF_CONFIG"] = text
    try:
        config = tf.estimator.RunConfig()
    except ValueError as error:
        return "ValueError", str(error)
    finally:
        del os.environ["TF_CONFIG"]
    return "task", config.task_type


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_config(name, monkeypatch, tf115):
    config = INVALID[name]
    text = config if isinstance(config, str) else json.dumps(config)
    monkeypatch.setenv("TF_CONFIG", text)
    kind, message = tf115.run(in_tf1, text)
    assert kind == "ValueError"
    with pytest.raises(ValueError) as raised:
        cluster_task()
    assert str(raised.value).partition(" in the cluster_spec")[0] == message.partition(" in the cluster_spec")[0]


def test_tasks(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert cluster_task() is None
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": CLUSTER, "task": {"type": "evaluator", "index": 0}}))
    assert cluster_task() == "evaluator"


PROGRAM = """
import sys
from migrator.support.estimator import Estimator, EvalSpec, RunConfig, TrainSpec
from migrator.support.optimizers import Adam
from support.small_model import SmallModel, examples
import keras
keras.utils.set_random_seed(1)
estimator = Estimator(SmallModel(Adam(0.1)), config=RunConfig(model_dir=sys.argv[1], save_checkpoints_steps=4))
eval_spec = EvalSpec(lambda: examples(2), start_delay_secs=0, throttle_secs=0)
result = estimator.train_and_evaluate(TrainSpec(lambda: examples(20), max_steps=10), eval_spec)
print(result, {step: float(one["loss"]) for step, one in estimator.evaluations.get(estimator.eval_dir(), {}).items()})
"""
REFERENCE_EXAMPLE = Path(__file__).parents[1] / "programs" / "reference_example" / "before.py"
TASKS = ("chief", 0), ("worker", 0), ("worker", 1), ("ps", 0), ("evaluator", 0)


def free_port():
    with socket.socket() as listening:
        listening.bind(("localhost", 0))
        return listening.getsockname()[1]


def start(arguments, task=None, cluster=CLUSTER):
    """Starts a process, alone or as a part of a cluster."""
    config = {"TF_CONFIG": json.dumps({"cluster": cluster, "task": dict(zip(("type", "index"), task))})} if task else {}
    return subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, **config, "PYTHONPATH": os.pathsep.join(sys.path)})


def finished(process):
    """What a process wrote on stdout and stderr."""
    try:
        written = process.communicate(timeout=400)
    finally:
        process.kill()
    assert process.returncode == 0, written[1][-2000:]
    return written


def evaluations(log):
    """The losses that were logged, by step."""
    return {int(step): float(loss) for step, loss in re.findall(r"for global step (\d+):.* loss = ([\d.e-]+)", log)}


def cluster(workers, servers):
    named = {"chief": 1, "worker": workers, "ps": servers}
    return {job: [f"localhost:{free_port()}" for _ in range(count)] for job, count in named.items() if count}


def test_chief_workers_ps_and_evaluator_train_the_reference_example(tmp_path):
    """The example of the reference of train_and_evaluate, migrated."""
    text = REFERENCE_EXAMPLE.read_text(encoding="utf-8").partition("metrics, exports = ")[0]
    text = text.replace("RunConfig(save_", "RunConfig(model_dir=sys.argv[1], save_")
    text = text.replace("throttle_secs=0", "start_delay_secs=0, throttle_secs=0")
    text = text.replace("import tensorflow as tf\n", "import sys\nimport tensorflow as tf\ntf.logging.set_verbosity(tf.logging.INFO)\n")
    text += "print(tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec))\n"
    result = migrate_source(text.encode())
    (tmp_path / "train.py").write_bytes(result.after)
    (tmp_path / "tf1_semantics.py").write_text(support_source(result.support), encoding="utf-8")
    place = cluster(workers=2, servers=1)
    together = {task: start([tmp_path / "train.py", tmp_path / "together"], task, place) for task in TASKS}
    written = {task: finished(process) for task, process in together.items()}
    assert [printed for printed, _ in written.values()] == ["None\n"] * 5
    _, log = finished(start([tmp_path / "train.py", tmp_path / "alone"]))
    alone, followed = evaluations(log), evaluations(written["evaluator", 0][1])
    assert "model.ckpt-50.index" in os.listdir(tmp_path / "together")
    assert list(alone) == [20, 40, 50] and 50 in followed
    for step, loss in followed.items():
        if step:  # All train on the same batches, so that the mean of their gradients is that of one.
            np.testing.assert_allclose(loss, alone[step], rtol=1e-5)


def test_a_chief_without_workers(tmp_path):
    place = cluster(workers=0, servers=1)
    alone = start(["-c", PROGRAM, tmp_path / "alone"])
    tasks = [start(["-c", PROGRAM, tmp_path / "together"], task, place) for task in (("chief", 0), ("ps", 0), ("evaluator", 0))]
    chief, server, evaluator = (finished(task)[0] for task in tasks)
    assert (chief, server) == ("None {}\n", "None {}\n")
    assert evaluator.rpartition("10: ")[2] == finished(alone)[0].rpartition("10: ")[2]
