from absl import flags

OPTIONS = [("steps", 100, "How long."), ("size", 10, "How many.")]
for option in OPTIONS:
    flags.DEFINE_integer(*option)
names = list(flags.FLAGS)
