"""Whether a program exports models."""
from __future__ import annotations

from migrator.analysis.drivers import ESTIMATORS, EXPORTERS
from migrator.names import Names

_EXPORTS = {"export_saved_model", "export_savedmodel", "experimental_export_all_saved_models"}
_SYMBOLS = {*EXPORTERS, "tf.estimator.Exporter", "tf.contrib.predictor.from_estimator"}


def exports(names: Names) -> bool:
    """Whether a module exports a model, or holds model_fns only, which another module may export."""
    symbols = {reference.symbol for reference in names.references}
    return (any(name.value in _EXPORTS for name in names.names) or not symbols.isdisjoint(_SYMBOLS)
            or symbols.isdisjoint(ESTIMATORS))
