"""Moving statistics that a step updates more than once: in the order of the program, each update on the result of the last.

A discriminator with batch normalization that is called for real and for generated data has two updates of the
same statistics in UPDATE_OPS. TF1 runs them in any order, and either may read what is there before the other has
written: what it computes differs from run to run.
"""


def order_updates(graph):
    """Lets each update of a variable wait for the one made before it.

    Args:
        graph: a graph that no session has run yet.
    """
    last = {}
    for update in graph.get_collection('update_ops'):
        assign = update if not hasattr(update, 'op') else update.op
        assign = _assign(assign)
        if assign is None or assign._get_control_flow_context() is not None:
            continue
        variable = assign.inputs[0]
        key = variable.op.name
        before = last.get(key)
        if before is not None:
            for op in _readers(assign, variable):
                if not _depends(before, op):
                    op._add_control_input(before)
            assign._add_control_input(before)
        last[key] = assign


def _assign(op):
    """Returns the op that assigns, of an op that may only wait for it or give its result."""
    for _ in range(3):
        if op.type.startswith('Assign') and op.inputs:
            return op
        inputs = [tensor.op for tensor in op.inputs] + list(op.control_inputs)
        assigning = [one for one in inputs if one.type.startswith('Assign')]
        if len(assigning) != 1:
            return None
        op = assigning[0]
    return None


def _readers(assign, variable):
    """Returns the ops on the way to an assignment that read its variable for it alone."""
    found, waiting, seen = [], [tensor.op for tensor in list(assign.inputs)[1:]], set()
    while waiting:
        op = waiting.pop()
        if op in seen:
            continue
        seen.add(op)
        for tensor in op.inputs:
            if tensor is variable or tensor.op.type == 'Identity' and variable in list(tensor.op.inputs):
                found.append(op)  # Of a resource it is the read; of a reference what uses it shares its memory.
            else:
                waiting.append(tensor.op)
    return found


def _depends(op, other):
    """Whether an op runs behind another."""
    waiting, seen = [op], set()
    while waiting:
        one = waiting.pop()
        if one is other:
            return True
        if one not in seen:
            seen.add(one)
            waiting += [tensor.op for tensor in one.inputs] + list(one.control_inputs)
    return False
