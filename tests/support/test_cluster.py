"""TF_CONFIG: what is not valid, and processes that train and evaluate together."""
import json
import os
import subprocess
import sys

import pytest

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


def test_chief_worker_ps_and_evaluator_on_loopback(tmp_path):
    def start(folder, task=None):
        config = {"TF_CONFIG": json.dumps({"cluster": CLUSTER, "task": {"type": task, "index": 0}})} if task else {}
        return subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path / folder)], stdout=subprocess.PIPE, text=True,
                                env={**os.environ, **config, "PYTHONPATH": os.pathsep.join(sys.path)})

    alone = start("alone")
    tasks = {task: start("together", task) for task in ("chief", "worker", "ps", "evaluator")}
    printed = {task: process.communicate(timeout=240)[0] for task, process in tasks.items()}
    assert all(process.returncode == 0 for process in tasks.values())
    assert [printed[task] for task in ("chief", "worker", "ps")] == ["None {}\n"] * 3
    assert "model.ckpt-10.index" in os.listdir(tmp_path / "together")
    last = printed["evaluator"].rpartition("10: ")[2]
    assert printed["evaluator"].startswith("None {") and last == alone.communicate(timeout=240)[0].rpartition("10: ")[2]
