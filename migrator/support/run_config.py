"""How an Estimator runs: its checkpoints, and its part in a cluster."""
import dataclasses

import tensorflow as tf

from migrator.support.cluster import cluster_and_task

NOT_GIVEN = "not given"


@dataclasses.dataclass(frozen=True)
class RunConfig:
    """`tf.estimator.RunConfig`: how to run, with the fields and defaults of TF1.

    `tf_random_seed` is for whoever makes the model. What stands behind `train_distribute` is for `replace` and for who
    reads it: nothing is made of it. Only a `DistributedEstimator` trains under `train_distribute`.

    Raises:
        ValueError: `save_checkpoints_steps` and `save_checkpoints_secs` are both set, or TF_CONFIG is not valid.
    """

    model_dir: str | None = None
    tf_random_seed: int | None = None
    save_checkpoints_steps: int | None = NOT_GIVEN
    save_checkpoints_secs: int | None = NOT_GIVEN
    keep_checkpoint_max: int = 5
    keep_checkpoint_every_n_hours: float = 10000
    log_step_count_steps: int | None = 100
    train_distribute: object = None
    save_summary_steps: int = 100
    session_config: object = None
    device_fn: object = None
    protocol: str | None = None
    eval_distribute: object = None
    experimental_distribute: object = None
    experimental_max_worker_delay_secs: int | None = None
    session_creation_timeout_secs: int = 7200
    checkpoint_save_graph_def: bool = True

    def __post_init__(self):
        steps, secs = self.save_checkpoints_steps, self.save_checkpoints_secs
        if steps == NOT_GIVEN:
            object.__setattr__(self, "save_checkpoints_steps", None)
        if secs == NOT_GIVEN:
            object.__setattr__(self, "save_checkpoints_secs", 600 if steps == NOT_GIVEN else None)
        if None not in (self.save_checkpoints_steps, self.save_checkpoints_secs):
            raise ValueError("`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set.")
        cluster_and_task()

    def replace(self, **changes):
        """Returns a copy with other values; a way to count checkpoints takes the place of the other one."""
        ways = {"save_checkpoints_steps": "save_checkpoints_secs", "save_checkpoints_secs": "save_checkpoints_steps"}
        others = {other: None for way, other in ways.items() if changes.get(way) is not None and other not in changes}
        return dataclasses.replace(self, **changes, **others)

    @property
    def cluster_spec(self):
        """The cluster, which an evaluator is no part of."""
        return tf.train.ClusterSpec({} if self.task_type == "evaluator" else cluster_and_task()[0])

    @property
    def task_type(self):
        return cluster_and_task()[1]["type"]

    @property
    def task_id(self):
        return int(cluster_and_task()[1]["index"])

    @property
    def is_chief(self):
        return not cluster_and_task()[0] or self.task_type in ("chief", "master")

    @property
    def num_worker_replicas(self):
        """How many processes train, or 0 for an evaluator."""
        if not cluster_and_task()[0]:
            return 1
        jobs = self.cluster_spec.as_dict()
        return sum(len(jobs.get(job, [])) for job in ("chief", "master", "worker"))

    @property
    def num_ps_replicas(self):
        return len(self.cluster_spec.as_dict().get("ps", []))

    @property
    def master(self):
        """The address of this process, or an empty string where it is all of its cluster."""
        jobs = self.cluster_spec.as_dict()
        is_alone = sum(len(addresses) for addresses in jobs.values()) < 2
        return "" if is_alone else f"grpc://{jobs[self.task_type][self.task_id]}"
