"""The codes that findings carry: what each means and what to do about it.

One object holds everything that is said about a code: `migrator explain`, the reports,
the pages in docs/ and the tests all read it from here.

MIG0xx  a file could not be migrated at all
MIG1xx  left: a person has to do it
MIG2xx  rewritten, to review
MIG3xx  removed, because it has no meaning in the target
MIG35x  migrated as it was written, and probably meant otherwise
MIG50x  `migrator verify` could not compare two programs
MIG53x  `migrator convert-checkpoint` could not convert a checkpoint
MIG6xx  wrong in the original: what `migrator check` diagnoses
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A finding's code.

    Attributes:
        code: stable identifier, ``MIG`` and three digits.
        title: what it says, in a few words.
        meaning: what the situation is and why it matters.
        remedy: what to do by hand.
        before: an example that gives this finding.
        after: the example after the migration and the hand edit ("" where there is none).
    """

    code: str
    title: str
    meaning: str
    remedy: str
    before: str = ""
    after: str = ""


CODES: dict[str, Code] = {}


def code(*args, **kwargs) -> Code:
    """Defines a code and enters it into `CODES`.

    Raises:
        ValueError: the code is defined twice.
    """
    defined = Code(*args, **kwargs)
    if defined.code in CODES:
        raise ValueError(f"{defined.code} is defined twice")
    CODES[defined.code] = defined
    return defined


# Failed: the file is left as it is.

code("MIG001", "no such path",
     "A path that was given does not exist.",
     "Check the spelling; paths are taken relative to the current folder.")
code("MIG002", "can't be read or written",
     "The system refuses to read the file, or to replace it.",
     "Change its permissions, or migrate into another folder with --output.")
code("MIG003", "not Python",
     "The file does not parse as Python 3. Nothing is guessed about a program that Python itself can't read.",
     "Correct the syntax error.",
     before="model = build(", after="model = build()")
code("MIG004", "Python 2 source",
     "The file holds a form of Python 2: one that Python 3 can't parse, or one that Python 3 reads as something "
     "else (`print >>f, x`; `print (a), b`; `except E, e:`).",
     "Give --python2: the program is then converted to Python 3 as well, by fissix. Integers that are divided become `//`; where "
     "it can't be told what is divided, MIG250 says so.",
     before='print "loss:", loss', after='print("loss:", loss)')
code("MIG005", "can't be decoded",
     "The bytes of the file are not of the encoding that its first two lines declare (UTF-8 where they "
     "declare none), or no such encoding is known.",
     "Declare the right encoding in the first line, or save the file as UTF-8.",
     before="# café, saved as latin-1", after="# -*- coding: latin-1 -*-\n# café, saved as latin-1")
code("MIG006", "nested too deeply",
     "An expression, or a chain of elif, is nested so deeply that the parsers can't take it. Programs like "
     "this are usually generated.",
     "Split it into several statements, or make it a loop.",
     before="total = a + a + a + a  # and some thousands more", after="total = sum([a, a, a, a])")
code("MIG007", "lines end in bare carriage returns",
     "The line ends are those of old Mac systems, which the rewriting can't reproduce exactly.",
     r"Convert the line ends first: `tr '\r' '\n' < old.py > new.py`.")
code("MIG008", "the result would not parse",
     "The migrated program would not be Python. This is a fault of migrator.",
     "Please report it with the program.")
code("MIG009", "the result is not stable",
     "Migrating the migrated program would change it again. This is a fault of migrator.",
     "Please report it with the program.")
code("MIG010", "uncommitted changes",
     "The file has changes that version control does not have, so the migration could not be undone.",
     "Commit or stash them first, or give --allow-dirty.")
code("MIG011", "the support module's name is taken",
     "The migrated program needs definitions from a support module beside it, and a file of that name is "
     "there that migrator did not write.",
     "Rename that file, or migrate into another folder with --output.")
code("MIG012", "leads out of the given folders",
     "The path is a link to a file outside of the paths that were given. Only what was given is written to.",
     "Give the file itself if it is to be migrated.")
code("MIG013", "changed meanwhile",
     "The file changed on disk between reading it and writing the result.",
     "Run the migration again.")
code("MIG014", "internal error",
     "migrator failed on this file. This is a fault of migrator; the other files are not touched by it.",
     "Please report it with the program and the message.")
code("MIG015", "a layout that can't be kept",
     "Python reads the file, but the parser that keeps its layout does not: mostly because lines of one block are indented "
     "with tabs and others with spaces.",
     "Indent the whole file with spaces; most editors can do that.")
code("MIG016", "a cell of another kind",
     "A cell of a notebook begins with a magic such as %%writefile, so it is not run as Python of the notebook, and it "
     "imports TensorFlow. It stays as it is.",
     "Move the cell's program into a file of its own, and migrate that.",
     before="%%writefile model.py\nimport tensorflow as tf", after="# model.py, a file of its own\nimport tensorflow as tf")
code("MIG017", "not a notebook",
     "The file is called .ipynb and does not hold a notebook of format 4, as Jupyter has written since 2015.",
     "Open and save it with Jupyter, or convert it: `jupyter nbconvert --to notebook --inplace FILE`.")
code("MIG018", "a magic that asks for another TensorFlow",
     "A line of a notebook installs or chooses a release of TensorFlow that the migrated cells do not run on.",
     "Ask for `tensorflow>=2.21`, or remove the line.",
     before="!pip install tensorflow==1.15", after="!pip install 'tensorflow>=2.21'")


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


# Left: model_fns that can't be taken apart.

