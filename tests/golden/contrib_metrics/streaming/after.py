import keras

from tf1_semantics import AUC, PearsonCorrelation, RecallAtK

accuracy = keras.metrics.Accuracy()(labels, classes, sample_weight=weights)
auc = AUC(curve="PR")(labels, scores)
auc = keras.metrics.AUC()(
    y_pred=scores,  # of the positive class
    y_true=labels)
precision = keras.metrics.Precision()(labels, scores > 0.5)
loss = keras.metrics.Mean()(losses, sample_weight=weights)
iou = keras.metrics.MeanIoU(num_classes=3)(labels, classes)
rmse = keras.metrics.RootMeanSquaredError()(targets, outputs)
pearson = PearsonCorrelation()(targets, outputs, sample_weight=weights)
recall = RecallAtK(k=5)(ids, logits)
