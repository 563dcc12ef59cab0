"""model_fns that can't be taken apart, and what a spec holds besides."""
from __future__ import annotations

from migrator.findings.code import code

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