code("MIG110", "the modes part under something else than the mode",
     "A model_fn or a helper returns, or branches, under a condition that is decided neither by the mode nor when the "
     "model is constructed, or returns from within a loop, a try or a with block. So it can't be said what runs in "
     "TRAIN, EVAL and PREDICT.",
     "Make the mode alone decide what is returned, in if statements of the function's own block, and migrate again.",
     before="if mode == PREDICT and params[\"export\"] and step > 0:\n    return spec",
     after="if mode == PREDICT:\n    return spec")
code("MIG111", "layers are created under a condition or loop that the constructor can't have",
     "Layers are created in a loop over something, or under a condition, that is not known when the model is "
     "constructed. Keras makes layers once, in the constructor.",
     "Make the number of layers, or the condition, a hyperparameter.",
     before="for _ in range(depth_of(features)):\n    net = tf.layers.dense(net, 64)",
     after="for _ in range(params[\"depth\"]):\n    net = tf.layers.dense(net, 64)")
code("MIG112", "a layer is configured by something computed when the model runs",
     "A layer, or a helper that creates layers, is given a value that is not known when the model is constructed and "
     "is no static shape of its input.",
     "Pass the value as a hyperparameter.",
     before="net = tf.layers.dense(net, size_of(features))",
     after="net = tf.layers.dense(net, params[\"size\"])")
code("MIG113", "a layer stands where the forward pass can't hold it",
     "The metrics need a variable both as it is before the loss and as the loss rebinds it, or a transform could not rewrite the "
     "layer (its own finding says why).",
     "Give a rebound variable two names.",
     before="scores = tf.nn.softmax(net)\nloss = cross_entropy(labels, scores)\nscores = scores * weights_of(loss)",
     after="scores = tf.nn.softmax(net)\nloss = cross_entropy(labels, scores)\nweighted = scores * weights_of(loss)")
code("MIG114", "the forward pass differs between EVAL and PREDICT",
     "Keras's call knows training or not. It can't tell evaluation from prediction, and this forward pass does.",
     "Move what differs behind the forward pass: to the predictions, the loss or the metrics.",
     before="if mode == tf.estimator.ModeKeys.EVAL:\n    net = net / 2",
     after="if mode != tf.estimator.ModeKeys.TRAIN:\n    net = net / 2")
code("MIG115", "metrics that can't be followed",
     "A metric of the spec is no tf.metrics call that can be found, its name is not written as a string, or a "
     "transform could not rewrite it (its own finding says why).",
     "Write eval_metric_ops as a dict of names and tf.metrics calls, and migrate again.",
     before="eval_metric_ops = {name: metrics_of(name) for name in names}",
     after="eval_metric_ops = {\"accuracy\": tf.metrics.accuracy(labels, classes)}")
code("MIG116", "the returned spec can't be followed",
     "The model_fn returns no EstimatorSpec that can be seen from here: another function makes it, or it has a field "
     "that EstimatorSpec does not have.",
     "Return tf.estimator.EstimatorSpec(...) from the model_fn itself, and migrate again.",
     before="return head.create_estimator_spec(features, mode, logits)",
     after="return tf.estimator.EstimatorSpec(mode, predictions={\"logits\": logits})")
code("MIG117", "the spec for TRAIN lacks a field",
     "The spec that the model_fn returns in TRAIN has no loss or no train_op, so there is no training step to write.",
     "Give the spec its loss and train_op, or remove the branch.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG118", "a train_op that has no counterpart yet",
     "The train_op does more than minimizing a loss in the forms that are known: minimize, compute_gradients and "
     "apply_gradients, update_ops, groups, assignments, optimize_loss.",
     "Write the training step by hand as train_step of the migrated model, or put the train_op in one of these forms.",
     before="train_op = sync_optimizer.make_session_run_hook(is_chief)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG119", "TRAIN and EVAL return differently named losses",
     "The spec holds one expression as the loss in TRAIN and another one in EVAL. The migrated model has one loss "
     "function for both.",
     "Compute both under one name, in branches on the mode, and migrate again.",
     before="# TRAIN: loss=smoothed_loss; EVAL: loss=plain_loss",
     after="loss = smoothed_loss if mode == tf.estimator.ModeKeys.TRAIN else plain_loss")
code("MIG120", "a helper is called with star arguments",
     "A helper that creates layers takes or is given *args or **kwargs, or more arguments than it has parameters. "
     "It can't be seen which of them configure the layers and which are tensors.",
     "Write the arguments out, and migrate again.",
     before="net = block(net, *sizes)", after="net = block(net, 64, 32)")
code("MIG121", "a training step does not advance the global step by one",
     "The train_op never gives the global step to an optimizer, or to several. The Estimator counted steps by it; Keras "
     "counts each call of train_step as one.",
     "Give global_step=tf.train.get_global_step() to one minimize or apply_gradients, and migrate again, where one "
     "step for each batch is meant.",
     before="train_op = optimizer.minimize(loss)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG122", "an optimizer that depends on what is computed in every step",
     "The learning rate, or another argument of the optimizer, is computed from tensors of the step other than the "
     "global step, or the optimizer is made outside of the model_fn.",
     "Make the optimizer in the model_fn, from hyperparameters and the global step, and migrate again.",
     before="optimizer = tf.train.AdamOptimizer(0.1 * tf.reduce_mean(features[\"x\"]))",
     after="optimizer = tf.train.AdamOptimizer(0.1)")
code("MIG124", "what is reused can't be found",
     "A layer or variable is reused (reuse=, tf.AUTO_REUSE) in a loop, or under a condition that is decided when the "
     "program runs, or nothing before it made what it reuses.",
     "Call one layer object at each place that shares its weights.",
     before="with tf.variable_scope(\"tower\", reuse=index > 0):\n    net = tf.layers.dense(net, 8, name=\"out\")",
     after="out = tf.layers.Dense(8)\nnets = [out(net) for net in nets]")
