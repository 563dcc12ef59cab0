from migrator.transforms.registry import Transform

initializers = Transform("initializers", "")
