"""Several networks in one model_fn, and the form of last resort."""
from __future__ import annotations

from migrator.findings.code import code

# Several networks in one model_fn: what is probably meant otherwise.

code("MIG350", "one optimizer trains a network and its judge",
     "A network is called for data and for what another network makes, as a discriminator is, and one optimizer changes the "
     "variables of both by the gradients of one loss. Where the one is to be trained against the other, their gradients have "
     "different signs, and no sum of them trains both. The program is migrated as it was written.",
     "Where they are adversaries, give each its own loss, optimizer and var_list.",
     before="loss = d_loss + g_loss\ntrain_op = optimizer.minimize(loss, step)",
     after="d_train = d_optimizer.minimize(d_loss, var_list=d_vars)\ng_train = g_optimizer.minimize(g_loss, step, var_list=g_vars)\n"
           "train_op = tf.group(d_train, g_train)")
code("MIG351", "an update of several that has no var_list",
     "The model_fn applies several updates of different losses, and this one is given no var_list, so it changes every trainable "
     "variable, also those that another update trains. Without one, what improves the generator also makes the discriminator "
     "worse. The program is migrated as it was written.",
     "Give it the variables of its own network.",
     before="g_train = g_optimizer.minimize(g_loss, step)",
     after="g_train = g_optimizer.minimize(g_loss, step, var_list=tf.trainable_variables('generator'))")
code("MIG352", "a var_list that has the variables of another update",
     "The model_fn applies several updates of different losses, and the var_list of this one holds also the variables of another, or "
     "all of them: often a filter such as `'d' in v.name` that fits more names than it was meant for. The program is migrated "
     "as it was written.",
     "Choose the variables by the scope of their network.",
     before="d_vars = [v for v in tf.trainable_variables() if 'd' in v.name]",
     after="d_vars = tf.trainable_variables('discriminator')")
code("MIG353", "a discriminator that is made twice",
     "A network is called for data and for what another network makes, and the calls don't share their variables: there are two "
     "networks, one that sees only real examples and one that sees only generated ones, and neither learns to tell them apart. "
     "The program is migrated as it was written.",
     "Let the second call reuse the variables of the first: reuse=tf.AUTO_REUSE in the variable_scope of the network.",
     before="real = discriminator(x, scope='D_real')\nfake = discriminator(generator(z), scope='D_fake')",
     after="real = discriminator(x, scope='D')\nfake = discriminator(generator(z), scope='D', reuse=True)")
code("MIG354", "an assignment that may run before or after the updates",
     "A train_op holds an assignment of variables, such as the clipping of weights, that was not made under "
     "tf.control_dependencies of an update: a tf.group, or a block around the tf.group alone, orders nothing. TF1 ran it before the "
     "update or after it, as it happened. The migrated program runs it in the order of the program.",
     "Nothing, if that is what is meant.",
     before="clips = [tf.assign(v, tf.clip_by_value(v, -c, c)) for v in d_vars]\ntrain_op = tf.group(d_train, *clips)",
     after="with tf.control_dependencies([d_train]):\n    clips = [tf.assign(v, tf.clip_by_value(v, -c, c)) for v in d_vars]\n"
           "train_op = tf.group(*clips)")

code("MIG305", "export_outputs that are never exported",
     "export_outputs name the signatures of a SavedModel and their outputs. The program exports none, or they are those of "
     "another mode than PREDICT, which alone is exported.",
     "Nothing. For an export, keras.export.ExportArchive takes an endpoint for each signature.",
     before="export_outputs={'classify': tf.estimator.export.PredictOutput(predictions)}", after="")
code("MIG306", "a summary",
     "The Estimator wrote summaries into its model_dir every 100 steps. A Keras model is trained without a summary writer, "
     "and what a summary shows is often known inside the forward pass only.",
     "Nothing, if nobody looks at them. The loss and the metrics: give fit a keras.callbacks.TensorBoard. Anything else: "
     "make a writer the default one around fit, and call tf.summary in train_step with step=self.optimizer.iterations.",
     before="tf.summary.scalar('accuracy', accuracy[1])", after="")
code("MIG307", "a hook that only watched",
     "The spec gives a hook that logs tensors, counts steps or saves summaries. It has no influence on the training, and "
     "the tensors have no names in Keras.",
     "Nothing, or a keras.callbacks.Callback: it gets the loss of each step in logs.",
     before="training_hooks=[tf.train.LoggingTensorHook({'loss': loss}, every_n_iter=100)]", after="")
