from migrator.transforms.registry import Transform

schedules = Transform("schedules", "")
