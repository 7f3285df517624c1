"""The peer of bench/forward.js: rows a second of an ONNX model in onnxruntime on one core."""

import sys
import time

try:
    import numpy as np
    import onnxruntime
except ModuleNotFoundError as error:
    sys.exit(f"skipped: onnxruntime (Python has no {error.name})")

model, people, batch, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
(answers,) = session.get_inputs()
rows = np.fromfile(people, "<f4").reshape(-1, answers.shape[1])
rates = []
for turn in range(rounds):
    for start in range(0, len(rows) - batch + 1, batch):
        begun = time.perf_counter()
        session.run(None, {answers.name: rows[start : start + batch]})
        if turn > 0:
            rates.append(batch / (time.perf_counter() - begun))
median, best = (round(np.quantile(rates, share)) for share in (0.5, 0.9))
print(f"onnxruntime {onnxruntime.__version__}: median {median:,} rows/s, best tenth {best:,} rows/s")
