"""tf.contrib.layers and tf.contrib.slim."""
from apis.examples import TENSOR, read, with_arguments

_CONTRIB_LAYERS = read(TENSOR, "tf.contrib.layers", """
    avg_pool2d: _.avg_pool2d(images, 2)
    avg_pool3d: _.avg_pool3d(volumes, 2)
    batch_norm: _.batch_norm(images, is_training=True, scale=True)
    bias_add: _.bias_add(vectors)
    conv1d: _.conv1d(sequences, 3, 2)
    conv2d: _.conv2d(images, 4, 3)
    conv2d_in_plane: _.conv2d_in_plane(images, 3)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, 2)
    conv3d: _.conv3d(volumes, 3, 2)
    conv3d_transpose: _.conv3d_transpose(volumes, 3, 2)
    convolution: _.convolution(images, 4, 3)
    convolution1d: _.convolution1d(sequences, 3, 2)
    convolution2d: _.convolution2d(images, 4, 3, stride=2, padding="VALID")
    convolution2d_transpose: _.convolution2d_transpose(images, 4, 3)
    convolution3d: _.convolution3d(volumes, 3, 2)
    convolution3d_transpose: _.convolution3d_transpose(volumes, 3, 2)
    dropout: _.dropout(vectors, is_training=False)
    embed_sequence: _.embed_sequence(ids, 7, 3)
    flatten: _.flatten(images)
    fully_connected: _.fully_connected(vectors, 3)
    group_norm: _.group_norm(images, groups=3)
    instance_norm: _.instance_norm(images)
    l1_l2_regularizer: _.l1_l2_regularizer(0.1, 0.2)(vectors)
    l1_regularizer: _.l1_regularizer(0.1)(vectors)
    l2_regularizer: _.l2_regularizer(0.1)(vectors)
    layer_norm: _.layer_norm(images)
    linear: _.linear(vectors, 3)
    max_pool2d: _.max_pool2d(images, 2)
    max_pool3d: _.max_pool3d(volumes, 2)
    maxout: _.maxout(vectors, 2)
    one_hot_encoding: _.one_hot_encoding(labels, 3)
    relu: _.relu(vectors, 3)
    relu6: _.relu6(vectors, 3)
    elu: _.elu(vectors, 3)
    repeat: _.repeat(vectors, 2, _.fully_connected, 3)
    separable_conv2d: _.separable_conv2d(images, 4, 3, 1)
    separable_convolution2d: _.separable_convolution2d(images, 4, 3, 2)
    softmax: _.softmax(logits)
    stack: _.stack(vectors, _.fully_connected, [4, 3])
    unit_norm: _.unit_norm(vectors, 1)
    avg_pool2d: _.avg_pool2d(images, [2, 2], stride=1, padding="SAME")
    avg_pool3d: _.avg_pool3d(volumes, 2, stride=1, padding="SAME")
    batch_norm: _.batch_norm(images, decay=0.9, center=True, scale=True, epsilon=1e-5, activation_fn=tf.nn.relu, is_training=True)
    batch_norm: _.batch_norm(vectors, is_training=False, updates_collections=None)
    batch_norm: _.batch_norm(vectors, is_training=True, fused=False, zero_debias_moving_mean=False)
    batch_norm: _.batch_norm(images, param_initializers={"beta": tf.ones_initializer()})
    batch_norm: _.batch_norm(images, param_initializers={"gamma": tf.constant_initializer(0.5)}, scale=True)
    bias_add: _.bias_add(images, activation_fn=tf.nn.relu, initializer=tf.constant_initializer(0.5))
    bow_encoder: _.bow_encoder(ids, 7, 3)
    conv2d: _.conv2d(images, num_outputs=4, kernel_size=[3, 3], stride=2, padding="VALID", activation_fn=None)
    conv2d: _.conv2d(images, 4, 3, rate=2, weights_initializer=tf.constant_initializer(0.1), biases_initializer=tf.ones_initializer(), scope="conv")
    conv2d: _.conv2d(images, 4, 3, biases_initializer=None)
    conv2d: _.conv2d(images, 4, 3, normalizer_fn=_.batch_norm)
    conv2d: _.conv2d(images, 4, 3, normalizer_fn=_.batch_norm, normalizer_params={"is_training": True, "decay": 0.9, "scale": True})
    conv2d: _.conv2d(images, 4, 3, activation_fn=tf.nn.elu, normalizer_fn=_.layer_norm)
    conv2d: _.conv2d(images, 4, 3, weights_regularizer=_.l2_regularizer(0.01), biases_regularizer=_.l1_regularizer(0.1))
    conv2d: _.conv2d(images, 4, 3, data_format="NHWC", trainable=False, reuse=None)
    conv2d_transpose: _.conv2d_transpose(images, 4, [3, 3], stride=[2, 2], padding="VALID", activation_fn=tf.nn.tanh)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, 2, normalizer_fn=_.batch_norm, normalizer_params={"is_training": True})
    conv2d_in_plane: _.conv2d_in_plane(images, [1, 3], padding="VALID")
    convolution2d_in_plane: _.convolution2d_in_plane(images, 3, activation_fn=tf.nn.relu)
    dense_to_sparse: _.dense_to_sparse(ids, eos_token=0)
    dropout: _.dropout(vectors, keep_prob=0.8, is_training=False)
    dropout: _.dropout(vectors, 1.0)
    dropout: _.dropout(vectors, 0.5, noise_shape=[4, 1], is_training=False)
    embed_sequence: _.embed_sequence(ids, vocab_size=7, embed_dim=3, initializer=tf.constant_initializer(0.2))
    embed_sequence: _.embed_sequence(ids, 7, 3, unique=True, trainable=False, scope="embed")
    embed_sequence: _.embed_sequence(ids, 7, 3, regularizer=_.l2_regularizer(0.1))
    embedding_lookup_unique: _.embedding_lookup_unique(vectors, ids % 4)
    flatten: _.flatten(sequences, scope="flat")
    fully_connected: _.fully_connected(vectors, 3, activation_fn=None, biases_initializer=None)
    fully_connected: _.fully_connected(inputs=sequences, num_outputs=3, activation_fn=tf.nn.tanh, weights_initializer=_.xavier_initializer(), weights_regularizer=_.l2_regularizer(0.1), scope="fc")
    fully_connected: _.fully_connected(vectors, 3, normalizer_fn=_.batch_norm)
    fully_connected: _.fully_connected(vectors, 3, normalizer_fn=_.batch_norm, normalizer_params={"is_training": False})
    fully_connected: _.fully_connected(vectors, 3, normalizer_fn=_.layer_norm, activation_fn=tf.nn.relu)
    fully_connected: _.fully_connected(vectors, 3, tf.nn.sigmoid, biases_regularizer=_.l1_regularizer(0.1), trainable=True)
    gdn: _.gdn(images)
    group_norm: _.group_norm(images, groups=3, center=False, activation_fn=tf.nn.relu)
    instance_norm: _.instance_norm(images, center=True, scale=False, epsilon=1e-5, activation_fn=tf.nn.relu)
    layer_norm: _.layer_norm(sequences, center=True, scale=True, begin_norm_axis=-1, begin_params_axis=-1)
    layer_norm: _.layer_norm(vectors, center=False, scale=False, activation_fn=tf.nn.relu)
    layer_norm: _.layer_norm(sequences, begin_norm_axis=2)
    legacy_fully_connected: _.legacy_fully_connected(vectors, 3)
    legacy_linear: _.legacy_linear(vectors, 3)
    legacy_relu: _.legacy_relu(vectors, 3)
    linear: _.linear(vectors, 3, biases_initializer=tf.ones_initializer())
    max_pool2d: _.max_pool2d(images, [3, 3], stride=1, padding="SAME", scope="pool")
    maxout: _.maxout(images, 1, axis=-1)
    one_hot_encoding: _.one_hot_encoding(labels, num_classes=3, on_value=2.0, off_value=-1.0)
    repeat: _.repeat(images, 2, _.conv2d, 3, [3, 3], scope="conv1")
    safe_embedding_lookup_sparse: _.safe_embedding_lookup_sparse([vectors], tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [1, 3, -1], [3, 2]))
    scale_gradient: _.scale_gradient(vectors, 0.5)
    separable_conv2d: _.separable_conv2d(images, None, 3, 2)
    separable_conv2d: _.separable_conv2d(images, 4, 3, 1, stride=2, padding="VALID", activation_fn=None, biases_initializer=None)
    separable_conv2d: _.separable_conv2d(images, 4, 3, 1, weights_regularizer=_.l2_regularizer(0.1), normalizer_fn=_.batch_norm)
    separable_conv2d: _.separable_conv2d(images, 4, 3, 1, weights_initializer=tf.constant_initializer(0.1))
    spatial_softmax: _.spatial_softmax(images)
    spatial_softmax: _.spatial_softmax(images, temperature=2.0)
    stack: _.stack(images, _.conv2d, [(4, 3), (2, 1)], activation_fn=None)
    sum_regularizer: _.sum_regularizer([_.l1_regularizer(0.1), _.l2_regularizer(0.2)])(vectors)
    unit_norm: _.unit_norm(images, dim=3, epsilon=1e-6)
    images_to_sequence: _.images_to_sequence(images)
    sequence_to_images: _.sequence_to_images(tf.transpose(sequences, [1, 0, 2]), 1)
""")