code("MIG125", "the variables of a scope can't be found",
     "The program asks for the trainable variables of a scope whose name is not written as a string, or in which this "
     "model_fn makes no layer.",
     "Name the scope as a string, and make its layers in the model_fn or in helpers of the same module.",
     before="variables = tf.trainable_variables(prefix + \"/generator\")",
     after="variables = tf.trainable_variables(\"generator\")")
code("MIG126", "a class that holds layers and can't become a Keras layer",
     "The model_fn uses an object of a class of this module that creates variables when it is called, or that holds "
     "layers and is not simply made once and called.",
     "Make the class a keras.layers.Layer: layers in __init__, what it computes in call.",
     before="class Tower(object):\n    def run(self, net):\n        return tf.layers.dense(net, 8)",
     after="class Tower(keras.layers.Layer):\n    def __init__(self):\n        super().__init__()\n"
           "        self.net = keras.layers.Dense(8)\n\n    def call(self, net):\n        return self.net(net)")
code("MIG129", "batch normalization called with training on in evaluation",
     "The network is applied twice with the same weights, with training on and with training off, in every mode. TF1 moved "
     "the statistics of its batch normalization when the update ops ran, in training; a Keras layer moves them in every "
     "call with training on, so an evaluation would change the model.",
     "Apply the network once, with training=(mode == tf.estimator.ModeKeys.TRAIN), and migrate again.",
     before="train_logits = net(x, is_training=True, reuse=False)\ntest_logits = net(x, is_training=False, reuse=True)",
     after="logits = net(x, is_training=mode == tf.estimator.ModeKeys.TRAIN)")
code("MIG153", "a helper that makes layers and calls itself",
     "A function makes layers and calls itself, for the rest of a list of sizes. A Keras layer holds the layers that it is made "
     "of, and would hold one of its own kind in each, without end.",
     "Write the recursion as a loop, and migrate again.",
     before="def build(net, sizes):\n    if not sizes:\n        return net\n    return build(tf.layers.dense(net, sizes[0]), sizes[1:])",
     after="for size in sizes:\n    net = tf.layers.dense(net, size)")
code("MIG232", "what only a TPU asks for",
     "A TPUEstimator is told whether to run on a TPU, and how. The migrated program does what it did with use_tpu=False: the "
     "model runs on the devices that TensorFlow finds, and input functions get the whole batch size of their mode.",
     "Nothing, or construct the model under the scope of a tf.distribute.TPUStrategy.",
     before="tf.contrib.tpu.TPUEstimator(model_fn, config, use_tpu=FLAGS.use_tpu, train_batch_size=32)",
     after="model = Model()")
code("MIG236", "tf.cond between two batch normalizations that both took effect",
     "Batch normalization was applied with training on and off, outside of the tf.cond that chose one of the results. With "
     "updates_collections=None the first one moved the statistics wherever it was computed, so in evaluation as well, by a "
     "little in every batch. The Keras layer moves them in training only, which was meant.",
     "Nothing, but expect slightly other numbers of an evaluation.",
     before="z = tf.cond(train_phase, lambda: bn_train, lambda: bn_infer)", after="z = self.bn(x, training=train_phase)")
code("MIG144", "gradients that are not those of a loss alone",
     "The call that computes gradients is given gradients to start from, or tensors to stop at (grad_loss, grad_ys, "
     "stop_gradients). What is migrated differentiates a loss.",
     "Multiply the loss by a tf.stop_gradient of what the gradients start from, and put tf.stop_gradient around the tensors "
     "to stop at.",
     before="train_op = optimizer.minimize(loss, step, grad_loss=weights)",
     after="train_op = optimizer.minimize(tf.reduce_sum(loss * tf.stop_gradient(weights)), step)")
code("MIG370", "an update with an argument of the program's own",
     "minimize or apply_gradients is given an argument that TF1's own optimizers do not have, so the update may not be the one that "
     "their names promise.",
     "Give the argument to the optimizer when it is made, and write the update as a subclass of keras.optimizers.Optimizer.",
     before="train_op = optimizer.minimize(loss, step, scale=0.5)",
     after="optimizer = Scaled(0.1, scale=0.5)\ntrain_op = optimizer.minimize(loss, step)")
code("MIG145", "a scope or getter that changes the variables",
     "A variable_scope gives the variables made in it an initializer, a regularizer, a constraint, a type or a getter, or "
     "get_variable is given a custom_getter. Keras has nothing that would change the layers which are made in a block.",
     "Give each layer and variable the argument itself, and take it away from the scope.",
     before="with tf.variable_scope(\"net\", initializer=initializer):\n    net = tf.layers.dense(net, 8)",
     after="with tf.variable_scope(\"net\"):\n    net = tf.layers.dense(net, 8, kernel_initializer=initializer)")
code("MIG146", "a regularized variable that starts from a tensor",
     "get_variable is given a tensor to start from and a regularizer whose penalty reaches the loss. A weight of a Keras "
     "layer has both only where it starts from an initializer.",
     "Add the penalty of the variable to the loss by hand.",
     before="w = tf.get_variable(\"w\", initializer=tf.ones([4]), regularizer=regularizer)",
     after="w = tf.get_variable(\"w\", initializer=tf.ones([4]))\npenalty = regularizer(w)")
