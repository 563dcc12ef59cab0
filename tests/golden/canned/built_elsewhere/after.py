from trainer import model

from tf1_semantics import EvalSpec, RunConfig, TrainSpec

estimator = model.build_estimator(RunConfig(model_dir='/tmp/model'))
estimator.train_and_evaluate(
    TrainSpec(model.read('train.csv'), max_steps=10),
    EvalSpec(model.read('eval.csv'), steps=None))