code("MIG308", "a collection that nothing reads",
     "The model_fn enters something into a collection of the graph, and nothing that the Estimator ran reads it.",
     "Nothing.",
     before="tf.losses.add_loss(penalty)  # and the loss does not contain get_total_loss()", after="")
code("MIG284", "a hook that works on a graph",
     "The hook runs operations of a graph, feeds it, or works for the Estimator's own saving and waiting, and no callback of "
     "Keras does the same.",
     "Do what the message says, or write a keras.callbacks.Callback.",
     before="tf.train.FinalOpsHook(final_ops=show)")
code("MIG150", "a helper of a model_fn that is left",
     "The function makes layers, variables or an optimizer for a model_fn that stays as it is. A Keras object is of no use "
     "to a graph of TF1, so the helper stays with it.",
     "Do what the finding of the model_fn says, and migrate again: both are migrated then.",
     before="def tower(net):  # called by a model_fn that is left\n    return tf.layers.dense(net, 10)")
code("MIG151", "which function makes the layers is not known before the program runs",
     "A function that makes layers or variables is stored or passed on in the model_fn and called under another name, so "
     "it can't be seen which layers the model has.",
     "Call the functions by their names, in the branches of an if.",
     before="ylogits = {'linear': linear, 'cnn': cnn}[params['model']](images)",
     after="if params['model'] == 'linear':\n    ylogits = linear(images)\nelse:\n    ylogits = cnn(images)")
code("MIG154", "a function that makes variables and is given no tensor",
     "A function makes variables, or finds them again where it is called another time, out of hyperparameters alone. It is no "
     "layer, and which of the layers that call it holds the variables is not decided.",
     "Make the variables in the model_fn, pass them to what needs them, and migrate again.",
     before="def table(size):\n    with tf.variable_scope(\"words\", reuse=tf.AUTO_REUSE):\n        return tf.get_variable(\"table\", [size, 8])",
     after="words = tf.get_variable(\"table\", [size, 8])")
code("MIG155", "an iterator that a model can't keep",
     "The model_fn makes an iterator out of hyperparameters, such as map or zip, and walks it where it builds its graph. A model "
     "walks what it has kept in every call; a list takes the iterator's place, but where several places share it, or where it may "
     "never end.",
     "Make a list of what is needed, and migrate again.",
     before="rates = itertools.cycle([0.1, 0.2])\nfor units, rate in zip(params[\"units\"], rates):\n    ...",
     after="rates = [0.1, 0.2] * 4\nfor units, rate in zip(params[\"units\"], rates):\n    ...")
code("MIG152", "a name that the class could not be given",
     "A method of the class that was written would read a name that nothing binds there: the way of its value from the "
     "model_fn to that method was not found.",
     "Pass the value on, or compute it where it is used; and please report it with the program.")
code("MIG170", "tensors or variables of single feature columns",
     "The call asks input_layer for the variables or the tensor of each column (cols_to_vars, cols_to_output_tensors), or "
     "names collections of the graph for them. The layer in its place has its weights and gives one tensor.",
     "Remove the argument where nothing needs it, else make one layer for each column.",
     before="net = tf.feature_column.input_layer(features, columns, cols_to_output_tensors=tensors)",
     after="tensors = {column: InputLayer(column)(features) for column in columns}")
code("MIG171", "an embedding column that starts from a checkpoint",
     "The embedding is loaded from a checkpoint when the graph is made (ckpt_to_load_from). The layer that computes the "
     "column has a weight of its own.",
     "Read the tensor from the checkpoint and give it as the column's initializer.",
     before="tf.feature_column.embedding_column(words, 8, ckpt_to_load_from=folder, tensor_name_in_ckpt=name)",
     after="tf.feature_column.embedding_column(\n    words, 8, initializer=keras.initializers.Constant("
           "tf.train.load_variable(folder, name)))")
code("MIG173", "embedding columns that share their weights between layers",
     "The columns of shared_embedding_columns found the weights that they share in the graph, wherever they were used. Here "
     "more than one layer takes such columns, or the columns stand for themselves; a layer shares weights only among its "
     "own columns.",
     "Give all the columns to one input_layer and take its output apart, or look the ids of each feature up in one "
     "keras.layers.Embedding.",
     before="columns = tf.feature_column.shared_embedding_columns([first, second], 8)\n"
            "nets = [tf.feature_column.input_layer(features, column) for column in columns]")
