import tf1_semantics

AUC = "auc"
ops = {AUC: tf1_semantics.AUC(curve="PR")(labels, scores)}
