from migrator.transforms.registry import Transform

platform = Transform("platform", "")
