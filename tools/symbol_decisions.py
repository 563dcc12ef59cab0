"""What the namespaces and tf_upgrade_v2's tables can't tell about a TF1 symbol: decided by hand.

Read by ``make_symbols.py``. Every decision about numbers was checked by running both sides
(``tests/transforms/test_symbols_values.py``).
"""

# Families whose TF 2 namesakes mean something else (Keras classes, another protocol).
CHANGED_FAMILIES = {
    "tf.losses.": "tf.losses is now keras.losses: classes and other reductions",
    "tf.metrics.": "tf.metrics is now keras.metrics: objects, not (value, update) pairs",
    "tf.initializers.": "tf.initializers is now keras.initializers: other defaults",
    "tf.feature_column.": "no Keras 3 layer consumes feature columns",
    "tf.summary.": "summaries need a writer and a step",
}

# Symbols whose TF 2 namesake differs in more than the names and order of arguments.
CHANGED = {
    "tf.where": "TF 2 broadcasts where TF1 selects rows by a vector condition",
    "tf.gradients": "raises outside a tf.function; a GradientTape is its counterpart",
    "tf.hessians": "raises outside a tf.function",
    "tf.nn.dropout": "the second argument was keep_prob and is rate",
    "tf.nn.softmax_cross_entropy_with_logits": "TF1 sends no gradient into the labels",
    "tf.nn.ctc_loss": "other arguments, another default blank",
    "tf.nn.ctc_beam_search_decoder": "merge_repeated was True and is False",
    "tf.nn.embedding_lookup": "several tables were partitioned by mod and are by div",
    "tf.nn.embedding_lookup_sparse": "several tables were partitioned by mod and are by div",
    "tf.nn.nce_loss": "several tables were partitioned by mod and are by div",
    "tf.nn.sampled_softmax_loss": "several tables were partitioned by mod and are by div",
    "tf.nn.safe_embedding_lookup_sparse": "several tables were partitioned by mod and are by div",
    "tf.nn.batch_norm_with_global_normalization": "other argument names",
    "tf.nn.dilation2d": "other arguments",
    "tf.nn.erosion2d": "other arguments",
    "tf.nn.fractional_avg_pool": "deterministic and seed2 are gone",
    "tf.nn.fractional_max_pool": "deterministic and seed2 are gone",
    "tf.image.resize": "align_corners is gone and pixels are sampled at their centres",
    "tf.image.resize_images": "tf.image.resize samples pixels at their centres",
    "tf.image.extract_glimpse": "TF 2 corrects the offsets",
    "tf.strings.split": "gave a SparseTensor and gives a RaggedTensor",
    "tf.while_loop": "with one loop variable TF1 gave it bare",
    "tf.saved_model.load": "another protocol",
    "tf.test.compute_gradient": "takes a function and no tensors",
    "tf.data.Iterator": "iterators of a graph are gone",
    "tf.distribute.experimental.ParameterServerStrategy": "another protocol",
    "tf.distribute.experimental.TPUStrategy": "steps_per_run is gone",
    "tf.nn.softmax_cross_entropy_with_logits_v2": "its namesake without _v2 means something else in TF1",
    "tf.lite.TFLiteConverter": "from_session and from_frozen_graph are gone",
    "tf.constant_initializer": "dtype and verify_shape are gone",
    "tf.zeros_initializer": "dtype is gone",
    "tf.ones_initializer": "dtype is gone",
    "tf.random_normal_initializer": "the default stddev was 1 and is 0.05",
    "tf.random_uniform_initializer": "the default range was [0, 1) and is [-0.05, 0.05)",
    "tf.train.ExponentialMovingAverage": "its shadows start and update with the graph",
}