code("MIG134", "recurrent cells that may share their variables",
     "A recurrent cell finds its variables in the variable scope that it is first called in. Where such a scope reuses variables "
     "and there are several cells, two of them may have had the same ones.",
     "Make one cell and use it in both places.",
     before="with tf.variable_scope(\"rnn\", reuse=tf.AUTO_REUSE):\n    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(64), x, dtype=tf.float32)")
code("MIG140", "an argument of an Estimator that has no counterpart",
     "The Estimator is given something that the class in its place does not take: a TPU to run on, vocabularies of a warm start "
     "(var_name_to_vocab_info), or a warm start of a model whose variables had names in TF1 that are not known before the program runs.",
     "Remove it; a warm start becomes model.load_weights of converted weights.",
     before="settings = tf.estimator.WarmStartSettings(folder, var_name_to_vocab_info={name: vocabulary})",
     after="settings = WarmStartSettings(folder)")
code("MIG141", "an iterator that can't be followed",
     "An input function makes an iterator of its Dataset and uses the next element in a way that no function mapped "
     "over the Dataset can repeat.",
     "Return the Dataset, and do what is done with the element in Dataset.map.",
     before="x = iterator.get_next()\nqueue.append(x)\nreturn queue",
     after="return dataset.map(take_apart)")
code("MIG142", "a training that is distributed in a way that has no counterpart",
     "A RunConfig with train_distribute has a DistributedEstimator train under that strategy. That needs a model that can be made "
     "under it: not one that goes on building a graph, nor one whose optimizer is made before. experimental_distribute, and fields that "
     "TF1 did not have, have no counterpart.",
     "Give the strategy as train_distribute; make the optimizer where the Estimator is made.",
     before="tf.estimator.RunConfig(experimental_distribute=tf.contrib.distribute.DistributeConfig(train_distribute=strategy))",
     after="RunConfig(train_distribute=strategy)")
code("MIG147", "a listener that uses the session",
     "A class derived from CheckpointSaverListener asks the session for something when a checkpoint is saved. There is no session: "
     "the listeners of a migrated training are given None for it.",
     "Read what is wanted from the model: estimator.get_variable_value gives its variables by name, the step is an argument.",
     before="def after_save(self, session, global_step_value):\n    print(session.run(self.rate))",
     after="def after_save(self, session, global_step_value):\n    print(estimator.get_variable_value('rate'))")
code("MIG148", "an Estimator that others are made of",
     "A class is derived from tf.estimator.Estimator, the class is passed on, or the model_fn of one Estimator calls that of another. "
     "Which model_fn an Estimator has, and what is done with it, can't be seen.",
     "Call tf.estimator.Estimator where the model_fn is, keep the Estimator as an attribute, and call functions, not Estimators, "
     "from a model_fn.",
     before="class Regressor(tf.estimator.Estimator):\n    def __init__(self):\n        super().__init__(model_fn=_model_fn)",
     after="class Regressor(ScopedEstimator):\n    def __init__(self):\n        super().__init__(model_fn=_model_fn)")
code("MIG245", "a training that failed where its loss was NaN",
     "The Estimator looked at the loss of every step and raised NanLossDuringTrainingError where it was NaN. Keras's fit goes "
     "on, and its results are NaN as well; looking costs a wait for the device in every step. So only a program that names "
     "the error is given a callback that looks, and raises a RuntimeError, of which TF1's error was a subclass.",
     "See that nothing else in the block raises a RuntimeError that is meant to pass.",
     before="try:\n    estimator.train(input_fn)\nexcept tf.train.NanLossDuringTrainingError:\n    print('diverged')",
     after="try:\n    model.fit(input_fn(), callbacks=[StopOnNan()], verbose=0)\nexcept RuntimeError:\n    print('diverged')")
code("MIG248", "TF1 raised here",
     "The model_fn returns no spec with the loss or the predictions for this mode, and the program asks for it. TF1 raised an error; a keras.Model has a "
     "default for everything, and answers with what call returns.",
     "Remove the call, or handle the mode.",
     before="estimator.predict(input_fn)  # and the model_fn has no branch for PREDICT")
code("MIG249", "a RunConfig whose seed is not set",
     "The Estimator seeded each graph with the tf_random_seed of its RunConfig. Keras draws the seeds of layers when they "
     "are made, and no statement before that could be found to set the seed in.",
     "Call keras.utils.set_random_seed(seed) before the model is made.",
     before="make_config = lambda: tf.estimator.RunConfig(tf_random_seed=1)",
     after="keras.utils.set_random_seed(1)\nmake_config = lambda: RunConfig(tf_random_seed=1)")
code("MIG321", "a setting of RunConfig without a meaning",
     "The setting was for sessions, summaries, devices of a graph, servers, or checkpoints that nothing reads.",
     "Nothing, or the way of TF 2: devices and memory are set by tf.config, summaries are written by a "
     "keras.callbacks.TensorBoard.",
     before="tf.estimator.RunConfig(session_config=tf.ConfigProto(allow_soft_placement=True), save_summary_steps=10)",
     after="tf.config.set_soft_device_placement(True)")
code("MIG234", "a logging hook that logs the loss only",
     "LoggingTensorHook names tensors of the graph. There is no graph; the callback in its place logs the loss in "
     "the same steps.",
     "Return what else is to be logged from train_step.",
     before="tf.train.LoggingTensorHook({\"p\": \"softmax_tensor\"}, every_n_iter=50)",
     after="LogSteps(every=50)")
code("MIG247", "variables that are asked for by names that are not known",
     "The program asks the Estimator for variables by their TF1 names, and some of these are only made when the program "
     "runs: in loops, in scopes whose names are computed, by layers of tf.contrib.",
     "Ask for them by their paths in the Keras model; estimator.get_variable_names() gives them.",
     before="estimator.get_variable_value('layer_0/kernel')",
     after="estimator.get_variable_value('model/layer_0/kernel')")
