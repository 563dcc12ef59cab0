import tensorflow as tf
from flask import Flask

app = Flask(__name__)
app.run()
