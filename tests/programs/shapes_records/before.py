#!/usr/bin/env python2
"""CNN on raw images in TFRecords."""
import os
import sys
import tempfile
import numpy as np
import tensorflow as tf

FLAGS = None
HEIGHT, WIDTH, DEPTH, CLASSES = 8, 8, 3, 3


def _bytes_feature(value):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def _int64_feature(value):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


def convert_to(path, n, seed):
    rng = np.random.RandomState(seed)
    with tf.python_io.TFRecordWriter(path) as writer:
        for i in range(n):
            label = rng.randint(CLASSES)
            img = rng.randint(0, 80, (HEIGHT, WIDTH, DEPTH))
            img[:, :, label] += 120
            writer.write(tf.train.Example(features=tf.train.Features(feature={
                'image': _bytes_feature(img.astype(np.uint8).tobytes()),
                'label': _int64_feature(int(label))})).SerializeToString())


class ShapesDataSet(object):

    def __init__(self, data_dir, subset='train', use_distortion=False):
        self.data_dir = data_dir
        self.subset = subset
        self.use_distortion = use_distortion

    def get_filenames(self):
        if self.subset in ['train', 'validation', 'eval']:
            return [os.path.join(self.data_dir, self.subset + '.tfrecords')]
        raise ValueError('Invalid data subset "%s"' % self.subset)

    def parser(self, serialized_example):
        features = tf.parse_single_example(
            serialized_example,
            features={'image': tf.FixedLenFeature([], tf.string), 'label': tf.FixedLenFeature([], tf.int64)})
        image = tf.decode_raw(features['image'], tf.uint8)
        image.set_shape([DEPTH * HEIGHT * WIDTH])
        image = tf.cast(tf.reshape(image, [HEIGHT, WIDTH, DEPTH]), tf.float32)
        label = tf.cast(features['label'], tf.int32)
        image = self.preprocess(image)
        return image, label

    def preprocess(self, image):
        """Preprocess a single image in [height, width, depth] layout."""
        if self.subset == 'train' and self.use_distortion:
            image = tf.image.resize_image_with_crop_or_pad(image, 10, 10)
            image = tf.random_crop(image, [HEIGHT, WIDTH, DEPTH])
        return tf.image.per_image_standardization(image)

    def make_batch(self, batch_size):
        """Read the images and labels from 'filenames'."""
        filenames = self.get_filenames()
        dataset = tf.data.TFRecordDataset(filenames).repeat()
        dataset = dataset.map(self.parser)
        dataset = dataset.batch(batch_size)
        iterator = dataset.make_one_shot_iterator()
        image_batch, label_batch = iterator.get_next()
        return image_batch, label_batch


def input_fn(data_dir, subset, batch_size):
    with tf.device('/cpu:0'):
        dataset = ShapesDataSet(data_dir, subset, subset == 'train' and FLAGS['use_distortion'])
        return dataset.make_batch(batch_size)


def conv_block(x, filters, stride, is_training, data_format='channels_last'):
    cin = int(x.shape[-1])
    k = np.sin(np.arange(9 * cin * filters)).reshape(3, 3, cin, filters) * 0.3
    x = tf.layers.conv2d(x, filters, 3, strides=stride, padding='same', use_bias=False,
                         kernel_initializer=tf.constant_initializer(k), data_format=data_format)
    x = tf.layers.batch_normalization(x, axis=-1, training=is_training, momentum=0.9, epsilon=1e-4, fused=True)
    return tf.nn.relu(x)


def get_model_fn(weight_decay):
    def _model_fn(features, labels, mode, params):
        is_training = (mode == tf.estimator.ModeKeys.TRAIN)
        x = features
        for i, f in enumerate(params['filters']):
            x = conv_block(x, f, 1 if i == 0 else 2, is_training)
        x = tf.reduce_mean(x, [1, 2])
        logits = tf.layers.dense(x, CLASSES, kernel_initializer=tf.constant_initializer(0.01))
        predictions = {'classes': tf.argmax(input=logits, axis=1), 'probabilities': tf.nn.softmax(logits)}
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions=predictions)
        loss = tf.losses.sparse_softmax_cross_entropy(logits=logits, labels=labels)
        model_params = tf.trainable_variables()
        loss += weight_decay * tf.add_n([tf.nn.l2_loss(v) for v in model_params if 'batch_normalization' not in v.name])
        metrics = {'accuracy': tf.metrics.accuracy(labels, predictions['classes'])}
        tf.summary.scalar('train_accuracy', metrics['accuracy'][1])
        train_op = None
        if is_training:
            boundaries = [10, 20]
            staged_lr = [params['learning_rate'] * x for x in [1, 0.1, 0.01]]
            learning_rate = tf.train.piecewise_constant(tf.train.get_global_step(), boundaries, staged_lr)
            optimizer = tf.train.MomentumOptimizer(learning_rate=learning_rate, momentum=0.9)
            update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
            train_op = [optimizer.minimize(loss, global_step=tf.train.get_global_step())]
            train_op.extend(update_ops)
            train_op = tf.group(*train_op)
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions, loss=loss, train_op=train_op, eval_metric_ops=metrics)
    return _model_fn


def main(argv):
    global FLAGS
    FLAGS = {'use_distortion': False, 'batch': 24}
    data_dir = tempfile.mkdtemp()
    for name, n in [('train', 120), ('eval', 48)]:
        convert_to(os.path.join(data_dir, name + '.tfrecords'), n, len(name))
    classifier = tf.estimator.Estimator(
        model_fn=get_model_fn(2e-4), model_dir=None,
        params={'filters': [4, 6], 'learning_rate': 0.1})
    for epoch in range(2):
        classifier.train(input_fn=lambda: input_fn(data_dir, 'train', FLAGS['batch']), steps=12)
        results = classifier.evaluate(input_fn=lambda: input_fn(data_dir, 'eval', 24), steps=2)
        print('epoch {0} acc {accuracy:.4f} loss {loss:.4f} at {global_step}'.format(epoch, **results))
    preds = classifier.predict(input_fn=lambda: input_fn(data_dir, 'eval', 24)[0])
    for i in range(4):
        p = next(preds)
        print(p['classes'], np.round(p['probabilities'], 3))


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.app.run(argv=[sys.argv[0]])
