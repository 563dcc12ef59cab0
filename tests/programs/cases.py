"""The whole programs in this folder: where they are, what they need, and their migration."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from migrator import migrate_paths, migrate_source
from migrator.engine import Options
from migrator.result import Disposition, Result
from migrator.support.bundle import support_source

FOLDER = Path(__file__).resolve().parent
NAMES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/expected.txt")))

# Programs that the tool does not migrate to the same numbers yet, and why.
NOT_YET: dict[str, str] = {}

# Programs whose model_fns can't go on building graphs, and why.
NOT_SCOPED = {
    "initializer_hook": "its hook has what its input function sets when a session is made",
    "warm_start": "it starts from the weights of another model, and makes a canned Estimator",
}

# Programs that use tf.contrib, which only TensorFlow 1 itself has; TF 2.15 runs the others.
NEED_TF115 = frozenset({"bert_like", "california_housing", "census_old_api", "custom_hooks", "default_init", "experiment_runner", "gan_estimator", "keras_functional", "house_prices",
                         "lstm_sequences", "moving_averages", "ner_crf", "nfm_batch_norm", "normalized_layers", "optimize_loss", "own_network_under_head", "residual_blocks",
                         "sentiment_rnn", "serving_canned", "serving_parsing", "serving_raw", "shuffled_epochs", "slim_arg_scope",
                         "taxi_fare", "text_cnn", "tpu_sentences", "translation"})

# Programs of TensorFlow 2, which already use its Keras; TF 2.15 runs them as they are.
NEED_TF2 = frozenset({"keras_rates"})

# Programs of packages beside TF1, which no reference interpreter of the tests has to have.
NEED_PACKAGE = {"gan_estimator": "tensorflow_gan"}

# Programs whose weights TF1 draws at random, with no way for their authors to set them: in both interpreters the
# initializers give the same values.
SAME_START = frozenset({"autoencoder_classifier", "automobile_regression", "bigan", "census_old_api", "census_wide_deep", "dcgan", "every_column", "gan_by_names", "iris_premade", "ner_crf", "own_network_under_head", "reference_example", "sentiment_rnn",
                        "taxi_fare", "teacher_student", "triplet_mining"})


@dataclass(frozen=True)
class Case:
    """One whole program.

    Attributes:
        name: name of its folder.
    """

    name: str

    @property
    def before(self) -> Path:
        """The original program: a module, or the one that is run of a folder of several."""
        alone = FOLDER / self.name / "before.py"
        return alone if alone.exists() else FOLDER / self.name / "before" / "main.py"

    @property
    def expected_path(self) -> Path:
        """Where it is written down what the original prints on stdout."""
        return FOLDER / self.name / "expected.txt"

    @property
    def expected(self) -> str:
        """What the original prints on stdout."""
        return self.expected_path.read_text(encoding="utf-8")

    @property
    def same_start(self) -> bool:
        """Whether its random initial weights are to be the same everywhere."""
        return self.name in SAME_START

    @property
    def needs_tf115(self) -> bool:
        """Whether the original runs under TensorFlow 1 only."""
        return self.name in NEED_TF115

    @property
    def needs_tf2(self) -> bool:
        """Whether the original is a program of TensorFlow 2."""
        return self.name in NEED_TF2


CASES = tuple(Case(name) for name in NAMES)
WITH_MODEL_FN = tuple(case for case in CASES if any("EstimatorSpec" in path.read_text(encoding="utf-8")
                                                    for path in case.before.parent.glob("*.py")))


def migrate_into(case: Case, folder: Path, options: Options = Options()) -> tuple[list[Result], Path]:
    """Migrates a program and writes it, with its support module, into a folder.

    Args:
        case: the program.
        folder: where to write it.
        options: what the migration is to do.

    Returns:
        The results of the migration and the path of the migrated program.
    """
    if case.before.name == "main.py":
        place = folder / "after"
        return migrate_paths([case.before.parent], output=place, options=options, allow_dirty=True), place / "main.py"
    result = migrate_source(case.before.read_bytes(), path=f"{case.name}/before.py", options=options)
    script = folder / "after.py"
    script.write_bytes(result.after)
    if result.support:
        (folder / "tf1_semantics.py").write_text(support_source(result.support), encoding="utf-8")
    return [result], script


def left_over(results: list[Result]) -> list[str]:
    """Returns a line for each thing that the migration left for a person, or that failed."""
    return [f"{result.path}: {result.failure.code} {result.failure.message}" for result in results if result.failure] + [
        f"{result.path}:{construct.line}: {construct.code} {construct.symbol}: {construct.message}"
        for result in results if not result.failure
        for construct in result.constructs if construct.disposition is Disposition.LEFT]
