"""Input queues of TF1, which threads filled while a session ran: left, with what takes their place.

Its rules belong to the transform `inputs`.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.inputs import inputs
from migrator.transforms.registry import CallSite, Kind, Left

_INSTEAD = {
    "tf.train.string_input_producer": "the files are the elements of a Dataset: tf.data.Dataset.from_tensor_slices(files), "
                                      "with shuffle and repeat for its shuffle and num_epochs",
    "tf.train.slice_input_producer": "tf.data.Dataset.from_tensor_slices gives the slices, with shuffle and repeat",
    "tf.train.batch": "Dataset.batch makes batches, Dataset.padded_batch those of dynamic_pad",
    "tf.train.shuffle_batch": "Dataset.shuffle and Dataset.batch make shuffled batches",
    "tf.train.batch_join": "Dataset.interleave and Dataset.batch make batches of several files",
    "tf.train.shuffle_batch_join": "Dataset.interleave, Dataset.shuffle and Dataset.batch make shuffled batches of several files",
    "tf.train.limit_epochs": "Dataset.repeat says how many epochs there are",
    "tf.TextLineReader": "tf.data.TextLineDataset(files) reads lines, and its skip the header of one file",
    "tf.TFRecordReader": "tf.data.TFRecordDataset(files) reads records",
    "tf.FixedLengthRecordReader": "tf.data.FixedLengthRecordDataset(files, record_bytes) reads records",
    "tf.WholeFileReader": "Dataset.map(tf.io.read_file) reads whole files",
}


@inputs.call(" ".join(_INSTEAD), "", Kind.CONFIGURATION)
def queue(site: CallSite, context: Context) -> cst.BaseExpression:
    """Nothing fills a queue.

    Raises:
        Left: always, with what takes its place.
    """
    raise Left("MIG180", f"{site.symbol.removeprefix('tf.')} works with queues: {_INSTEAD[site.symbol]}")
