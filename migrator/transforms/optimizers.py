from migrator.transforms.registry import Transform

optimizers = Transform("optimizers", "")