# Native counterparts that tf_upgrade_v2 does not know: symbol -> (target, fixed arguments).
NATIVE = {
    "tf.to_float": ("tf.cast", {"dtype": "tf.float32"}),
    "tf.to_double": ("tf.cast", {"dtype": "tf.float64"}),
    "tf.to_int32": ("tf.cast", {"dtype": "tf.int32"}),
    "tf.to_int64": ("tf.cast", {"dtype": "tf.int64"}),
    "tf.to_bfloat16": ("tf.cast", {"dtype": "tf.bfloat16"}),
    "tf.to_complex64": ("tf.cast", {"dtype": "tf.complex64"}),
    "tf.to_complex128": ("tf.cast", {"dtype": "tf.complex128"}),
    "tf.py_func": ("tf.numpy_function", {}),
    "tf.gfile.FastGFile": ("tf.io.gfile.GFile", {}),
    "tf.gfile.GFile": ("tf.io.gfile.GFile", {}),
    "tf.gfile.Open": ("tf.io.gfile.GFile", {}),
    "tf.set_random_seed": ("keras.utils.set_random_seed", {}),
    "tf.random.set_random_seed": ("keras.utils.set_random_seed", {}),
    "tf.train.NewCheckpointReader": ("tf.train.load_checkpoint", {}),
    "tf.nn.max_pool": ("tf.nn.max_pool", {}),
    "tf.nn.avg_pool": ("tf.nn.avg_pool", {}),
    "tf.app.run": ("absl.app.run", {}),
    "tf.dimension_value": ("tf.compat.dimension_value", {}),
    "tf.dimension_at_index": ("tf.compat.dimension_at_index", {}),
    **{f"tf.assert_{name}": (f"tf.debugging.assert_{name}", {})
       for name in ("none_equal less_equal greater_equal near positive negative non_negative "
                    "non_positive integer rank_at_least rank_in type scalar").split()},
    **{f"tf.assert_{name}": (f"tf.assert_{name}", {}) for name in "equal less greater rank".split()},
    **{f"tf.debugging.assert_{name}": (f"tf.debugging.assert_{name}", {})
       for name in ("equal none_equal less less_equal greater greater_equal near positive negative "
                    "non_negative non_positive integer rank rank_at_least rank_in type scalar").split()},
    # absl's own functions, under the names that TF1 gave them. Its levels are other numbers.
    **{f"tf.logging.{name}": (f"absl.logging.{target}", {})
       for name, target in (
           pair.split(":") for pair in (
               "DEBUG:DEBUG INFO:INFO WARN:WARNING ERROR:ERROR FATAL:FATAL debug:debug info:info "
               "warn:warning warning:warning error:error fatal:error log:log log_every_n:log_every_n "
               "log_first_n:log_first_n log_if:log_if flush:flush set_verbosity:set_verbosity "
               "get_verbosity:get_verbosity").split())},
}

# Keyword renames that tf_upgrade_v2 lacks or has for another target.
KEYWORDS = {
    "tf.OptionalSpec": {"value_structure": "element_spec"},
    "tf.data.experimental.OptionalStructure": {"value_structure": "element_spec"},
    "tf.config.experimental.set_virtual_device_configuration": {"virtual_devices": "logical_devices"},
    "tf.random.experimental.create_rng_state": {"algorithm": "alg"},
    "tf.device": {"device_name_or_function": "device_name"},
    "tf.nn.max_pool": {"value": "input"},
    "tf.nn.avg_pool": {"value": "input"},
    "tf.nn.weighted_cross_entropy_with_logits": {"targets": "labels"},
    "tf.train.NewCheckpointReader": {"filepattern": "ckpt_dir_or_file"},
    "tf.nn.conv2d_backprop_input": {"input_sizes": "output_shape", "out_backprop": "input", "filter": "filters"},
    "tf.reduce_join": {"keep_dims": "keepdims", "reduction_indices": "axis"},
    "tf.sparse.split": {"split_dim": "axis"},
    "tf.sparse_split": {"split_dim": "axis"},
}

# Arguments that may always go: they changed nothing in the numbers. All others may go only
# where they are given as their TF1 default.
NOT_GIVEN = {"_sentinel", "keyword_required"}  # positions that TF1 kept free to force keywords
HARMLESS = {
    "colocate_gradients_with_ops", "use_cudnn_on_gpu", "validate_indices", "data", "summarize",
    "optimize", "verify_shape", "hash_table_shared_name", "checkpoint_v2", "expected_shape",
    "use_resource", "collections", "back_prop", "swap_memory", "name", "a_is_sparse",
    "b_is_sparse",
}

