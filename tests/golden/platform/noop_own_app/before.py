import tensorflow as tf


class App:
    def run(self, main=None):
        return main


app = App()
app.run()
self.app.flags = 3