code("MIG320", "an argument that means nothing any more",
     "The argument named a node of the graph or a collection of it, chose how a graph is run, or is decided elsewhere in "
     "Keras. No number depends on it; the ledger gives the reason of each.",
     "Nothing.",
     before="loss = tf.losses.mean_squared_error(labels, outputs, scope='loss')",
     after="loss = tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))")
code("MIG303", "nothing depends on it",
     "A construct of a model_fn that none of the predictions, loss, train_op and metrics depends on: summaries, "
     "scaffolds, names for hooks, tensors that were computed and never used.",
     "Nothing. What TensorBoard is to show can be written by a keras.callbacks.TensorBoard.",
     before="tf.summary.scalar(\"rate\", rate)", after="")
code("MIG304", "a scope that only named things",
     "tf.variable_scope, tf.name_scope and tf.device in a model_fn gave names and places to a graph's nodes. Keras "
     "finds weights by their layers, and places them itself.",
     "Nothing.",
     before="with tf.variable_scope(\"encoder\"):\n    net = tf.layers.dense(net, 8)",
     after="net = self.net(net)")


# What a spec holds besides.

code("MIG127", "a hook in the spec",
     "The spec gives the Estimator a hook that does more than watch: a session ran it before and after every step, and "
     "nothing of Keras does.",
     "Write a keras.callbacks.Callback that does the same, give it to fit, and take the hook out of the spec.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, training_hooks=[EarlyStop()])",
     after="model.fit(dataset, callbacks=[EarlyStop()])")
code("MIG128", "a scaffold in the spec",
     "The spec gives a scaffold: functions that initialize variables from elsewhere, or a saver with rules of its own.",
     "Load the weights after the model is constructed, and take the scaffold out of the spec.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=scaffold)")
code("MIG290", "a call that changes the graph that is there by then",
     "The model_fn calls a function for what it does to the graph: variables get the values of a checkpoint, the graph is rewritten "
     "for quantization, or layers of Keras are set otherwise. Nothing of a Keras model depends on such a call, and all of it does.",
     "Load the weights into the model after it is built, and take the call out of the model_fn.",
     before="tf.train.init_from_checkpoint(checkpoint, {'encoder/': 'encoder/'})")
code("MIG291", "a cross of tf.contrib.layers without a hash key",
     "tf.contrib.layers.crossed_column without hash_key puts values together in a hash that only tf.contrib had. The columns of "
     "tf.feature_column give other ids, so that other values share a weight, and trained weights do not fit.",
     "If the model is trained anew, use tf.feature_column.crossed_column with the names of the features; other values collide then. "
     "With a hash_key both give the same ids.",
     before="cross = tf.contrib.layers.crossed_column([gender, job], hash_bucket_size=1000)",
     after="cross = tf.feature_column.crossed_column(['gender', 'job'], 1000)")
code("MIG280", "a best export that is forgotten when a training resumes",
     "BestExporter looked for the best evaluation so far in the event files of the model_dir. The class in its place "
     "remembers it while the program runs. A run that resumes a training exports its first evaluation, be it better than "
     "those of earlier runs or not.",
     "Nothing, where one run trains from the first step to the last.",
     before="exporter = tf.estimator.BestExporter(serving_input_receiver_fn=serving_fn)",
     after="exporter = BestExporter(serving_input_receiver_fn=serving_fn)")
code("MIG281", "early stopping that knows the evaluations of this run",
     "The hooks of tf.estimator.experimental read the evaluations from the event files of the Estimator, those of earlier runs "
     "too. The functions in their places know the evaluations that the Estimator made since it was made.",
     "Nothing, where one run trains from the first step to the last.",
     before="hook = tf.estimator.experimental.stop_if_no_decrease_hook(estimator, 'loss', 1000)",
     after="hook = stop_if_no_decrease_hook(estimator, 'loss', 1000)")
code("MIG282", "a session hook that does what no callback can",
     "A class derived from SessionRunHook asks a session for tensors other than the global step, runs operations, or takes the "
     "session elsewhere. There is no session and no graph around the steps of a Keras model.",
     "Write it as a keras.callbacks.Callback; what it is to see of a step goes into the dict that train_step returns, and is in "
     "the logs of on_train_batch_end.",
     before="class ShowLoss(tf.train.SessionRunHook):\n"
            "    def before_run(self, context):\n        return tf.train.SessionRunArgs('loss:0')\n\n"
            "    def after_run(self, context, values):\n        print(values.results)",
     after="class ShowLoss(keras.callbacks.Callback):\n"
           "    def on_train_batch_end(self, batch, logs=None):\n        print(logs['loss'])")
code("MIG283", "profiles in another format",
     "ProfilerHook wrote files timeline-*.json for chrome://tracing. TensorFlow's profiler of today writes what TensorBoard "
     "shows, if the package tensorboard-plugin-profile is installed.",
     "Look at the profiles in TensorBoard.",
     before="tf.train.ProfilerHook(save_steps=100, output_dir=folder)",
     after="Profiler(save_steps=100, output_dir=folder)")
