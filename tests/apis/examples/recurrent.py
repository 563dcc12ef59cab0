"""Recurrent cells and what runs them, tf.contrib.crf, tf.contrib.seq2seq."""
from dataclasses import replace

from apis.examples import TENSOR, read


def _over_sequences(cells):
    """Examples of cells, each run over the sequences."""
    return tuple(replace(cell, before=f"tf.nn.dynamic_rnn({cell.before}, sequences, dtype=tf.float32)[0]") for cell in cells)


CELLS = _over_sequences(read(TENSOR, "tf.nn.rnn_cell", """
    BasicLSTMCell: _.BasicLSTMCell(3)
    BasicLSTMCell: _.BasicLSTMCell(num_units=3, forget_bias=0.0, state_is_tuple=True, activation=tf.nn.relu, name="lstm")
    BasicLSTMCell: _.BasicLSTMCell(3, state_is_tuple=False)
    BasicRNNCell: _.BasicRNNCell(3)
    BasicRNNCell: _.BasicRNNCell(num_units=3, activation=tf.nn.relu)
    DeviceWrapper: _.DeviceWrapper(_.GRUCell(3), "/cpu:0")
    DropoutWrapper: _.DropoutWrapper(_.GRUCell(3), output_keep_prob=1.0)
    DropoutWrapper: _.DropoutWrapper(_.GRUCell(3), input_keep_prob=1.0, state_keep_prob=1.0, variational_recurrent=False, seed=1)
    GRUCell: _.GRUCell(3)
    GRUCell: _.GRUCell(num_units=3, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.1), bias_initializer=tf.zeros_initializer())
    LSTMCell: _.LSTMCell(3, num_unit_shards=None, num_proj_shards=None)
    LSTMCell: _.LSTMCell(3)
    LSTMCell: _.LSTMCell(3, use_peepholes=True, num_proj=2)
    LSTMCell: _.LSTMCell(num_units=3, cell_clip=0.3, num_proj=2, proj_clip=0.1, forget_bias=0.5, activation=tf.nn.relu)
    LSTMCell: _.LSTMCell(3, initializer=tf.constant_initializer(0.1), state_is_tuple=False)
    MultiRNNCell: _.MultiRNNCell([_.GRUCell(3), _.BasicLSTMCell(2)])
    MultiRNNCell: _.MultiRNNCell(cells=[_.GRUCell(3), _.GRUCell(2)], state_is_tuple=False)
    MultiRNNCell: _.MultiRNNCell([_.LSTMCell(size) for size in [3, 2]], state_is_tuple=True)
    ResidualWrapper: _.ResidualWrapper(_.GRUCell(4))
    ResidualWrapper: _.ResidualWrapper(_.GRUCell(4), residual_fn=lambda inputs, outputs: inputs * outputs)
"""))
CONTRIB_CELLS = _over_sequences(read(TENSOR, "tf.contrib.rnn", """
    AttentionCellWrapper: _.AttentionCellWrapper(_.GRUCell(3), 2)
    AttentionCellWrapper: _.AttentionCellWrapper(_.BasicLSTMCell(3), attn_length=3, attn_size=2, attn_vec_size=4, input_size=3, state_is_tuple=True)
    BasicLSTMCell: _.BasicLSTMCell(3, forget_bias=0.5)
    BasicLSTMCell: _.BasicLSTMCell(3, state_is_tuple=True, activation=tf.nn.relu)
    BasicRNNCell: _.BasicRNNCell(3)
    BasicRNNCell: _.BasicRNNCell(3, activation=tf.nn.relu)
    CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3)
    CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3, use_peepholes=True, num_proj=2, proj_clip=0.1, forget_bias=0.5, activation=tf.nn.relu)
    CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3, layer_norm=True, norm_gain=0.5, norm_shift=0.1)
    DropoutWrapper: _.DropoutWrapper(_.GRUCell(3), 1.0)
    GLSTMCell: _.GLSTMCell(4, number_of_groups=2)
    GRUBlockCell: _.GRUBlockCell(3)
    GRUBlockCellV2: _.GRUBlockCellV2(3)
    GRUCell: _.GRUCell(3)
    HighwayWrapper: _.HighwayWrapper(_.GRUCell(4))
    HighwayWrapper: _.HighwayWrapper(_.GRUCell(4), couple_carry_transform_gates=False, carry_bias_init=0.5)
    IndRNNCell: _.IndRNNCell(3)
    IndyGRUCell: _.IndyGRUCell(3)
    IndyLSTMCell: _.IndyLSTMCell(3)
    InputProjectionWrapper: _.InputProjectionWrapper(_.GRUCell(3), 2)
    InputProjectionWrapper: _.InputProjectionWrapper(_.GRUCell(3), num_proj=2, activation=tf.nn.relu)
    IntersectionRNNCell: _.IntersectionRNNCell(4)
    LSTMBlockCell: _.LSTMBlockCell(3)
    LSTMBlockCell: _.LSTMBlockCell(3, forget_bias=0.5, use_peephole=True)
    GRUCell: _.GRUCell(3, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.1), bias_initializer=tf.zeros_initializer())
    IndRNNCell: _.IndRNNCell(3, activation=tf.nn.relu)
    IndyLSTMCell: _.IndyLSTMCell(3, forget_bias=0.5, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.1), bias_initializer=tf.ones_initializer())
    LSTMBlockCell: _.LSTMBlockCell(3, cell_clip=0.1)
    LSTMCell: _.LSTMCell(3)
    LSTMCell: _.LSTMCell(3, use_peepholes=True, cell_clip=0.5, initializer=tf.constant_initializer(0.1), num_proj=2, proj_clip=0.2, forget_bias=0.5, state_is_tuple=True, activation=tf.nn.relu)
    SRUCell: _.SRUCell(3, activation=tf.nn.relu)
    UGRNNCell: _.UGRNNCell(3, initializer=tf.constant_initializer(0.1))
    LayerNormBasicLSTMCell: _.LayerNormBasicLSTMCell(3, norm_gain=0.5)
    LayerNormBasicLSTMCell: _.LayerNormBasicLSTMCell(3, forget_bias=0.5, activation=tf.nn.relu, layer_norm=False)
    LayerNormBasicLSTMCell: _.LayerNormBasicLSTMCell(3, norm_shift=0.1, dropout_keep_prob=1.0)
    MultiRNNCell: _.MultiRNNCell([_.GRUCell(3)])
    MultiRNNCell: _.MultiRNNCell([_.GRUCell(3)], state_is_tuple=True)
    InputProjectionWrapper: _.InputProjectionWrapper(_.GRUCell(3), 2, input_size=4)
    CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3, initializer=tf.constant_initializer(0.1), state_is_tuple=True)
    CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3, num_unit_shards=1, num_proj_shards=1)
    LayerNormBasicLSTMCell: _.LayerNormBasicLSTMCell(3, input_size=None, dropout_prob_seed=None)
    LSTMCell: _.LSTMCell(3, num_unit_shards=None, num_proj_shards=None)
    GRUBlockCell: _.GRUBlockCell(num_units=3, cell_size=None)
    GRUBlockCellV2: _.GRUBlockCellV2(num_units=3, cell_size=None)
    NASCell: _.NASCell(3)
    NASCell: _.NASCell(3, num_proj=2, use_bias=True)
    OutputProjectionWrapper: _.OutputProjectionWrapper(_.GRUCell(3), 2)
    OutputProjectionWrapper: _.OutputProjectionWrapper(_.GRUCell(3), output_size=2, activation=tf.nn.relu)
    ResidualWrapper: _.ResidualWrapper(_.GRUCell(4))
    SRUCell: _.SRUCell(3)
    UGRNNCell: _.UGRNNCell(3)
    UGRNNCell: _.UGRNNCell(3, forget_bias=0.5, activation=tf.nn.relu)
"""))
RUNS = read(TENSOR, "tf.nn", """
    dynamic_rnn: _.dynamic_rnn(cell=_.rnn_cell.GRUCell(3), inputs=sequences, sequence_length=labels[:2] + 2, dtype=tf.float32, swap_memory=True, parallel_iterations=8)
    dynamic_rnn: _.dynamic_rnn(_.rnn_cell.LSTMCell(3), tf.transpose(sequences, [1, 0, 2]), labels[:2] + 2, time_major=True, dtype=tf.float32, scope="rnn")[1].h
    dynamic_rnn: _.dynamic_rnn(_.rnn_cell.GRUCell(3), sequences, initial_state=vectors[:2, :3])[1]
    dynamic_rnn: _.dynamic_rnn(_.rnn_cell.BasicLSTMCell(3), sequences, initial_state=_.rnn_cell.LSTMStateTuple(vectors[:2, :3], vectors[:2, 3:]))[1]
    dynamic_rnn: _.dynamic_rnn(_.rnn_cell.MultiRNNCell([_.rnn_cell.LSTMCell(3), _.rnn_cell.LSTMCell(2)]), sequences, dtype=tf.float32)[1][-1].h
    static_rnn: _.static_rnn(_.rnn_cell.GRUCell(3), tf.unstack(sequences, axis=1), dtype=tf.float32)[1]
    static_rnn: _.static_rnn(_.rnn_cell.BasicLSTMCell(3), tf.unstack(sequences, axis=1), sequence_length=labels[:2] + 2, dtype=tf.float32)[0][-1]
    bidirectional_dynamic_rnn: _.bidirectional_dynamic_rnn(_.rnn_cell.GRUCell(3), _.rnn_cell.GRUCell(2), sequences, labels[:2] + 2, dtype=tf.float32)[0][1]
    bidirectional_dynamic_rnn: tf.concat(_.bidirectional_dynamic_rnn(cell_fw=_.rnn_cell.LSTMCell(3), cell_bw=_.rnn_cell.LSTMCell(3), inputs=sequences, dtype=tf.float32)[0], -1)
    bidirectional_dynamic_rnn: _.bidirectional_dynamic_rnn(_.rnn_cell.GRUCell(3), _.rnn_cell.GRUCell(3), sequences, initial_state_fw=vectors[:2, :3], initial_state_bw=vectors[:2, 3:])[1]
    static_bidirectional_rnn: _.static_bidirectional_rnn(_.rnn_cell.GRUCell(3), _.rnn_cell.GRUCell(2), tf.unstack(sequences, axis=1), dtype=tf.float32)[0]
    raw_rnn: _.raw_rnn(_.rnn_cell.GRUCell(3), lambda time, output, state, loop: (tf.ones([2], tf.bool) if time is None else time >= tf.constant([2, 3]), tf.ones([2, 4]), tf.zeros([2, 3]) if state is None else state, output, None))[1]
""")
CONTRIB_RUNS = read(TENSOR, "tf.contrib.rnn", """
    stack_bidirectional_dynamic_rnn: _.stack_bidirectional_dynamic_rnn([_.GRUCell(3), _.GRUCell(2)], [_.GRUCell(3), _.GRUCell(2)], sequences, dtype=tf.float32)[0]
    stack_bidirectional_rnn: _.stack_bidirectional_rnn([_.GRUCell(3)], [_.GRUCell(3)], tf.unstack(sequences, axis=1), dtype=tf.float32)[0]
    stack_bidirectional_dynamic_rnn: _.stack_bidirectional_dynamic_rnn([_.GRUCell(3)], [_.GRUCell(3)], sequences, initial_states_fw=[vectors[:2, :3]], initial_states_bw=[vectors[:2, 3:]], sequence_length=labels[:2] + 2)[1]
    static_rnn: _.static_rnn(_.BasicLSTMCell(3), tf.unstack(sequences, axis=1), dtype=tf.float32)[0][-1]
    static_rnn: _.static_rnn(_.GRUCell(3), tf.unstack(sequences, axis=1), initial_state=vectors[:2, :3], sequence_length=labels[:2] + 2)[1]
    static_bidirectional_rnn: _.static_bidirectional_rnn(_.GRUCell(3), _.GRUCell(3), tf.unstack(sequences, axis=1), vectors[:2, :3], vectors[:2, 3:], sequence_length=labels[:2] + 2)[0]
    static_bidirectional_rnn: _.static_bidirectional_rnn(_.GRUCell(3), _.GRUCell(2), tf.unstack(sequences, axis=1), dtype=tf.float32)[0]
    LSTMBlockFusedCell: _.LSTMBlockFusedCell(3)(tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32)[0]
    LSTMBlockFusedCell: _.LSTMBlockFusedCell(3, forget_bias=0.5, use_peephole=True)(tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32, sequence_length=labels[:2] + 2)[1]
    LSTMBlockFusedCell: _.LSTMBlockFusedCell(3, cell_clip=0.1)(tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32)[0]
    stack_bidirectional_dynamic_rnn: _.stack_bidirectional_dynamic_rnn([_.GRUCell(3)], [_.GRUCell(3)], tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32, parallel_iterations=2, time_major=True, swap_memory=True)[0]
    TimeReversedFusedRNN: _.TimeReversedFusedRNN(_.LSTMBlockFusedCell(3))(tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32, sequence_length=labels[:2] + 2)[0]
    FusedRNNCellAdaptor: _.FusedRNNCellAdaptor(_.GRUCell(3), use_dynamic_rnn=True)(tf.transpose(sequences, [1, 0, 2]), dtype=tf.float32)[0]
    transpose_batch_time: _.transpose_batch_time(sequences)
    LSTMStateTuple: _.LSTMStateTuple(vectors, vectors + 1).h
""")
CRF = read(TENSOR, "tf.contrib.crf", """
    crf_log_likelihood: _.crf_log_likelihood(sequences, ids[:2] % 4, labels[:2] + 2, tf.ones([4, 4]))[0]
    crf_log_likelihood: _.crf_log_likelihood(inputs=sequences, tag_indices=ids[:2] % 4, sequence_lengths=tf.constant([5, 4]), transition_params=vectors[:, :4])[0]
    crf_log_likelihood: _.crf_log_likelihood(sequences, ids[:2] % 4, tf.constant([5, 5]))[1]
    crf_decode: _.crf_decode(sequences, tf.ones([4, 4]) * 0.2, labels[:2] + 2)
    crf_decode: _.crf_decode(potentials=sequences, transition_params=tf.ones([4, 4]), sequence_length=tf.constant([5, 4]))[1]
    crf_log_norm: _.crf_log_norm(sequences, tf.constant([5, 4]), tf.ones([4, 4]))
    crf_sequence_score: _.crf_sequence_score(sequences, ids[:2] % 4, tf.constant([5, 4]), tf.ones([4, 4]))
    crf_unary_score: _.crf_unary_score(ids[:2] % 4, tf.constant([5, 4]), sequences)
    crf_binary_score: _.crf_binary_score(ids[:2] % 4, tf.constant([5, 4]), vectors[:, :4])
    crf_multitag_sequence_score: _.crf_multitag_sequence_score(sequences, sequences > 0, tf.constant([5, 4]), tf.ones([4, 4]))
    viterbi_decode: _.viterbi_decode(np.float32([[1, 2], [2, 1], [0, 3]]), np.float32([[0.1, 0.2], [0.3, 0.4]]))
""")
SEQ2SEQ = read(TENSOR, "tf.contrib.seq2seq", """
    sequence_loss: _.sequence_loss(images[:, :, 0], ids[:2, :1] * tf.ones([1, 6], tf.int32) % 3, images[:, :, 0, 0] ** 2)
    sequence_loss: _.sequence_loss(logits=images[:, :, 0], targets=tf.ones([2, 6], tf.int32), weights=tf.ones([2, 6]), average_across_timesteps=False, average_across_batch=True, name="loss")
    sequence_loss: _.sequence_loss(images[:, :, 0], tf.ones([2, 6], tf.int32), tf.ones([2, 6]), False, False, sum_over_timesteps=True, sum_over_batch=True)
    tile_batch: _.tile_batch(vectors, multiplier=3)
    hardmax: _.hardmax(logits)
    safe_cumprod: _.safe_cumprod(probabilities)
    gather_tree: _.gather_tree(ids[:, :, None] * tf.ones([1, 1, 2], tf.int32), tf.zeros([4, 5, 2], tf.int32), tf.constant([4, 4, 3, 2, 1]), 0)
    BahdanauAttention: _.BahdanauAttention(3, sequences)(vectors[:2], tf.zeros([2, 5]))
    BahdanauAttention: _.BahdanauAttention(num_units=3, memory=sequences, memory_sequence_length=labels[:2] + 2, normalize=True)(vectors[:2], tf.zeros([2, 5]))
    LuongAttention: _.LuongAttention(6, sequences)(vectors[:2], tf.zeros([2, 5]))
    LuongAttention: _.LuongAttention(num_units=6, memory=sequences, memory_sequence_length=labels[:2] + 2, scale=True)(vectors[:2], tf.zeros([2, 5]))
    AttentionWrapper: tf.nn.dynamic_rnn(_.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), _.BahdanauAttention(3, sequences)), sequences, dtype=tf.float32)[0]
    AttentionWrapper: tf.nn.dynamic_rnn(_.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(3), _.LuongAttention(3, sequences, labels[:2] + 2), attention_layer_size=4), sequences, dtype=tf.float32)[0]
    TrainingHelper: _.dynamic_decode(_.BasicDecoder(tf.nn.rnn_cell.GRUCell(3), _.TrainingHelper(sequences, labels[:2] + 2), tf.zeros([2, 3])))[0].rnn_output
    BasicDecoder: _.dynamic_decode(_.BasicDecoder(tf.nn.rnn_cell.LSTMCell(3), _.TrainingHelper(sequences, [5, 4]), tf.nn.rnn_cell.LSTMCell(3).zero_state(2, tf.float32), output_layer=tf.layers.Dense(4)))[0].sample_id
    GreedyEmbeddingHelper: _.dynamic_decode(_.BasicDecoder(tf.nn.rnn_cell.GRUCell(6), _.GreedyEmbeddingHelper(vectors, [1, 2], 3), vectors[:2]), maximum_iterations=7)[0].sample_id
    GreedyEmbeddingHelper: _.dynamic_decode(_.BasicDecoder(tf.nn.rnn_cell.GRUCell(6), _.GreedyEmbeddingHelper(vectors, [1, 2], 3), vectors[:2], tf.layers.Dense(4, use_bias=False)), impute_finished=True, maximum_iterations=4)[0].rnn_output
    dynamic_decode: _.dynamic_decode(_.BasicDecoder(tf.nn.rnn_cell.GRUCell(3), _.TrainingHelper(tf.transpose(sequences, [1, 0, 2]), [5, 4], time_major=True), tf.zeros([2, 3])), output_time_major=True, impute_finished=True, maximum_iterations=3)[2]
    BeamSearchDecoder: _.dynamic_decode(_.BeamSearchDecoder(tf.nn.rnn_cell.GRUCell(6), vectors, [1, 2], 3, _.tile_batch(vectors[:2], 2), 2, tf.layers.Dense(4, use_bias=False)), maximum_iterations=5)[0].predicted_ids
    BeamSearchDecoder: _.dynamic_decode(_.BeamSearchDecoder(cell=tf.nn.rnn_cell.GRUCell(6), embedding=vectors, start_tokens=[1, 2], end_token=3, initial_state=_.tile_batch(vectors[:2], 3), beam_width=3, output_layer=tf.layers.Dense(4, use_bias=False), length_penalty_weight=0.5), maximum_iterations=5)[1].log_probs
""")
