"""What is said of several networks in one model_fn that are probably meant otherwise."""
from pathlib import Path

import pytest

from migrator import migrate_source

GOLDEN = Path(__file__).parents[1] / "golden" / "model_fns"


def said(source):
    result = migrate_source(source)
    assert result.failure is None
    return [(note.code, source.decode().splitlines()[note.line - 1].strip()) for note in result.findings
            if note.code.startswith("MIG35")]


@pytest.mark.parametrize("case, code, line", [
    ("gan_one_optimizer", "MIG350", "train_op = tf.train.AdamOptimizer(params['lr']).minimize(d_loss + g_loss, step)"),
    ("gan_without_var_list", "MIG351", "g_train = tf.train.AdamOptimizer(params['lr']).minimize(g_loss, step)"),
    ("gan_var_list_too_wide", "MIG352", "d_train = tf.train.AdamOptimizer(params['lr']).minimize(d_loss, var_list=d_vars)"),
    ("gan_made_twice", "MIG353", "fake_logits = discriminator(fake, 'D_fake')"),
])
def test_a_pitfall_is_said_at_its_place(case, code, line):
    assert said((GOLDEN / case / "before.py").read_bytes()) == [(code, line)]


def test_an_assignment_that_nothing_orders_is_said():
    source = (GOLDEN / "gan_shared_optimizer" / "before.py").read_bytes()
    clips = b"""clips = [tf.assign(v, tf.clip_by_value(v, -1., 1.)) for v in tf.trainable_variables('discriminator')]
    train_op = tf.group(d_train, g_train, *clips)"""
    found = said(source.replace(b"train_op = tf.group(d_train, g_train)", clips))
    assert found == [("MIG354", clips.decode().splitlines()[0])]


@pytest.mark.parametrize("case", ["gan_clips_weights", "gan_every_third_step", "gan_feature_matching", "gan_gradient_penalty",
                                  "gan_k_steps", "gan_penalty_evaluated", "gan_reuse_variables", "gan_shared_optimizer",
                                  "gan_two_pairs", "optimizers_of_parts"])
def test_nothing_is_said_of_networks_that_train_apart(case):
    assert not said((GOLDEN / case / "before.py").read_bytes())
