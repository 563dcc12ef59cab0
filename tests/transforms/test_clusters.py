"""What is said about programs that run as parts of a cluster."""
from migrator.engine import migrate_source

PROGRAM = '''
import json, os
import tensorflow as tf
config = json.loads(os.environ.get("TF_CONFIG", "{}"))
%s
'''


def codes(statement):
    return [finding.code for finding in migrate_source((PROGRAM % statement).encode()).findings]


def test_a_program_that_speaks_of_its_cluster():
    assert codes("tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)") == ["MIG285"]


def test_a_program_without_estimators():
    assert codes("x = tf.layers.dense(y, 3)") == []