code("MIG285", "a program that runs in a cluster",
     "The program speaks of TF_CONFIG, which says which part of a cluster a process is. In train_and_evaluate TF1's workers trained "
     "asynchronously, with the variables on parameter servers. Now chief and workers train in step under MultiWorkerMirroredStrategy, "
     "each on batches of its own, with the mean of their gradients: one of the max_steps sees a batch of every process. An evaluator "
     "follows the checkpoints of the chief; parameter servers end at once, as Keras 3 trains no model with them; a master does not "
     "evaluate. A model_fn that goes on building a graph is trained by the chief alone. After train_and_evaluate the processes that "
     "trained can't evaluate, predict or export.",
     "Divide max_steps by the number of processes that train, if as many examples are to be seen as before. Evaluate, predict and "
     "export in a process of its own, which has no TF_CONFIG, from the model_dir.",
     before="tf_config = json.loads(os.environ.get('TF_CONFIG', '{}'))")
code("MIG286", "a strategy with parameter servers",
     "ParameterServerStrategy keeps the variables on servers that workers update when they are ready. Keras 3 can't fit a model under "
     "it (measured with TensorFlow 2.21 and Keras 3.15).",
     "Use tf.distribute.MultiWorkerMirroredStrategy, which is the nearest that works: workers train in step, each with batches of its "
     "own, and the updates are made with the mean of their gradients, so that one step sees as many batches as there are workers. "
     "Servers are not needed.",
     before="strategy = tf.distribute.experimental.ParameterServerStrategy()",
     after="strategy = tf.distribute.MultiWorkerMirroredStrategy()")
code("MIG287", "several replicas that did not average their gradients",
     "With train_distribute each replica computes gradients on batches of its own, and the migrated training makes an update with the "
     "mean of them, as TF1 did, with two exceptions: TF1 added them up where the last loss that the model_fn made was a sum over the "
     "batch, as the canned Estimators' are; and it divided the loss before gradients were clipped, so that several replicas clipped less.",
     "Nothing where there is one device. Else multiply the learning rate, or divide the bound of the clipping, by the number of replicas.",
     before="gradients, _ = tf.clip_by_global_norm(gradients, 5.0)  # under train_distribute",
     after="gradients, _ = tf.clip_by_global_norm(gradients, 5.0 * strategy.num_replicas_in_sync)")
code("MIG288", "an Experiment that does more than train and evaluate",
     "The Experiment is given metrics beside those of the model_fn, exports at checkpoints, or is run by a schedule that the class in its "
     "place does not have (continuous_eval, train_and_evaluate in rounds, a server).",
     "Put the metrics into the model_fn's eval_metric_ops; give EvalSpec exporters and call train_and_evaluate.",
     before="learn_runner.run(experiment_fn, run_config=config, schedule='continuous_eval')",
     after="run_experiment(experiment_fn, run_config=config, schedule='evaluate')")
code("MIG289", "an Estimator of a Keras model with settings of its own",
     "model_to_estimator is given a file that holds the model, or other names for its metrics or exports (metric_names_map, "
     "export_outputs).",
     "Load the model with keras.models.load_model and give it as keras_model; a file that an old tf.keras wrote may have to be made anew "
     "from the model's code and weights. Name metrics where the model is compiled.",
     before="tf.keras.estimator.model_to_estimator(keras_model_path='model.h5')",
     after="Estimator(KerasModel(keras.models.load_model('model.h5')))")


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


# Not compared: `migrator verify` has no answer.

code("MIG500", "no reference interpreter",
     "The original needs a TensorFlow that still has tf.estimator, in an interpreter of its own, and none could be found or "
     "made.",
     "Install a Python 3.9 to 3.11 (3.7 for programs that use tf.contrib), or name an interpreter that has TensorFlow 1.x or "
     "2.15 with --reference-python.")
code("MIG501", "the original fails",
     "The original stops before it uses an Estimator, so there is nothing to compare. Programs run in a copy of their own "
     "folder, with the arguments that stand after --.",
     "Give it what it needs: arguments after --, packages, or another --reference-python (TensorFlow 1.15 for tf.contrib).")
code("MIG502", "the migrated program fails",
     "The migrated program stops before it uses a model. Often something in it is left for a person.",
     "Do what `migrator diff` says is left, run the program, then verify again.")
code("MIG503", "the original uses no Estimator",
     "The original ran to its end without training, evaluating or asking an Estimator.",
     "Name the program that trains, not the module with the model_fn, and give its arguments after --.")
code("MIG504", "the migrated program uses no Keras model",
     "The migrated program ran to its end without a call of fit, evaluate or predict.",
     "Do what `migrator diff` says is left; give the program its arguments after --.")
code("MIG505", "no usable input function",
     "The Estimator is given no input function that gives batches.",
     "Name a function of the original that gives them with --input-fn, or describe the features and labels in a file for "
     "--features-spec, which makes synthetic ones.")
code("MIG506", "data are not there",
     "A program reads a file, or an address, that does not exist. Programs run in a copy of their own folder.",
     "Put the data where the program looks for it, name another function with --input-fn, or describe the features with "
     "--features-spec.")
code("MIG507", "a package is missing",
     "A program imports something that the interpreter which runs it does not have.",
     "For the original: install it into the reference interpreter, or name another with --reference-python. For the migrated "
     "program: install it beside migrator.")
code("MIG508", "a model could not be built or run",
     "A program ran, but its model function, its model or a step of either failed when the harness ran it.",
     "See whether the program itself trains. If it does, please report it with the program.")
code("MIG509", "the time is up",
     "A program did not answer within the time limit.",
     "Give more seconds with --timeout, or smaller data with --input-fn.")
code("MIG510", "a process died",
     "The process that ran a program ended in the middle of it; most often it was out of memory.",
     "Give smaller hyperparameters with --params, or smaller data with --input-fn.")
code("MIG511", "nothing to verify",
     "The file could not be migrated, is not there, or a folder holds no program that uses an Estimator.",
     "Name the original program, or both programs.")
