"""Symbols and their arguments: what is left, to review, removed."""
from __future__ import annotations

from migrator.findings.code import code

# Left: a person has to do it.

code("MIG100", "no transform knows this symbol",
     "The program uses a TF1 symbol that has no place in TF 2 with Keras 3 and that no transform rewrites.",
     "Replace it by hand; the table of symbols in docs/ says what became of it.",
     before="table = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1)")
code("MIG101", "the arguments can't be told apart",
     "A call passes *args or **kwargs (or more positional arguments than TF1 accepted), so it can't be seen "
     "which parameters are given, and their order and defaults differ between TF1 and the target.",
     "Write the arguments out.",
     before="net = tf.layers.dense(net, *sizes)", after="net = tf.layers.dense(net, units)")
code("MIG102", "an argument has no counterpart",
     "The call gives an argument whose effect nothing in the target has.",
     "Remove the argument if its effect is not needed, else write the effect out.",
     before="net = tf.layers.dense(net, 10, bias_constraint=constraint, _reuse=True)")
code("MIG103", "a TF1 function is used as a value",
     "A TF1 function is passed on or stored without being called, so the calls whose arguments would have to be "
     "rewritten can't be seen.",
     "Pass a function that makes the Keras layer and calls it.",
     before="net = stack(net, tf.layers.dense, [64, 32])",
     after="net = stack(net, lambda net, units: keras.layers.Dense(units)(net), [64, 32])")
code("MIG104", "an arg_scope changes defaults",
     "The module uses arg_scope, which changes the defaults of the layers called inside it, in other functions and "
     "modules too. What such a layer computes can't be seen from its call.",
     "Write the arguments that the arg_scope gives out at each call, remove the arg_scope, and migrate again.",
     before="with slim.arg_scope([slim.conv2d], padding='VALID'):\n    net = slim.conv2d(net, 32, 3)",
     after="net = slim.conv2d(net, 32, 3, padding='VALID')")

code("MIG105", "code of another module can't be taken over",
     "The model_fn has a part of its spec made by a function of another module, and a name that this function reads means "
     "something else, or can't be imported, in the module of the model_fn.",
     "Import the name under the same name in both modules, or move the function next to the model_fn.")
code("MIG106", "two model_fns use a helper in different ways",
     "What one model_fn gives the helper when it is constructed, another gives it with every call: one class can't be both.",
     "Make the calls alike, or write the helper twice.")
code("MIG107", "a function of a module that is not migrated together with this one",
     "The model_fn gives tensors to a function that is imported from a module that was not among the given paths. It may make "
     "layers or variables; in a Keras model these would be new ones with every call, and never trained.",
     "Give migrator the folder that both modules are in. A library has to be replaced by hand.",
     before="logits = networks.resnet(images, is_training)")
code("MIG210", "a layer object whose calls may lack training=",
     "Calling a tf.layers.Dropout or tf.layers.BatchNormalization object without training= meant training=False in "
     "TF1. In Keras it means what the enclosing layer or model was called with, so the layer would come on in training.",
     "See that each call of the object gives training=.",
     before="drop = tf.layers.Dropout(0.5)\nnet = drop(net)",
     after="drop = keras.layers.Dropout(0.5)\nnet = drop(net, training=False)")
code("MIG310", "a regularizer never reached the loss",
     "The model gives a regularizer to a layer, and its loss never contains the regularization losses, so TF1 "
     "computed the penalty and used it for nothing. Keras would add it to the loss; the argument is removed.",
     "Nothing, if the results are to stay the same. Give the regularizer to the Keras layer if the penalty was meant "
     "to count.",
     before="net = tf.layers.dense(net, 10, kernel_regularizer=regularizer)",
     after="net = keras.layers.Dense(10)(net)")
code("MIG311", "reuse= has no meaning",
     "TF1 found the weights of a layer again by their name. In Keras the layer is an object, and calling it again "
     "shares its weights.",
     "Nothing where the migrated model calls one layer object at each place that shared the weights.",
     before="net = tf.layers.dense(net, 10, name='head', reuse=tf.AUTO_REUSE)",
     after="net = head(net)")
code("MIG312", "another name of something in TF1",
     "An assignment gave a TF1 module or function another name, and nothing uses that name after the migration.",
     "Nothing, unless another module imports the name from here.",
     before="slim = tf.contrib.slim")


# Rewritten, to review: the platform layer and symbols of tf.compat.v1.

code("MIG240", "a symbol of tf.compat.v1 whose behaviour was not compared",
     "Only tf.compat.v1 still has the symbol. It is called there, but it was never run next to TF1 under "
     "TF 2's eager execution and tf.function.",
     "Check the values that it gives, or write what it does with the current API.",
     before="rows = tf.scatter_nd_update(table, indices, updates)",
     after="rows = tf.compat.v1.scatter_nd_update(table, indices, updates)")
