"""The onnxruntime part of bench/parity.js: the greatest difference from probabilities in a file of float64."""

import sys

try:
    import numpy as np
    import onnxruntime
except ModuleNotFoundError as error:
    print(f"skipped: onnxruntime (Python has no {error.name})")
    sys.exit()

model, people, ours, classes = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
(answers,) = session.get_inputs()
rows = np.fromfile(people, "<f4").reshape(-1, answers.shape[1])
own = np.fromfile(ours, "<f8").reshape(len(rows), classes)
names = [output.name for output in session.get_outputs()][:classes]
worst = 0.0
for start in range(0, len(rows), 1000):
    found = session.run(names, {answers.name: rows[start : start + 1000]})
    worst = max(worst, np.abs(np.stack(found, axis=1) - own[start : start + 1000]).max())
print(f"onnxruntime {onnxruntime.__version__}: {worst:.1e}")
