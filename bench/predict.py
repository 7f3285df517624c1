"""The peers of bench/predict.js: fits models of scikit-learn and LightGBM, or predicts with one of them."""

import sys

import joblib
import pandas as pd


def fit(survey, folder):
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    models = {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        "forest": RandomForestClassifier(n_estimators=200, random_state=42, n_jobs=2),
    }
    try:
        from lightgbm import LGBMClassifier

        models["lightgbm"] = LGBMClassifier(n_estimators=300, learning_rate=0.05, n_jobs=2, verbose=-1)
    except ModuleNotFoundError:
        pass
    rows = pd.read_csv(survey)
    for name, model in models.items():
        joblib.dump(model.fit(rows.iloc[:, 1:], rows.iloc[:, 0].astype(int)), f"{folder}/{name}.joblib")
        print(name)


def predict_file(model, survey, out):
    model = joblib.load(model)
    rows = pd.read_csv(survey)
    probabilities = model.predict_proba(rows.iloc[:, 1:])
    rows[["p_none", "p_prediabetes", "p_diabetes"]] = probabilities
    rows["p_any"] = 1 - probabilities[:, 0]
    rows["predicted_class"] = probabilities.argmax(axis=1)
    rows.to_csv(out, index=False)


def predict_one(model):
    model = joblib.load(model)
    columns = model.feature_names_in_
    person = pd.DataFrame([[0.0] * len(columns)], columns=columns)
    person["Age"], person["BMI"] = 7, 31
    print(model.predict_proba(person)[0])


{"fit": fit, "file": predict_file, "one": predict_one}[sys.argv[1]](*sys.argv[2:])
