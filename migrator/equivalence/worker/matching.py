"""What of a Keras model each of the original's variables became.

Weights are mapped by what the migration recorded (`migrator.equivalence.variable_map`). Where that leaves doubts they are
paired by shape and order: a wrong pair makes a difference, never an equality. The slots of an optimizer are known from the
optimizers themselves, which are there on both sides.
"""
import collections

from migrator.equivalence.optimizer_state import UnknownOptimizer, optimizer_state
from migrator.equivalence.variable_map import TF1Variable, Unmatched, map_variables
from migrator.variable_maps import from_json

Held = collections.namedtuple('Held', 'name kind path variable read assign')
Matched = collections.namedtuple('Matched', 'mapped problems not_compared')
KERAS_SLOTS = ('m', 'v', 'rms', 'mg', 'momentum', 'accumulator', 'linear', 'accum_grad', 'accum_var')  # As today's Keras keeps them.
LEAVES = ('kernel', 'bias', 'gamma', 'beta', 'moving_mean', 'moving_variance')


def match(run, variables, optimizers, maps):
    """Maps the original's variables.

    Args:
        run: the `ModelRun`.
        variables: (name, shape, type, trainable) of each, in the order in which they were made.
        optimizers: what `ModelGraph.describe` says of the optimizers.
        maps: what the migration recorded, as JSON, or "".

    Returns:
        A `Matched`: what each became, by name; (what, in the original, in the migrated model) of what is on one side
        only; and (what, why) of what is not compared.
    """
    slots = {name: (index, of, place) for index, optimizer in enumerate(optimizers)
             for of, names in _slots_by_owner(optimizer).items() for place, name in enumerate(names)}
    powers = {optimizer['betas'][key] for optimizer in optimizers for key in ('beta1_power', 'beta2_power')
              if key in optimizer['betas']}
    mapped, problems, not_compared = {}, [], []
    weights = [variable for variable in variables if variable[0] not in slots and variable[0] not in powers
               and variable[0] != 'global_step']
    named = _named(run.model)
    if named and all(_plain(name) in named for name, _, _, _ in weights):
        mapped.update((name, _held(name, 'weight', named[_plain(name)])) for name, _, _, _ in weights)
        weights = []
    try:
        found = {} if not weights else map_variables(
            run.model, _recorded(run.model, maps), [TF1Variable(name, tuple(shape)) for name, shape, _, _ in weights],
            in_order=True, with_optimizers=False)
        for name, one in found.items():
            if one.kind == 'weight':
                mapped[name] = Held(name, 'weight', one.variable.path, one.variable, one.read, one.assign)
    except Unmatched as doubts:
        not_compared.append(('the map of the variables', '; '.join(doubts.problems[:2]) + '; they are paired by shape and order'))
        _pair_all(run.model, weights, mapped, problems, not_compared)
    counter = getattr(run.model, 'global_step', None)
    if counter is None and run.optimizers:
        counter = run.optimizers[0].iterations
    for name, shape, dtype, trainable in variables:
        if name in slots:
            slot, why = _slot(run, *slots[name], mapped=mapped)
            if slot is None:
                not_compared.append((name, why))
            else:
                mapped[name] = _held(name, 'slot', slot.variable, None if optimizers[slots[name][0]]['is_keras'] else slot.scale)
        elif name == 'global_step' and counter is not None:
            mapped[name] = _held(name, 'step', counter)
    return Matched(mapped, problems, not_compared)


def _named(model):
    """Returns the weights of a model that knows what TF1 called them, as the canned ones do."""
    return model.named_weights() if hasattr(model, 'named_weights') else {}


def _plain(name):
    """Returns a name without the mark of a variable that might have been cut into parts."""
    return name[:-len('/part_0')] if name.endswith('/part_0') else name


def _recorded(model, maps):
    """Returns what the migration recorded of the class of a model, or None."""
    return next((one for one in (from_json(maps) if maps else ()) if one.class_name == type(model).__name__), None)


def _pair_all(model, weights, mapped, problems, not_compared):
    """Pairs weights by shape and order."""
    held = [weight for weight in model.weights if weight.name != 'global_step']
    for key in {_key(v[1], v[3]) for v in weights} | {_key(w.shape, w.trainable) for w in held}:
        ours = [v for v in weights if _key(v[1], v[3]) == key]
        theirs = [w for w in held if _key(w.shape, w.trainable) == key]
        for name, weight in _paired(ours, theirs, problems if key[1] else None, not_compared):
            mapped[name] = _held(name, 'weight', weight)


def _key(shape, trainable):
    return tuple(shape), bool(trainable)


def _leaf(name):
    leaf = name.rpartition('/')[2]
    return leaf if leaf in LEAVES else ''


def _paired(ours, theirs, problems, not_compared):
    if len(ours) != len(theirs):
        names, paths = ', '.join(v[0] for v in ours), ', '.join(w.path for w in theirs)
        if problems is not None:
            problems.append((names or paths, names or 'no weight of its shape', paths or 'no weight of its shape'))
        else:
            not_compared.append((names or paths, 'the other program has not so many weights of this shape that are not trained'))
    by_leaf = collections.defaultdict(lambda: ([], []))
    for variable in ours:
        by_leaf[_leaf(variable[0])][0].append(variable)
    for weight in theirs:
        by_leaf[_leaf(weight.path)][1].append(weight)
    if any(len(a) != len(b) for a, b in by_leaf.values()):
        by_leaf = {'': (ours, theirs)}
    for one, other in by_leaf.values():
        for variable, weight in zip(one, other):
            yield variable[0], weight


def _held(name, kind, variable, scale=None):
    if scale is None:
        return Held(name, kind, variable.path, variable, variable.numpy, lambda value: variable.assign(value))
    return Held(name, kind, variable.path, variable, lambda: variable.numpy() / scale, lambda value: variable.assign(value * scale))


def _slots_by_owner(optimizer):
    """Returns the names of an original optimizer's slots for each variable, in the order in which they were made."""
    by_owner = collections.defaultdict(list)

    def order(item):
        name, (_, slot) = item
        return (KERAS_SLOTS.index(slot) if optimizer['is_keras'] else len(name), name)  # w/Adam, w/Adam_1

    for name, (of, _) in sorted(optimizer['slots'].items(), key=order):
        by_owner[of].append(name)
    return by_owner


def _slot(run, index, of, place, mapped):
    """Returns the slot that an original optimizer's slot is, or None; and why there is none."""
    weight, why = mapped.get(of), 'no optimizer of the migrated model trains what it belongs to'
    for optimizer in run.optimizers[index:index + 1] + run.optimizers if weight is not None else ():
        if any(variable is weight.variable for variable in optimizer._trainable_variables):
            try:
                state = optimizer_state(optimizer, optimizer.name, None)
            except UnknownOptimizer as reason:
                return None, str(reason)
            slots = next(slots for variable, slots in state.slots if variable is weight.variable)
            return (slots[place], '') if place < len(slots) else (None, '%s keeps no such slot' % type(optimizer).__name__)
    return None, why
