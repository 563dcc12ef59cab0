from migrator.transforms.registry import Transform

metrics = Transform("metrics", "")