code("MIG241", "a fatal message that did not end the program",
     "tf.logging.fatal logged and returned. absl's logging.fatal ends the program, so logging.error is called.",
     "Call logging.fatal if the program is meant to end there.",
     before='tf.logging.fatal("no data")', after='logging.error("no data")')
code("MIG250", "a division of Python 2",
     "The program was converted from Python 2, where `/` of two integers rounds down. Whether both are integers here can't be "
     "told from the program.",
     "Write `//` if both are integers.",
     before="steps = examples / batch_size", after="steps = examples // batch_size")
code("MIG242", "a verbosity that may be one of TF1's numbers",
     "TF1's logging levels were those of Python's logging module (INFO is 20). absl numbers them 1 for DEBUG, "
     "0 for INFO, -1 for WARNING, -2 for ERROR. Names such as \"info\" mean the same in both.",
     "Pass a name or one of absl's constants.",
     before="tf.logging.set_verbosity(args.verbosity)", after="logging.set_verbosity(args.verbosity)")
code("MIG243", "a seed that Keras does not see",
     "The program draws from numpy's global generator, so keras.utils.set_random_seed, which seeds numpy too, "
     "would change its data. tf.random.set_seed leaves numpy alone, but Keras draws the seeds of initializers and "
     "dropout from Python's generator.",
     "Call keras.utils.set_random_seed first and seed numpy after it, if runs are to repeat exactly.",
     before="tf.set_random_seed(1)", after="tf.random.set_seed(1)")
code("MIG244", "flags that are read before they are parsed",
     "TF1 parsed the command line when a flag was first read. absl parses it in app.run and raises before.",
     "Run the program through app.run(main), or call flags.FLAGS(sys.argv) first.",
     before='print(FLAGS.name)  # at the top level', after='flags.FLAGS(sys.argv)\nprint(FLAGS.name)')
code("MIG300", "a switch between TF1 and TF 2 behaviour",
     "There is only one behaviour left: eager execution, tf.function and resource variables are always on.",
     "Nothing.",
     before="tf.disable_v2_behavior()", after="")


# Losses, optimizers, schedules and metrics.

code("MIG130", "a collection of losses",
     "TF1 kept every loss of the graph in a collection. There is no such collection any more.",
     "Add up the losses that are meant by name.",
     before="loss = tf.losses.get_total_loss()", after="loss = cross_entropy + tf.add_n(self.losses)")
code("MIG131", "an optimizer that nothing in Keras equals",
     "The update rule of this optimizer, or what it does with the rows of a lookup, is neither in Keras nor among the "
     "support definitions.",
     "Choose a Keras optimizer, which trains to other numbers, or write the rule as a subclass of "
     "keras.optimizers.Optimizer.",
     before="optimizer = tf.train.SyncReplicasOptimizer(optimizer, replicas_to_aggregate=4)")
code("MIG132", "a decay of something else than the global step",
     "A Keras schedule is a function of its optimizer's own step. Here the decay is given something else: a step with an "
     "offset, or a count of another thing.",
     "Write a subclass of keras.optimizers.schedules.LearningRateSchedule that computes the rate from the step.",
     before="rate = tf.train.cosine_decay(0.1, step - warmup, 1000)",
     after="rate = keras.optimizers.schedules.CosineDecay(0.0, 1000, warmup_target=0.1, warmup_steps=warmup)")
code("MIG133", "a metric that nothing in Keras equals",
     "The metric is neither in Keras nor among the support definitions.",
     "Write it as a subclass of keras.metrics.Metric.",
     before="scores = tf.contrib.metrics.streaming_concat(scores)")
code("MIG220", "gradients that TF1 computed behind an update",
     "Control dependencies put the gradients of one optimizer behind the update of another. TF1's reference variables share "
     "their memory with what was read of them, so it computed these gradients in part with the weights that the update had "
     "changed, though the forward pass had used the old ones. The migrated program computes them wholly with the old weights; "
     "the difference is of the size of one update.",
     "Nothing, if the original meant either order. Else compute the second loss again after the first update.",
     before="with tf.control_dependencies([d_train]):\n    g_train = g_optimizer.minimize(g_loss, var_list=g_vars)")
code("MIG371", "an optimizer that chooses variables by their names",
     "The optimizer leaves out variables whose name has one of some strings in it. TF1 compared the names of its variables, and "
     "what is migrated compares the paths of Keras's: the names of the model's layers and of their weights, joined by slashes.",
     "Check that the strings are found in the paths of the same variables.",
     before="optimizer = tf.contrib.opt.LARSOptimizer(0.1, skip_list=['batch_normalization', 'bias'])",
     after="optimizer = LARS(0.1, skip_list=['batch_normalization', 'bias'])")
