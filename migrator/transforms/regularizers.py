from migrator.transforms.registry import Transform

regularizers = Transform("regularizers", "")
