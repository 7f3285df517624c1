"""The peers of bench/train.js: splits a survey, or fits a model of scikit-learn and prints what it reaches as JSON."""

import json
import pickle
import resource
import sys
import time

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler



def lightgbm():
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_estimators=300, learning_rate=0.05, n_jobs=2, random_state=42, verbose=-1)


def xgboost():
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=300, learning_rate=0.1, max_depth=5, n_jobs=2, random_state=42)


MODELS = {
    "forest": lambda: RandomForestClassifier(n_estimators=200, random_state=42, n_jobs=2),
    "lightgbm": lightgbm,
    "xgboost": xgboost,
    "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
}


def split(survey, train_path, test_path):
    rows = pd.read_csv(survey)
    train, test = train_test_split(rows, test_size=0.2, stratify=rows.iloc[:, 0], random_state=42)
    train.to_csv(train_path, index=False)
    test.to_csv(test_path, index=False)


def fit(name, train_path, test_path):
    try:
        model = MODELS[name]()
    except ModuleNotFoundError as error:
        print(json.dumps({"skipped": f"Python has no {error.name}"}))
        return
    train, test = pd.read_csv(train_path), pd.read_csv(test_path)
    begun = time.perf_counter()
    model.fit(train.iloc[:, 1:], train.iloc[:, 0].astype(int))
    seconds = time.perf_counter() - begun
    probabilities = model.predict_proba(test.iloc[:, 1:])
    labels = test.iloc[:, 0].astype(int)
    print(json.dumps({
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "bytes": len(pickle.dumps(model)),
        "metrics": {
            "roc_auc_any": roc_auc_score(labels > 0, 1 - probabilities[:, 0]),
            "log_loss": log_loss(labels, np.clip(probabilities, 1e-6, 1)),
            "roc_auc_macro_ovr": roc_auc_score(labels, probabilities, multi_class="ovr"),
            "macro_f1": f1_score(labels, probabilities.argmax(axis=1), average="macro"),
        },
    }))


if sys.argv[1] == "split":
    split(*sys.argv[2:])
else:
    fit(*sys.argv[1:])