code("MIG390", "a metric at one threshold gives a number",
     "At a list of thresholds, TF1's metric gives a list of values, also where the list has one element. Keras's metric gives the "
     "value itself then.",
     "Nothing, unless the program takes an element of the result, or prints it.",
     before="missed = tf.metrics.false_negatives_at_thresholds(labels, scores, [0.5])",
     after="missed = keras.metrics.FalseNegatives(thresholds=[0.5])(labels, scores)")
code("MIG372", "a weight decay that TF1 did in no fixed order",
     "In the graph of an optimizer with decoupled weight decay nothing says whether a weight decays before or after the loss and its "
     "gradients are computed, so two runs of TF1 differ. What is migrated computes the gradients first.",
     "Nothing, if numbers may differ as two runs of TF1 did.",
     before="optimizer = tf.contrib.opt.AdamWOptimizer(1e-4, 0.001)", after="optimizer = AdamW(1e-4, 0.001)")
code("MIG373", "an optimizer of the program's own",
     "A class derives from an optimizer of TF1 and changes what it does. Keras's optimizers have other methods. A class whose "
     "apply_gradients is a loop over gradients and variables that lists assignments becomes a subclass of keras.optimizers.Optimizer; "
     "this one is written otherwise.",
     "Write the rule as a subclass of keras.optimizers.Optimizer, with the slots in build and the rule in update_step.",
     before="class Halved(tf.train.GradientDescentOptimizer):\n    def _apply_dense(self, grad, var):\n"
            "        return super()._apply_dense(grad / 2, var)",
     after="class Halved(keras.optimizers.SGD):\n    def update_step(self, gradient, variable, learning_rate):\n"
           "        super().update_step(gradient / 2, variable, learning_rate)")
code("MIG230", "an optimizer class is used as a value",
     "An optimizer class of TF1 is stored or passed on, so the calls that give it arguments can't be seen. It is replaced "
     "by a class with the same defaults and the same order of parameters, but beta1, beta2 and use_nesterov are called "
     "beta_1, beta_2 and nesterov.",
     "Rename these arguments where the class is called, and take away use_locking.",
     before="make = {'adam': tf.train.AdamOptimizer}[name]", after="make = {'adam': Adam}[name]")
code("MIG231", "a variable is taken for the global step",
     "The decay is a function of a variable that can't be followed to tf.train.get_global_step(). A Keras schedule is a "
     "function of its optimizer's own step.",
     "Check that the variable is the global step.",
     before="rate = tf.train.exponential_decay(0.1, step, 100, 0.9)",
     after="rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)")
code("MIG332", "a decay of a step that never changes",
     "The decay is given a number, or a variable of its own that nothing counts up, in the place of the global step. So TF1 "
     "computed the same rate in every step, and so does the migrated program: nothing decays.",
     "If the rate is to decay, give the optimizer the schedule itself, without the call of float.",
     before="rate = tf.train.exponential_decay(0.1, 0, 100, 0.9)",
     after="rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)")
code("MIG333", "a variable as the learning rate of a Keras optimizer",
     "Keras 3 takes no variable as a learning rate. Keras 2 took the value that it had when the optimizer was made, so what "
     "was assigned to the variable later never reached the optimizer; the migrated program takes that value, too.",
     "If the variable is assigned to, assign to optimizer.learning_rate instead.",
     before="rate = tf.Variable(0.1)\noptimizer = tf.keras.optimizers.SGD(rate)",
     after="rate = tf.Variable(0.1)\noptimizer = tf.keras.optimizers.SGD(float(rate))")
code("MIG334", "a learning rate that is set though there is a schedule",
     "The optimizer was made with a schedule, and the program assigns to its learning rate. An optimizer of Keras asks its "
     "schedule for the rate of each step, so it refuses the assignment with a TypeError, and did so in Keras 2.",
     "Decide for one: give the optimizer a number and set its learning_rate, or leave the rate to the schedule.",
     before="optimizer = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9))\n"
            "optimizer.learning_rate = 0.01",
     after="optimizer = tf.keras.optimizers.SGD(0.1)\noptimizer.learning_rate = 0.01")
code("MIG330", "the optimizer of a TPU's shards",
     "CrossShardOptimizer added up the gradients of a TPU's shards. The migrated model runs on one device, or under a "
     "tf.distribute strategy, which does this by itself.",
     "Nothing.",
     before="optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)", after="")
