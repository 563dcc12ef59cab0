app.run()
flags.DEFINE_string("a", "b", "c")