# Symbols of tf.compat.v1 that were run under TF 2 behaviour, eagerly and in a tf.function, and
# gave what TF1 gives. Of all others in tf.compat.v1 that is not known: most need a graph.
WORKS = """
Print assign assign_add assign_sub clip_by_average_norm div image.resize_area image.resize_bicubic
image.resize_bilinear image.resize_nearest_neighbor image.resize_images image.resize
image.resize_image_with_pad image.extract_glimpse where
losses.absolute_difference losses.compute_weighted_loss losses.cosine_distance losses.hinge_loss
losses.huber_loss losses.log_loss losses.mean_squared_error losses.sigmoid_cross_entropy
losses.softmax_cross_entropy losses.sparse_softmax_cross_entropy
nn.relu_layer nn.xw_plus_b nn.ctc_loss nn.ctc_loss_v2 nn.embedding_lookup nn.embedding_lookup_sparse
nn.safe_embedding_lookup_sparse nn.fused_batch_norm nn.depthwise_conv2d_native nn.conv2d_backprop_filter
nn.batch_norm_with_global_normalization nn.ctc_beam_search_decoder nn.dilation2d nn.erosion2d
setdiff1d sparse_to_dense string_split strings.split while_loop scatter_add scatter_sub scatter_update
sparse_merge sparse.merge nn.fractional_avg_pool nn.fractional_max_pool nn.nce_loss nn.sampled_softmax_loss
ConfigProto GPUOptions GraphDef Event Summary RunOptions RunMetadata SummaryMetadata HistogramProto
summary.Summary summary.Event io.tf_record_iterator python_io.tf_record_iterator train.summary_iterator
SparseTensorValue RaggedTensorValue train.checkpoint_exists train.get_checkpoint_mtimes
train.remove_checkpoint train.update_checkpoint_state train.generate_checkpoint_state_proto
name_scope device cond gather zeros_like ones_like sparse_reduce_max_sparse sparse.reduce_max_sparse
sparse_reduce_sum_sparse sparse.reduce_sum_sparse Dimension io.TFRecordCompressionType
python_io.TFRecordCompressionType convert_to_tensor_or_sparse_tensor norm count_nonzero scatter_nd
nn.conv3d_backprop_filter nn.conv3d_backprop_filter_v2 batch_gather
resource_loader.get_data_files_path resource_loader.get_path_to_datafile resource_loader.load_resource
resource_loader.get_root_dir_with_all_resources resource_loader.readahead_file_path
saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY
""".split()
WORKING_FAMILIES = ("distributions.",)

# Symbols whose calls are TF1's only in some forms; their own rules say in which.
BY_CALL = {
    "tf.where", "tf.nn.dropout", "tf.while_loop", "tf.nn.embedding_lookup", "tf.nn.embedding_lookup_sparse",
    "tf.nn.safe_embedding_lookup_sparse", "tf.nn.nce_loss", "tf.nn.sampled_softmax_loss",
}

# Symbols of tf.compat.v1 that mean nothing without a graph and a session.
NEEDS_GRAPH = """
AUTO_REUSE ConditionalAccumulator ConditionalAccumulatorBase FixedLengthRecordReader GraphKeys IdentityReader
InteractiveSession LMDBReader ReaderBase Session SparseConditionalAccumulator TFRecordReader TextLineReader
VariableScope WholeFileReader add_check_numerics_ops add_to_collection add_to_collections all_variables
assert_variables_initialized colocate_with container count_up_to create_partitioned_variables
data.make_initializable_iterator data.make_one_shot_iterator delete_session_tensor get_collection
get_collection_ref get_default_graph get_default_session get_local_variable get_seed get_session_handle
get_session_tensor get_variable get_variable_scope global_variables global_variables_initializer
graph_util.convert_variables_to_constants graph_util.extract_sub_graph graph_util.remove_training_nodes
initialize_all_tables initialize_all_variables initialize_local_variables initialize_variables
is_variable_initialized local_variables local_variables_initializer make_template model_variables
moving_average_variables nn.bidirectional_dynamic_rnn nn.dynamic_rnn nn.raw_rnn nn.static_bidirectional_rnn
nn.static_rnn nn.static_state_saving_rnn op_scope placeholder placeholder_with_default ragged.placeholder
random.get_seed report_uninitialized_variables reset_default_graph sparse.SparseConditionalAccumulator
sparse.placeholder sparse_placeholder tables_initializer trainable_variables variable_op_scope variable_scope
variables_initializer initializers.global_variables initializers.local_variables
initializers.tables_initializer initializers.variables test.compute_gradient_error data.Iterator gradients hessians
""".split()
GRAPH_FAMILIES = ("train.", "saved_model.", "summary.", "metrics.", "tpu.", "profiler.", "feature_column.")

# What to do about whole families that are gone.
GONE_REMEDIES = {
    "tf.contrib.distributions.": "tensorflow_probability has the distributions",
    "tf.distributions.": "tensorflow_probability has the distributions",
    "tf.contrib.tpu.": "use tf.distribute.TPUStrategy",
    "tf.contrib.layers.": "write the layer with keras.layers",
    "tf.contrib.slim.": "write the layer with keras.layers",
    "tf.contrib.crf.": "no counterpart ships with TensorFlow or Keras",
    "tf.contrib.seq2seq.": "no counterpart ships with TensorFlow or Keras",
    "tf.contrib.learn.": "use keras.Model",
    "tf.estimator.": "use keras.Model with fit, evaluate and predict",
    "tf.layers.": "use keras.layers",
    "tf.nn.rnn_cell.": "use the cells of keras.layers",
    "tf.contrib.rnn.": "use the cells of keras.layers",
    "tf.contrib.": "tf.contrib is gone",
}

# What tf.flags called the arguments of absl's DEFINE functions.
FLAG_KEYWORDS = {"flag_name": "name", "default_value": "default", "docstring": "help"}