code("MIG512", "hyperparameters or a function that are not there",
     "What --params, --input-fn or --features-spec names does not fit the program.",
     "Take the names from the program: --params is JSON such as {\"units\": 4}, --input-fn a function at its top level.")
code("MIG513", "too many files beside the program",
     "A program is verified in a copy of its folder, so that nothing is left behind in it, and this folder holds too many files.",
     "Put the program into a folder of its own, with what it imports and reads.")
code("MIG514", "no TensorFlow for the migrated program",
     "The migrated program runs under the interpreter that runs migrator, and that has no TensorFlow with Keras 3.",
     "Install TensorFlow 2.16 or newer beside migrator.")


# A checkpoint that was not converted. Nothing was written.

code("MIG530", "a checkpoint and a model do not match",
     "Some variables of the checkpoint have no counterpart in the model, or more than one, or one of another shape. "
     "Nothing is guessed: each such variable is listed.",
     "Name the original program with --before, so that the names which TF1 gave are known. Give the program the arguments "
     "and hyperparameters that the checkpoint was trained with. Name variables that nothing is to become of with --drop; "
     "leave optimizers as they start with --weights-only.")
code("MIG531", "no checkpoint of TF1",
     "The folder holds no checkpoint, or one that Keras wrote.",
     "Name the model_dir that the Estimator trained in, or one checkpoint in it without its extension.")
code("MIG532", "the program used no model",
     "The migrated program ended before it trained, evaluated or predicted with a model that the migration made.",
     "Give it the arguments with which it trains after --, or name the class of its model with --class.")
code("MIG533", "the program failed",
     "The migrated program raised an exception before it used its model.",
     "Run it by itself first, with another model_dir; give it its arguments after --.")
code("MIG534", "nothing is recorded of the variables",
     "The original program has no model_fn that becomes a class, or the file named with --map is none that "
     "`migrator migrate --map` wrote.",
     "Name the original program as it was before the migration.")
code("MIG535", "the output holds a checkpoint",
     "The folder for the converted checkpoint holds a checkpoint already, and is not overwritten.",
     "Name another folder with --output.")


# Wrong in the original: what `migrator check` diagnoses. What TF 2.15 said of each is in the words of its error.

code("MIG600", "TRAIN has no loss",
     "The spec that the model_fn returns for TRAIN has no loss. The Estimator raises ValueError: Missing loss.",
     "Give the spec the loss that train_op minimizes.",
     before="return tf.estimator.EstimatorSpec(mode, train_op=train_op)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG601", "TRAIN has no train_op",
     "The spec that the model_fn returns for TRAIN has no train_op. The Estimator raises ValueError: Missing train_op.",
     "Minimize the loss, and give the spec the operation that does it.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss)",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG602", "EVAL has no loss",
     "The spec that the model_fn returns for EVAL has no loss. The Estimator raises ValueError: Missing loss.",
     "Compute the loss before the branches for TRAIN and EVAL, and give it to both specs.",
     before="return tf.estimator.EstimatorSpec(mode=mode)", after="return tf.estimator.EstimatorSpec(mode=mode, loss=loss)")
code("MIG603", "PREDICT has no predictions",
     "The spec that the model_fn returns for PREDICT has no predictions. The Estimator raises ValueError: Missing predictions.",
     "Give the spec the predictions.",
     before="return tf.estimator.EstimatorSpec(mode=mode)",
     after="return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)")
code("MIG604", "a mode in which no spec is returned",
     "On some way through the model_fn it returns nothing, or something that is no EstimatorSpec. The Estimator raises "
     "ValueError: model_fn should return an EstimatorSpec. as soon as it is asked for that mode.",
     "Return a spec in every mode, or raise an error that says that the mode is not meant to be used.",
     before="if mode == tf.estimator.ModeKeys.TRAIN:\n    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
     after="if mode == tf.estimator.ModeKeys.TRAIN:\n    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\n"
           "return tf.estimator.EstimatorSpec(mode, predictions=predictions, loss=loss)")
code("MIG605", "a loss that is no tensor",
     "The loss of the spec is a number of Python. The Estimator raises TypeError: loss must be Tensor.",
     "Give the spec the loss that is minimized.",
     before="return tf.estimator.EstimatorSpec(mode, loss=0.0, train_op=train_op)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG606", "a loss that is not a scalar",
     "The loss has a dimension, mostly that of the batch. The Estimator raises ValueError: Loss must be scalar; where the size "
     "of the batch is not known when the graph is built, the first step fails with InvalidArgumentError.",
     "Take the mean over the batch.",
     before="loss = tf.square(predictions - labels)", after="loss = tf.reduce_mean(tf.square(predictions - labels))")
code("MIG607", "what is minimized depends on no variable",
     "What the train_op minimizes is a constant, is made of the features and labels only, or passes through something that has no "
     "gradient (tf.argmax, a comparison, a cast to integers, tf.stop_gradient). The optimizer raises ValueError: No gradients "
     "provided for any variable.",
     "Minimize the loss that is computed from the logits.",
     before="train_op = optimizer.minimize(tf.constant(0.0), tf.train.get_global_step())",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())")
