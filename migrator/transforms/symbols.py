from migrator.transforms.registry import Transform

symbols = Transform("symbols", "")
