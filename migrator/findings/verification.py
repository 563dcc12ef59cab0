"""What `migrator verify` and `migrator convert-checkpoint` have no answer to."""
from __future__ import annotations

from migrator.findings.code import code

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