code("MIG608", "a train_op that trains nothing",
     "The train_op is a constant or does nothing. The Estimator raises nothing: it runs until the data end, and the variables and the "
     "global step stay as they are.",
     "Minimize the loss with an optimizer.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.no_op())",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG609", "an update that does not count the steps",
     "No update of the train_op is given the global step, so it stays 0. The Estimator raises nothing, but training with steps= or "
     "max_steps= does not stop before the data end, and a schedule of the learning rate never moves.",
     "Give the global step to minimize, in a train_op of several updates to one of them.",
     before="train_op = optimizer.minimize(loss)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG610", "labels that are used in PREDICT",
     "The Estimator calls the model_fn with labels=None in PREDICT, and the function gives them to TensorFlow before it returns. "
     "That raises ValueError: None values not supported.",
     "Return the spec for PREDICT before the labels are used.",
     before="loss = tf.losses.mean_squared_error(labels, outputs)\nif mode == tf.estimator.ModeKeys.PREDICT:\n"
            "    return tf.estimator.EstimatorSpec(mode, predictions=outputs)",
     after="if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions=outputs)\n"
           "loss = tf.losses.mean_squared_error(labels, outputs)")
code("MIG611", "a metric that is no pair of value and update",
     "Each metric of eval_metric_ops is a pair of a tensor and the operation that updates it, as tf.metrics gives it. The Estimator "
     "raises TypeError: Values of eval_metric_ops must be (metric_value, update_op) tuples; in TRAIN as well, if the spec has them there.",
     "Use a function of tf.metrics.",
     before='eval_metric_ops = {"accuracy": tf.reduce_mean(correct)}',
     after='eval_metric_ops = {"accuracy": tf.metrics.mean(correct)}')
code("MIG612", "moving statistics that nothing updates",
     "A batch normalization is trained, and nothing in the program runs UPDATE_OPS. TF1 raises nothing: the moving mean stays 0 and "
     "the moving variance 1, and evaluation and prediction normalize with these. The migrated program does the same.",
     "Run the updates with the train_op; in the migrated program the layer updates them itself when its statistics are not held.",
     before="train_op = optimizer.minimize(loss, tf.train.get_global_step())",
     after="with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n"
           "    train_op = optimizer.minimize(loss, tf.train.get_global_step())")
code("MIG613", "a layer that is never told that it trains",
     "tf.layers.dropout and tf.layers.batch_normalization have training=False by default: without it, dropout drops nothing in TRAIN and "
     "batch normalization normalizes with moving statistics that never move. TF1 raises nothing. The migrated program does the same.",
     "Say training=(mode == tf.estimator.ModeKeys.TRAIN).",
     before="net = tf.layers.dropout(net, 0.5)",
     after="net = tf.layers.dropout(net, 0.5, training=mode == tf.estimator.ModeKeys.TRAIN)")
code("MIG616", "a field that is bound in other modes only",
     "The spec of this mode reads a variable that the model_fn assigns in other modes only. Python raises UnboundLocalError.",
     "Set it to None before the branches.",
     before="if mode == tf.estimator.ModeKeys.TRAIN:\n    train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
            "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
     after="train_op = None\nif mode == tf.estimator.ModeKeys.TRAIN:\n    train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG617", "an optimizer in the place of a train_op",
     "The train_op is the optimizer itself. The Estimator raises TypeError: train_op must be Operation or Tensor.",
     "Call its minimize.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, tf.train.get_global_step()))")
code("MIG618", "an update that counts another variable",
     "minimize is given a variable that the program made in the place of the global step. The Estimator raises nothing, but its "
     "own global step stays 0: training with steps= or max_steps= does not stop before the data end, and since checkpoints are "
     "numbered by the step, what is trained is never saved.",
     "Give it tf.train.get_global_step().",
     before="global_step = tf.Variable(0, trainable=False)\ntrain_op = optimizer.minimize(loss, global_step=global_step)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG619", "a model_fn that does not take what it is given",
     "The Estimator calls the model_fn with features, labels, mode, params and config, by these names. Where params is given to the "
     "Estimator, the function has to take it; other parameters it must not have. Else the Estimator raises ValueError when it is made.",
     "Name the parameters as the Estimator does; give other values with params or with functools.partial.",
     before="def model_fn(features, labels, mode):\n    ...\nestimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})",
     after="def model_fn(features, labels, mode, params):\n    ...\nestimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})")
code("MIG620", "predictions that are a list",
     "Predictions are a tensor or a dict of tensors. The Estimator raises TypeError: predictions must be Tensor.",
     "Give them names.",
     before="predictions = [classes, scores]", after='predictions = {"classes": classes, "scores": scores}')
code("MIG621", "a variable made outside of the model_fn",
     "The Estimator builds a graph of its own and calls the model_fn in it. A variable or placeholder that the module made is of "
     "another graph, and using it raises ValueError: … must be from the same graph as ….",
     "Make it in the model_fn.",
     before="weights = tf.Variable(tf.zeros([4, 1]))\ndef model_fn(features, labels, mode):\n    outputs = tf.matmul(features, weights)",
     after="def model_fn(features, labels, mode):\n    weights = tf.Variable(tf.zeros([4, 1]))\n    outputs = tf.matmul(features, weights)")
code("MIG622", "predictions of another structure in another mode",
     "The predictions are a dict in one mode and a tensor in another. The Estimator looks at those of PREDICT only and says nothing, "
     "but a hook or metric that reads them works in one mode alone.",
     "Make the predictions once, before the branches.",
     before="if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions={\"y\": y})\n"
            "return tf.estimator.EstimatorSpec(mode, predictions=tf.identity(y), loss=loss, train_op=train_op)",
     after="predictions = {\"y\": y}")
code("MIG623", "a parameter that nothing reads",
     "The Estimator is given a dict of params with a key that stands nowhere else in the program.",
     "Take the key out, or read it.",
     before="estimator = tf.estimator.Estimator(model_fn, params={\"units\": 8, \"unit\": 9})",
     after="estimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})")
