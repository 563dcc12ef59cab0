"""Variables that a partitioner has cut into parts, as the one variable that they are in a checkpoint."""
import numpy as np


class Whole(object):
    """A variable: one of the graph's, or all parts of one.

    Attributes:
        name: its name; of parts, the one that they share.
        parts: the variables of the graph.
        shape: of all of it.
        places: for each part, where in the whole it is; None for a variable that is not cut.
    """

    def __init__(self, name, shape):
        self.name = name
        self.shape = shape
        self.parts = []
        self.places = []

    def add(self, variable, offset=None):
        self.parts.append(variable)
        shape = variable.get_shape().as_list()
        self.places.append(None if offset is None else tuple(slice(start, start + size) for start, size in zip(offset, shape)))

    def joined(self, values):
        """Returns the value of the whole."""
        if self.places[0] is None:
            return values[0]
        whole = np.zeros(self.shape, values[0].dtype)
        for place, value in zip(self.places, values):
            whole[place] = value
        return whole

    def cut(self, value):
        """Returns the values of the parts."""
        return [value if place is None else value[place] for place in self.places]

    def joined_gradients(self, gradients):
        """Returns what the parts' gradients are of the whole, from what each part's were: a list of applications each."""
        return [self._joined_gradient(parts) for parts in zip(*gradients)]

    def _joined_gradient(self, parts):
        if all(len(part) == 1 for part in parts):
            return (self.joined([part[0] for part in parts]),)
        starts = [place[0].start for place in self.places]  # Rows are looked up in the parts of the first axis.
        parts = [part if len(part) > 1 else (part[0], np.arange(len(part[0]))) for part in parts]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] + start for part, start in zip(parts, starts)])


def wholes_of(variables):
    """Returns the `Whole` of each variable of a graph, in order."""
    found, by_name = [], {}
    for variable in variables:
        info, shape = getattr(variable, '_save_slice_info', None), variable.get_shape().as_list()
        if info is None or list(info.full_shape) == shape:
            found.append(Whole(variable.op.name, shape))
            found[-1].add(variable)
            continue
        if info.full_name not in by_name:
            by_name[info.full_name] = Whole(info.full_name, list(info.full_shape))
            found.append(by_name[info.full_name])
        by_name[info.full_name].add(variable, info.var_offset)
    return found