_COMMON = ("activation_fn=tf.nn.tanh, weights_initializer=tf.constant_initializer(0.1), biases_initializer=tf.ones_initializer(), "
           "weights_regularizer=tf.contrib.layers.l2_regularizer(0.1), biases_regularizer=None")
_NORMALIZED = ('normalizer_fn=tf.contrib.layers.batch_norm, normalizer_params={"is_training": True}, '
               "weights_initializer=tf.constant_initializer(0.1)")
CONTRIB_LAYERS = _CONTRIB_LAYERS + with_arguments(_CONTRIB_LAYERS, f"""
    conv1d convolution1d: stride=1, padding="VALID", data_format="NWC", rate=1, {_COMMON}
    conv1d convolution1d: {_NORMALIZED}
    conv2d: data_format="NHWC", {_COMMON}
    convolution2d: data_format="NHWC", rate=1, {_COMMON}
    convolution2d: {_NORMALIZED}
    conv3d convolution3d: stride=2, padding="VALID", data_format="NDHWC", rate=1, {_COMMON}
    conv3d convolution3d: {_NORMALIZED}
    conv2d_transpose: data_format="NHWC", {_COMMON}
    convolution2d_transpose: stride=2, padding="VALID", data_format="NHWC", {_COMMON}
    convolution2d_transpose: {_NORMALIZED}
    conv3d_transpose convolution3d_transpose: stride=2, padding="VALID", data_format="NDHWC", {_COMMON}
    conv3d_transpose convolution3d_transpose: {_NORMALIZED}
    convolution: stride=1, padding="VALID", data_format="NHWC", rate=2, {_COMMON}, conv_dims=2
    convolution: {_NORMALIZED}
    separable_conv2d: data_format="NHWC", rate=1, pointwise_initializer=tf.constant_initializer(0.2), {_COMMON}
    separable_conv2d separable_convolution2d: {_NORMALIZED}
    separable_convolution2d: stride=1, padding="VALID", data_format="NHWC", rate=1, pointwise_initializer=tf.constant_initializer(0.2), {_COMMON}
    fully_connected: biases_regularizer=None, normalizer_params=None
    avg_pool2d max_pool2d: data_format="NHWC"
    avg_pool3d: data_format="NDHWC"
    max_pool3d: stride=1, padding="SAME", data_format="NDHWC"
    batch_norm: param_regularizers=None, batch_weights=None, data_format="NHWC", renorm=False, renorm_clipping=None, renorm_decay=0.9, adjustment=None
    batch_norm: renorm=True
    dropout: seed=1
    embedding_lookup_unique: partition_strategy="mod"
    group_norm: channels_axis=-1, reduction_axes=[-3, -2], scale=False, epsilon=1e-5, param_initializers=None, mean_close_to_zero=False
    instance_norm: param_initializers=None, data_format="NHWC"
    legacy_fully_connected legacy_linear: activation_fn=tf.nn.tanh, weight_init=tf.constant_initializer(0.1), bias_init=tf.ones_initializer()
    legacy_relu: activation_fn=tf.nn.relu, weight_init=tf.constant_initializer(0.1), bias_init=tf.ones_initializer()
    legacy_fully_connected legacy_linear legacy_relu: weight_collections=None, bias_collections=None, output_collections=None, weight_regularizer=None, bias_regularizer=None
""")
SLIM = read(TENSOR, "tf.contrib.slim", """
    batch_norm: _.batch_norm(images, is_training=True)
    conv2d: _.conv2d(images, 4, [3, 3], padding="VALID", scope="conv")
    fully_connected: _.fully_connected(vectors, 3, activation_fn=None)
    flatten: _.flatten(images)
    max_pool2d: _.max_pool2d(images, [2, 2])
    dropout: _.dropout(vectors, 0.5, is_training=False)
    repeat: _.repeat(images, 2, _.conv2d, 3, [3, 3])
    stack: _.stack(vectors, _.fully_connected, [4, 3])
    softmax: _.softmax(logits)
    one_hot_encoding: _.one_hot_encoding(labels, 3)
    losses.softmax_cross_entropy: _.losses.softmax_cross_entropy(logits, one_hot)
    losses.sparse_softmax_cross_entropy: _.losses.sparse_softmax_cross_entropy(logits, labels)
""")
