"""How far a model is trained."""


def trained_steps(model):
    """Returns the step of a model: its `global_step` if it has one, else its optimizer's iterations."""
    return int((model.global_step if hasattr(model, "global_step") else model.optimizer.iterations).numpy())
