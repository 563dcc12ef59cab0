"""Nested structures of tensors as plain containers that travel between Pythons, and back.

A structure travels as a tree of ("dict", [(key, tree)]), ("list", [tree]), ("tuple", [tree]),
("named", name, fields, [tree]), ("none",) and ("leaf", index), beside a list of leaves. A leaf is an array, or
("sparse", indices, values, shape).
"""
import collections

import numpy as np


def flatten(structure, is_leaf):
    """Takes a structure apart.

    Args:
        structure: nested dicts, lists and tuples.
        is_leaf: tells whether something is not to be taken apart further.

    Returns:
        The tree and the list of leaves.
    """
    leaves = []
    return _tree(structure, is_leaf, leaves), leaves


def _tree(structure, is_leaf, leaves):
    if structure is None:
        return ('none',)
    if is_leaf(structure):
        leaves.append(structure)
        return ('leaf', len(leaves) - 1)
    if isinstance(structure, collections.abc.Mapping):
        return ('dict', [(key, _tree(value, is_leaf, leaves)) for key, value in structure.items()])
    if isinstance(structure, tuple) and hasattr(structure, '_fields'):
        parts = [_tree(value, is_leaf, leaves) for value in structure]
        return ('named', type(structure).__name__, list(structure._fields), parts)
    if isinstance(structure, (list, tuple)):
        return (type(structure).__name__ if type(structure) in (list, tuple) else 'tuple',
                [_tree(value, is_leaf, leaves) for value in structure])
    leaves.append(structure)
    return ('leaf', len(leaves) - 1)


def pack(tree, leaves):
    """Puts a structure together; the opposite of `flatten`."""
    kind = tree[0]
    if kind == 'none':
        return None
    if kind == 'leaf':
        return leaves[tree[1]]
    if kind == 'dict':
        return {key: pack(part, leaves) for key, part in tree[1]}
    if kind == 'named':
        return collections.namedtuple(tree[1], tree[2])(*[pack(part, leaves) for part in tree[3]])
    parts = [pack(part, leaves) for part in tree[1]]
    return parts if kind == 'list' else tuple(parts)


def named_leaves(structure, is_leaf, name=''):
    """Returns (name, leaf) for each leaf of a structure; names are keys joined by slashes."""
    if structure is None:
        return []
    if not is_leaf(structure):
        if isinstance(structure, collections.abc.Mapping):
            parts = [(str(key), value) for key, value in structure.items()]
        elif isinstance(structure, tuple) and hasattr(structure, '_fields'):
            parts = list(zip(structure._fields, structure))
        elif isinstance(structure, (list, tuple)):
            parts = [(str(index), value) for index, value in enumerate(structure)]
        else:
            return [(name, structure)]
        return [found for key, value in parts
                for found in named_leaves(value, is_leaf, name + '/' + key if name else key)]
    return [(name, structure)]


def is_sparse(leaf):
    """Whether a leaf that has travelled is a sparse tensor."""
    return isinstance(leaf, tuple) and len(leaf) == 4 and leaf[0] == 'sparse'


def rows(leaf):
    """Returns the size of the first axis of a leaf, or None where it has none."""
    if is_sparse(leaf):
        return int(leaf[3][0])
    return np.shape(leaf)[0] if np.ndim(leaf) else None


def first_rows(leaf, count):
    """Returns a leaf with its first rows only."""
    if is_sparse(leaf):
        _, indices, values, shape = leaf
        kept = indices[:, 0] < count
        return ('sparse', indices[kept], values[kept], np.concatenate([[min(count, shape[0])], shape[1:]]).astype(shape.dtype))
    return leaf[:count] if np.ndim(leaf) else leaf


def dense(part, shape):
    """Returns a gradient as one array: rows that a lookup gives more than once are added up."""
    if len(part) == 1:
        return part[0]
    values, indices = part[:2]
    summed = np.zeros(tuple(shape), values.dtype)
    np.add.at(summed, indices, values)
    return summed
