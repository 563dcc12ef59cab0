from migrator.transforms.registry import Transform

losses = Transform("losses", "")
