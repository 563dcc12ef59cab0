"""What makes a golden case that only defines a model run: features, labels and an Estimator, written behind the program."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from migrator import migrate_source
from migrator.equivalence.programs import is_program
from migrator.result import Result
from migrator.support.bundle import support_source

GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Run:
    """How a case runs.

    Attributes:
        features, labels: Python that gives twelve examples; `numbers(*shape)`, `classes(n)`, `words(*choices)` draw them.
        estimator: Python that gives the Estimator; "" where the case makes one itself.
        before: statements that come first.
        name: tells several runs of one case apart.
        batches: what the input function does to a dataset of the examples.
        uses: what is done with the Estimator.
    """

    features: str
    labels: str = "classes(3)"
    estimator: str = "estimator = tf.estimator.Estimator(model_fn)"
    before: str = ""
    name: str = ""
    batches: str = "batch(4)"
    uses: str = "estimator.train(examples, steps=3)\nestimator.evaluate(examples)"


DRIVER = '''

{before}
draw = numpy.random.RandomState(0)


def numbers(*shape):
    return draw.normal(size=(12,) + shape).astype(numpy.float32)


def classes(count, *shape):
    return draw.randint(count, size=(12,) + shape)


def words(*choices):
    return draw.choice(choices, size=12)


FEATURES = {features}
LABELS = {labels}


def examples():
    return tf.data.Dataset.from_tensor_slices((FEATURES, LABELS)).{batches}


{estimator}
{uses}
'''


def _with(params: str, function: str = "model_fn") -> str:
    return f"estimator = tf.estimator.Estimator({function}, params={params})"


X = "{'x': numbers(4)}"
ONES = "numbers(1)"
TPU = """estimator = tf.contrib.tpu.TPUEstimator(model_fn, config=tf.contrib.tpu.RunConfig(), use_tpu=False, train_batch_size=4,
                                        params={'classes': 5, 'use_tpu': False})"""
GIVEN = ""

# None runs by itself.
RUNS: dict[str, tuple[Run | None, ...]] = {
    "model_fns/create_train_op": (Run(X, estimator=GIVEN),),
    "model_fns/gan_gradient_penalty": (Run("{'x': numbers(3), 'z': numbers(5)}", estimator=_with("{}")),),
    "model_fns/gan_updates_in_order": (Run("{'x': numbers(3), 'z': numbers(5)}", estimator=_with("{}")),),
    "model_fns/graph_custom_getter": (Run("numbers(4)", ONES),),
    "model_fns/graph_grad_loss": (Run("numbers(4)", ONES),),
    "model_fns/graph_network_twice": (Run("numbers(4)", ONES),),
    "model_fns/graph_scope_with_initializer": (Run("numbers(4)", ONES),),
    "model_fns/graph_step_of_two": (Run("numbers(4)", ONES),),
    "model_fns/keras_model_without_training": (Run("numbers(4)", "classes(10)"),),
    "model_fns/layers_in_branches_of_the_mode": tuple(
        Run("{'x': numbers(4), 'noise': numbers(1)}", "numbers(3)" if name == "other_names_model_fn" else ONES,
            f"estimator = tf.estimator.Estimator({name})", name=name)
        for name in ("dropped_model_fn", "early_model_fn", "counted_model_fn", "other_names_model_fn")),
    "model_fns/layers_in_loss": (Run("{'x': numbers(8)}"),),
    "model_fns/left_tpu_batch_size": (Run("numbers(4)", ONES, GIVEN, batches="repeat().batch(32)",
                                          uses="estimator.train(lambda params: examples(), steps=3)"),),
    "model_fns/local_callables": (
        Run("{'image': numbers(5, 5, 3)}", "classes(10)", _with("{'units': 8}")),
        Run("{'query': numbers(2, 4), 'documents': numbers(3, 4)}", "numbers(2)",
            "estimator = tf.estimator.Estimator(ranking_model_fn)", name="ranking")),
    "model_fns/lookup_table": (Run("numbers(4)", "words('cat', 'dog', 'bird')"),),
    "model_fns/loss_collection": (Run(X, estimator=GIVEN),),
    "model_fns/loss_collection_in_condition": (Run(X, estimator=_with("{'penalty': True}")),),
    "model_fns/metric_fn": (Run(X, "classes(5)", GIVEN),),
    "model_fns/metrics_in_loop": (Run(X, "classes(2, 2).astype(numpy.float32)", GIVEN),),
    "model_fns/network_from_dict": tuple(Run(X, ONES, _with(f"{{'network': '{network}'}}"), name=network)
                                         for network in ("wide", "deep")),
    "model_fns/network_of_a_registry": (Run("numbers(4)", ONES, GIVEN, uses="estimator.train(examples, steps=3)"),),
    "model_fns/network_twice": (
        Run("{'images': numbers(784)}", "classes(10)"),
        Run("{'left': numbers(4), 'right': numbers(4)}", ONES, "estimator = tf.estimator.Estimator(ranking_model_fn)", name="ranking")),
    "model_fns/normalizer_fn": (Run("{'image': numbers(5, 5, 3)}", estimator=_with("{'hidden': [6, 5]}")),),
    "model_fns/optimize_loss": (Run(X, estimator=GIVEN),),
    "model_fns/recurrent_cell_by_mode": (Run(
        "classes(9, 5)", "classes(9, 5)", _with("{'vocab': 9, 'size': 4, 'layers': 2, 'keep_prob': 0.8}", "language_model_fn")),),
    "model_fns/recurrent_reuse_left": (Run("{'first': numbers(3, 4), 'second': numbers(3, 4)}", "numbers()"),),
    "model_fns/reused_in_loop": (Run("{'left': numbers(4), 'right': numbers(4)}", "numbers(1) > 0", _with("{'units': 5}")),),
    "model_fns/spec_by_flag": (Run("numbers(4)", "classes(10)", _with("{'use_tpu': False}")),),
    "model_fns/spec_extras": (Run(X, estimator=GIVEN),),
    "model_fns/spec_in_variable": (Run(X, estimator=_with("{'rate': 0.1}")),),
    "model_fns/tables_in_model_fn": (Run(
        "{'title': words('a goal', 'shares fall again', 'a chip')}", "words('business', 'sport', 'tech')",
        "estimator = tf.estimator.Estimator(text_model_fn, params=Words)", before='''
with open('words.txt', 'w') as file:
    file.write('a\\ngoal\\nshares\\nchip\\n<pad>\\n')


class Words:
    vocabulary, words = 'words.txt', 5

'''),),
    "model_fns/total_loss": (Run(X, "{'a': numbers(), 'b': numbers()}", GIVEN),),
    "model_fns/tpu_estimator": (Run("numbers(4)", ONES, GIVEN, uses="estimator.train(lambda params: examples(), steps=3)"),),
    "model_fns/tpu_estimators_stored": (Run("0", "0", GIVEN, uses="train(None)"),),
    "model_fns/tpu_eval_metrics": (Run(X, "classes(5)", TPU, uses="estimator.train(lambda params: examples(), steps=3)"),),
    "model_fns/training_branches": (Run(X, "numbers().clip(0, 1).round()", _with("{'batch_norm': True, 'layers': [6, 5]}")),),
    "model_fns/decay_behind_warmup": tuple(
        Run("{'x': numbers(3)}", ONES, _with(f"{{'schedule': '{schedule}', 'lr': 0.01}}"), batches="repeat().batch(4)",
            uses="estimator.train(examples, steps=9)\nestimator.evaluate(examples, steps=2)", name=schedule) for schedule in ("sgdr", "warm")),
    "model_fns/decay_of_another_step": tuple(
        Run("numbers(4)", ONES, _with("{'rate': 0.1, 'warmup': 5}", name), name=name)
        for name in ("model_fn", "other_model_fn", "third_model_fn")),
    "model_fns/decay_lost_by_minimize": (Run("numbers(4)", ONES),),
    "model_fns/decoupled_decay": (Run("0", "classes(3)", _with("{'classes': 3, 'decay': 0.01, 'rate': 0.1}"), before='''
def words_of_examples():
    words = tf.SparseTensor([[row, place] for row in range(12) for place in range(2)], numpy.arange(24) * 7 % 100, [12, 2])
    return tf.data.Dataset.from_tensor_slices(({'words': words}, LABELS)).batch(4)

''', uses="estimator.train(words_of_examples, steps=3)"),),
    "model_fns/graph_contrib": (Run(
        "{'x': numbers(5, 3), 'length': (classes(5) + 1).astype(numpy.int32)}", "classes(3, 5).astype(numpy.int32)", TPU.replace(
            "'classes': 5, 'use_tpu': False", "'units': 4, 'tags': 3"),
        uses="estimator.train(lambda params: examples(), steps=3)"),),
    "model_fns/graph_head_with_penalties": (Run(X, ONES),),
    "model_fns/head_in_helper": (Run(X, "classes(2, 1).astype(numpy.float32)", _with("{'units': 5, 'rate': 0.1}")),),
    "model_fns/graph_entries_bound_again": (Run(X, "numbers()"),),
    "model_fns/graph_spec_for_each_mode": (Run(X, ONES),),
    "model_fns/graph_unset_attribute": (Run("numbers(4)", estimator=_with("{'normalize': True}")),),
    "model_fns/mixed_batch": (Run("{'image': numbers(4, 4, 1)}", "classes(10)", _with("{'mix': 0.7}")),),
    "model_fns/options_of_updates": (Run("numbers(4)", ONES),),
    "model_fns/conditions_on_training": (Run(X, "numbers(4)", GIVEN),),
    "model_fns/metrics_beside_losses": (Run(X, "{'click': numbers() > 0, 'dwell': numbers()}", GIVEN),),
    "model_fns/sizes_from_features": (Run(X, "numbers()", GIVEN),),
    "model_fns/constant_for_build": (Run(X, "numbers()", "estimator = est"),),
    "model_fns/keras_losses_and_updates": (Run("0", "0", GIVEN, uses=""),),
    "model_fns/class_given_as_argument": (Run("numbers(4)", "classes(2)", _with("{'units': 4, 'activation': 'tanh'}")),),
    "model_fns/network_returned_by_builder": (Run("{'x': numbers(5, 4)}", estimator=GIVEN),),
    "model_fns/graph_variable_changed_where_made": (Run("classes(10, 3)", "classes(2)"),),
    "model_fns/names_that_are_numbers": (Run("numbers(4, 4, 1)", "classes(2)"),),
    "model_fns/variables_by_name_in_loops": (Run("{'ids': classes(20, 2)}", "classes(2)", GIVEN),),
    "model_fns/spec_dict_read_back": (Run("numbers(4)", "numbers()", _with("{'learning_rate': 0.1}")),),
    "model_fns/rate_of_a_schedule": (Run("numbers(4)", "classes(2)", _with("{'end_learning_rate': 0.05}")),),
    "model_fns/networks_that_remember": (Run("{'noise': numbers(3), 'real': numbers(2)}", estimator=_with("{'rate': 0.01}")),),
    "model_fns/gradients_of_expressions": (Run("{'state': numbers(4)}", "{'action': classes(3), 'reward': numbers(1)}", _with("{'beta': 0.01}")),),
    "model_fns/labels_in_early_returns": (Run("{'x': numbers(5, 3), 'length': (classes(5) + 1).astype(numpy.int32)}",
                                              "classes(3, 5).astype(numpy.int32)", _with("{'tags': 3}")),),
    "model_fns/train_op_in_the_spec": tuple(Run("numbers(4)", ONES, f"estimator = tf.estimator.Estimator({name})", name=name)
                                            for name in ("model_fn", "w3_fn", "w5_fn", "ie2_fn")),  # TF1 refuses w2_fn.
    "model_fns/spec_dict_under_dependencies": (Run("numbers(4)", ONES),),
    "model_fns/modes_in_assignments": (Run("{'x': numbers(4), 'user': classes(15)}", "numbers()", GIVEN),),
    "model_fns/reuse_that_never_happens": (Run("classes(10, 3)", "classes(2)", _with("{'units': [4, 5]}")),),
    "model_fns/ordered_dicts": tuple(Run("numbers(4)", "numbers()", f"estimator = tf.estimator.Estimator({name})", name=name)
                                     for name in ("model_fn", "other_fn")),
    "model_fns/scopes_that_only_name": (Run("numbers(4)", "numbers(2)"),),
    "model_fns/own_optimizer": (Run(X, estimator=_with("{'classes': 3, 'rate': 0.1, 'use_tpu': False}")),),
    **{f"model_fns/{name}": (Run("{'x': numbers(3), 'z': numbers(5)}", estimator=_with("{'lr': 0.01}")),)
       for name in ("gan_made_twice", "gan_one_optimizer", "gan_var_list_too_wide", "gan_without_var_list")},
    **{f"model_fns/{name}": (Run(X, "classes(2)", _with("{'units': 4}")),)
       for name in ("class_with_loss", "graph_object_of_rebound", "helper_with_labels")},
    "model_fns/network_from_module_dict": tuple(
        Run("{'image': numbers(6)}", "classes(10)", _with(f"{{'tower': '{tower}'}}"), name=tower) for tower in ("linear", "deep")),
    "model_fns/spec_of_entries": (Run(X, "numbers()"),),
    "model_fns/specs_changed": (Run("{'word': classes(7)}", "classes(7)", _with("{'words': 7}")),),
    "model_fns/stacked_layers": (Run("{'image': numbers(5, 5, 3)}", estimator=_with("{'hidden_units': [6, 5], 'classes': 3}")),),
    "drivers/rate_between_trainings": (Run("numbers(4)", ONES, GIVEN, before='''
def dataset(epoch):
    return examples()

''', uses="main()"),),
    "drivers/export_outputs_default": (Run(
        X, estimator=GIVEN, uses="main(examples, {'x': tf.FixedLenFeature([4], tf.float32)})"),),
    "drivers/exporters_of_its_own": (Run(X, ONES, GIVEN, uses='''
def serving():
    x = tf.placeholder(tf.float32, [None, 4])
    return tf.estimator.export.ServingInputReceiver({'x': x}, {'x': x})


run(examples, examples, serving)'''),),
    "drivers/exports_elsewhere": (Run(X, "numbers(1) > 0"),),
    "drivers/serving_in_a_class": (Run("{'features': numbers(4)}", ONES, "estimator = Ranker('jobs', 4).estimator"),),
    "drivers/derived_estimator": (Run(X, ONES, "estimator = Line()"),),
    "drivers/extended_model_fn": (Run(
        "{'x': numbers(4), 'key': classes(9)}", ONES, "estimator = with_keys(tf.estimator.Estimator(model_fn))"),),
    "drivers/seed_of_a_wrapped_estimator": (None,),
    "inputs/iterator_in_brackets": (Run("numbers(4)", ONES, before='''
def data():
    return tf.data.Dataset.from_tensor_slices((FEATURES, LABELS))

''', uses="estimator.train(lambda: train_input_fn(data()), steps=3)\nestimator.evaluate(lambda: eval_input_fn(data()))"),),
    "layout/aligned": (Run("numbers(5, 5, 3)", estimator=_with("{'filters': 2, 'classes': 3, 'learning_rate': 0.1}")),),
    "layout/black": (Run("{'x': numbers(4), 'weight': draw.uniform(size=(12, 1))}", "classes(2, 1)",
                         _with("{'units': 5, 'rate': 0.3, 'learning_rate': 0.1}")),),
    "layout/comments": (Run(X, "classes(2, 1)", GIVEN),),
    "layout/hanging": (Run("{'image': numbers(784)}", "classes(10)"),),
    "canned/added_metrics": (Run("{'x': numbers(4), 'key': classes(9)}", "numbers()", GIVEN, before='''
num_train_steps = 3


def train_input_fn():
    return examples()


eval_input_fn = train_input_fn

''', uses="linear_regressor({'x': tf.feature_column.numeric_column('x', [4])}, 'made', None)"),),
    "canned/review_tf2": (Run("{'x': numbers()}", "classes(2)", "estimator = old"),),
    "canned/optimizers": tuple(Run("{'id': classes(9), 'w': numpy.ones(12, numpy.float32)}", "numbers()", f"estimator = models['{name}']", name=name)
                               for name in ("combined", "decaying", "variable", "default")),
    "canned/steps_quotient": (Run("0", "0", GIVEN, uses="train([tf.feature_column.numeric_column('x')], 20, 2)"),),
    "canned/wide_deep": (Run(
        "{'age': numbers() * 30 + 40, 'education': words('Bachelors', '11th'), 'occupation': words('cook', 'clerk', 'smith')}",
        "classes(2)", "estimator = build_estimator(None, hidden_units=[8, 4])"),),
}

NOT_RUN = {
    "drivers/checkpoint_hook_of_a_graph": "it is left, for its hook; its input function is not there",
    "canned/learn": "the harness does not watch the Estimators of tf.contrib.learn",
    "canned/learn_left": "it is left",
    "model_fns/lists_of_python2": "it indexes what Python 3 makes no lists of",
    "canned/added_metrics_left": "its package trainer is not there",
    "canned/built_elsewhere": "its package trainer is not there",
    "canned/class_as_value_left": "it is left",
    "canned/config_copies": "it only makes an Estimator; it is left, for its distribution strategy",
    "canned/gone_left": "it is left",
    "canned/head_settings": "it predicts without end",
    "canned/premade": "its module iris_data is not there; the whole program iris_premade has it",
    "drivers/saving_listeners": "its input functions are not there",
    "drivers/session_hooks": "one of its hooks is left",
    "drivers/train_distribute_left": "its strategies are left",
    "drivers/warm_start_left": "its vocabulary is left",
    "model_fns/hook_left": "its hook is left",
    "model_fns/left_one_optimizer_two_losses": "two updates of one weight, which nothing orders: TF1 itself gives now this, now that",
    "model_fns/left_symbol_in_class": "its table is left",
    "model_fns/graph_gradient_accumulation": "initialized_value made conditions that TF1 counted in the names of later variables",
    "model_fns/left_optimizer": "its optimizer is left",
    "model_fns/own_optimizer_left": "its optimizer is left",
    "model_fns/scaffold_left": "its Scaffold is left",
    "model_fns/scoped_everything": "two updates of one moving mean, which nothing orders: TF1 itself gives now this, now that",
}


SELF_RUNNING = {path.parent.relative_to(GOLDEN).as_posix(): (None,) for path in sorted(GOLDEN.glob("*/*/after.py"))
                if is_program(path.with_name("before.py"))}
GOLDEN_RUNS = {name: runs for name, runs in {**SELF_RUNNING, **RUNS}.items() if name not in NOT_RUN}


def migrated_into(folder: Path, name: str, run: Run | None) -> tuple[Path, Path, Result]:
    """Writes a case that runs, and its migration.

    Args:
        folder: where.
        name: the case.
        run: how it runs; None for one that runs by itself.

    Returns:
        Both paths, and the result of the migration.
    """
    before, after = folder / "program.py", folder / "migrated" / "program.py"
    text = (GOLDEN / name / "before.py").read_text(encoding="utf-8")
    before.write_text(text if run is None else program(text, run), encoding="utf-8")
    result = migrate_source(before.read_bytes(), before.name)
    after.parent.mkdir()
    after.write_bytes(result.after)
    if result.support:
        (after.parent / "tf1_semantics.py").write_text(support_source(result.support), encoding="utf-8")
    return before, after, result


def program(before: str, run: Run) -> str:
    """Returns a case that runs.

    Args:
        before: the text of the case.
        run: how it runs.
    """
    return before.replace("import tensorflow as tf\n", "import numpy\nimport tensorflow as tf\n", 1) + DRIVER.format(**vars(run))
