"""Tests of the support definitions against real TF1."""
from hypothesis import Phase, settings

# Each example costs a TF1 graph: few of them, the same in every run, and none to shrink.
few_examples = settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