code("MIG174", "a canned Estimator that is given something without a counterpart",
     "The Estimator is given an optimizer that is not one of tf.train's: one of tf.keras, which the canned Estimators of "
     "TF1 refused, or LinearSDCA, whose algorithm nothing in today's TensorFlow has. Or its call can't be taken apart.",
     "Give it an optimizer of tf.train, write its arguments out, and migrate again.",
     before="tf.estimator.LinearClassifier(columns, optimizer=tf.estimator.experimental.LinearSDCA('id'))",
     after="tf.estimator.LinearClassifier(columns)")
code("MIG175", "the class of a canned Estimator is used as a value",
     "A class such as tf.estimator.DNNClassifier is passed on, stored, or has subclasses, so the arguments that it is given "
     "can't be seen.",
     "Call the class where the Estimator is made.",
     before="make = functools.partial(tf.estimator.DNNClassifier, [10, 10])",
     after="def make(columns):\n    return tf.estimator.DNNClassifier([10, 10], columns)")
code("MIG176", "a canned Estimator that has no counterpart",
     "Nothing in TensorFlow or Keras has the algorithm of this Estimator any more, so no migration can give the same "
     "numbers.",
     "Boosted trees: ydf.GradientBoostedTreesLearner of the package ydf (num_trees, max_depth and shrinkage take the values "
     "of n_trees, max_depth and learning_rate; give validation_ratio=0.0 and early_stopping=\"NONE\" to train on all "
     "examples). K-means: sklearn.cluster.MiniBatchKMeans. Recurrent networks: a Keras model of keras.layers.LSTM.",
     before="model = tf.estimator.BoostedTreesClassifier(columns, n_batches_per_layer=1, n_trees=50)",
     after="learner = ydf.GradientBoostedTreesLearner(\n    label=\"income\", num_trees=50, max_depth=6, shrinkage=0.1,\n"
           "    validation_ratio=0.0, early_stopping=\"NONE\")\nmodel = learner.train(data)")
code("MIG340", "a partitioner of variables",
     "The canned Estimator is given a partitioner, which split large variables among parameter servers. A Keras model "
     "keeps each variable whole; the numbers are the same.",
     "Nothing.",
     before="tf.estimator.DNNClassifier([10], columns, input_layer_partitioner=tf.fixed_size_partitioner(4))",
     after="DNNClassifier([10], columns)")
code("MIG177", "metrics added to an Estimator that can't be followed",
     "The function that add_metrics is given is not in this module, or computes a metric in a way that does not show what "
     "the metric is updated with.",
     "Give add_metrics a function of the same module that returns a dict of tf.metrics calls.",
     before="estimator = tf.contrib.estimator.add_metrics(estimator, metrics.rmse)",
     after="def rmse(labels, predictions):\n    return {\"rmse\": tf.metrics.root_mean_squared_error(\n"
           "        labels, predictions[\"predictions\"])}\n\n\n"
           "estimator = tf.contrib.estimator.add_metrics(estimator, rmse)")
code("MIG179", "a head that can't be taken over",
     "The model_fn has a head make its spec, and the head is given something that its counterpart does not have: a name for its "
     "metrics, metrics of single classes, regularization losses, an optimizer of Keras, other heads.",
     "Remove the argument, or make the EstimatorSpec in the model_fn itself, and migrate again.",
     before="head = tf.contrib.estimator.regression_head(name=\"price\")",
     after="head = RegressionHead(loss_reduction=\"sum_over_batch_size\")")
code("MIG178", "names of all variables",
     "get_variable_names listed every variable of the checkpoint, those that the optimizer keeps for each weight among them "
     "(dense/kernel/Adam). The class in the Estimator's place lists the model's variables and global_step.",
     "Nothing, unless the program looks for a variable of the optimizer: model.optimizer.variables has these.",
     before="for name in estimator.get_variable_names():\n    print(name)")
code("MIG180", "an input queue",
     "The input function reads files through queues, which threads filled while a session ran the graph. Nothing runs such threads any "
     "more, and a Dataset that repeats exactly what they did can't be read off the calls: readers, decoding and batches are spread over "
     "functions.",
     "Return a Dataset: files, lines or records, map with what decoded one of them, batch.",
     before="queue = tf.train.string_input_producer(files)\n_, line = tf.TextLineReader(skip_header_lines=1).read(queue)\n"
            "return tf.train.batch(decode(line), batch_size=8)",
     after="lines = tf.data.Dataset.from_tensor_slices(files).repeat().shuffle(len(files)).flat_map(\n"
           "    lambda file: tf.data.TextLineDataset(file).skip(1))\nreturn lines.map(decode).batch(8)")
