"""Equal random numbers from a seed, a step, a site and a position."""
import numpy as np

from migrator.equivalence.worker import streams


def test_a_draw_depends_on_every_part_of_its_key():
    keys = [streams.key_of(*parts) for parts in ((0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))]
    assert len(set(keys)) == 5
    assert streams.key_of(3, 4) == streams.key_of(3, 4)


def test_uniform():
    drawn = streams.uniform(5, 100_000)
    assert 0 <= drawn.min() and drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 0.005 and abs(drawn.var() - 1 / 12) < 0.002
    assert (drawn.astype(np.float32) == drawn).all()


def test_normal():
    drawn = streams.normal(5, 100_000)
    assert abs(drawn.mean()) < 0.01 and abs(drawn.std() - 1) < 0.01


def test_truncated_normal():
    drawn = streams.truncated_normal(5, 100_000)
    assert np.abs(drawn).max() <= 2 and abs(drawn.std() - 0.8796) < 0.01


def test_sites_draw_anew_in_each_step_and_the_same_when_it_is_repeated():
    sites = streams.Sites(seed=1)
    site = sites.add("uniform", [4])
    site.number = 0
    drawn = []
    for step in (0, 0, 1):
        sites.start(step)
        drawn.append((site.draw([4]), site.draw([4])))
    assert (drawn[0][0] == drawn[1][0]).all() and (drawn[0][1] == drawn[1][1]).all()
    assert not (drawn[0][0] == drawn[0][1]).any() and not (drawn[0][0] == drawn[2][0]).any()


def test_integers_stay_within_their_bounds():
    sites = streams.Sites(seed=1)
    drawn = sites.add("integers", [1000]).draw([1000], -2, 3)
    assert set(drawn) == {-2, -1, 0, 1, 2}
