"""The ``normalizer_fn`` of a layer of tf.contrib.layers: a second layer, between the first one and its activation."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal, spaced
from migrator.transforms.registry import CallSite, Left
from migrator.transforms.tables import transform

_NORMALIZERS = ("batch_norm", "layer_norm", "instance_norm", "group_norm")
_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


@dataclass(frozen=True)
class Normalizer:
    """A normalizer and its parameters, as they stand in the original tree and as they are rewritten."""

    original: cst.BaseExpression
    updated: cst.BaseExpression
    parameters: cst.BaseExpression | None
    rewritten_parameters: cst.BaseExpression | None

    @classmethod
    def take(cls, site: CallSite) -> Normalizer | None:
        """Takes the arguments of a normalizer out of a call's; None where there is none."""
        original, parameters = site.original_argument("normalizer_fn"), site.original_argument("normalizer_params")
        updated, rewritten = site.arguments.pop("normalizer_fn"), site.arguments.pop("normalizer_params")
        if updated is None or is_literal(updated, "None"):
            return None
        return cls(original, updated, parameters, rewritten)

    def applied(self, site: CallSite, context: Context, made: cst.BaseExpression,
                function: cst.BaseExpression | None) -> cst.BaseExpression:
        """Gives ``function(Normalization(...)(made))``.

        Raises:
            Left: the normalizer or its parameters can't be seen.
        """
        symbol = context.names.symbol(self.original) or ""
        if symbol.rpartition(".")[2] not in _NORMALIZERS or not symbol.startswith(("tf.contrib.layers.", "tf.contrib.slim.")):
            raise Left("MIG102", f"{site.symbol} with a normalizer_fn that is not known")
        entry = transform("contrib_norms").calls[symbol]
        inner = CallSite(symbol, self._call(self.original, site.original_argument("inputs"), self.parameters, site),
                         self._call(self.updated, made, self.rewritten_parameters, site), entry.parameters, site.original)
        outputs = entry.rule(inner, context)
        site.dropped.extend(inner.dropped)
        context.settle(self.original, Disposition.REWRITTEN, entry.transform)
        return outputs if function is None or is_literal(function, "None") else cst.Call(function, [cst.Arg(outputs)])

    @staticmethod
    def _call(function: cst.BaseExpression, inputs: cst.BaseExpression, parameters: cst.BaseExpression | None,
              site: CallSite) -> cst.Call:
        given = [] if parameters is None or is_literal(parameters, "None") else _keywords(parameters)
        if given is None:
            raise Left("MIG102", f"{site.symbol} with normalizer_params that are not written out there")
        return cst.Call(function, spaced([cst.Arg(inputs), *(cst.Arg(value, cst.Name(name), equal=_EQUAL) for name, value in given)]))


def _keywords(parameters: cst.BaseExpression) -> list[tuple[str, cst.BaseExpression]] | None:
    """The items of a dict that is written out, or None."""
    found = []
    match parameters:
        case cst.Dict(elements=elements):
            for element in elements:
                if not (isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString)):
                    return None
                found.append((element.key.evaluated_value, element.value))
            return found
        case cst.Call(func=cst.Name(value="dict"), args=args) if all(arg.keyword is not None for arg in args):
            return [(arg.keyword.value, arg.value) for arg in args]
    return None