code("MIG341", "a cache of summary writers",
     "Estimators kept their summary writers in a cache, and a program that deleted a model_dir had to empty it. Callbacks "
     "and writers of today keep none.",
     "Nothing.",
     before="tf.summary.FileWriterCache.clear()", after="")
code("MIG270", "a canned Estimator that may be that of TensorFlow 2",
     "The module calls TF1's functions as tf.compat.v1, and a canned Estimator without it. Under TensorFlow 1 that was the "
     "same class, and so it was migrated. Under TensorFlow 2 it was another one, which averages the loss over a batch and "
     "trains with the optimizers of Keras and their learning rates.",
     "If the program ran under TensorFlow 2, give loss_reduction=\"sum_over_batch_size\", and the optimizers: "
     "keras.optimizers.Adagrad(0.001) where DNNClassifier was given none.",
     before="tf.compat.v1.set_random_seed(1)\nclassifier = tf.estimator.DNNClassifier([10], columns)",
     after="classifier = DNNClassifier([10], columns, loss_reduction=\"sum_over_batch_size\",\n"
           "                           optimizer=keras.optimizers.Adagrad(0.001))")
code("MIG309", "a statement that ran when the graph was built",
     "A model_fn is run once for each graph, so what it printed or called beside making the graph happened then. The "
     "methods of a Keras model run when they are traced, which is another moment and another number of times.",
     "Put the statement where it is wanted: into the constructor, a callback, or call with tf.print.",
     before="print(net.shape)  # in a model_fn", after="")


code("MIG331", "what the model_fn reads changes between trainings",
     "The model_fn reads a name of the program, such as a module's LEARNING_RATE, which is bound anew or changed between "
     "two trainings. The Estimator ran the model_fn for each training, so each saw another value. A Keras model is "
     "constructed once. Where the name is the learning rate, optimizer.learning_rate is set before each fit.",
     "Give what changes to the model as a variable or an attribute that is assigned before each fit.",
     before="for epoch in range(3):\n    HIDDEN = 8 * 2 ** epoch  # the model_fn reads it\n    estimator.train(input_fn)")


code("MIG336", "a learning rate in a variable",
     "The model_fn makes a variable for the learning rate, so that a session hook or the train_op can assign it. The model_fn goes "
     "on building its graph, in which they do.",
     "For a plain model give the optimizer the variable's first value, and set model.optimizer.learning_rate in a callback.",
     before='rate = tf.get_variable("rate", [], initializer=tf.constant_initializer(0.1), trainable=False)\n'
            "optimizer = tf.train.GradientDescentOptimizer(rate)",
     after="self.compile(optimizer=keras.optimizers.SGD(0.1))")
code("MIG335", "an Estimator whose model_fn is chosen as the program runs",
     "The program makes Estimators of the functions in a list, a dict or a condition. As classes they would be constructed "
     "each in its own way, which the place that makes the Estimator can't tell.",
     "Make each Estimator of a model_fn that is named there.",
     before="for model_fn in (small_model_fn, large_model_fn):\n    estimator = tf.estimator.Estimator(model_fn)")


# The form of last resort.

code("MIG260", "a model_fn that goes on building a graph",
     "The model_fn could not be taken apart into a Keras model, for the reason that is given. It keeps its text and goes on "
     "building a graph, which a ScopedModel, a keras.Model, runs with the same numbers: the variables have their TF1 "
     "names, and only what the spec asks for runs. Summaries are not written.",
     "Nothing, if the program is only to run. For a model with layers, change what the reason names (`migrator explain` "
     "has a remedy for its code) in the original, and migrate that again.",
     before="estimator = tf.estimator.Estimator(model_fn)", after="estimator = ScopedEstimator(model_fn)")


code("MIG355", "the networks of a GANEstimator",
     "A GANEstimator trains its networks by hooks, each on batches of its own: a step takes one for each time that a network is trained, "
     "and one more for the loss that it reports. The networks go on building a graph, which the support module's GANEstimator trains in "
     "the same order, on the same batches, with the same losses.",
     "Nothing, if the program is only to run. For a keras.Model, write the networks as layers, and a train_step with one tape for each.",
     before="gan = tf.contrib.gan.estimator.GANEstimator(\n    generator_fn=generator_fn, discriminator_fn=discriminator_fn, ...)",
     after="gan = GANEstimator(\n    generator_fn=generator_fn, discriminator_fn=discriminator_fn, ...)")
