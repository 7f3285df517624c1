"""Predicts each row of a data set with a trained model, on Apache Spark.

`diabetes predict --engine spark` hands this file to spark-submit, and two files with it:

    spark-submit --files job.json,model.onnx predict_job.py job.json model.onnx

job.json is an object:

    input       a path or URI as Hadoop takes it: a file, a folder or a pattern
    out         the folder for the predicted rows; absent or empty so far
    errors      the folder for rows that cannot be predicted; without it, the first such
                row ends the job
    indicators  [{name, rules}] in the order of the model's inputs; a rule is {kind, refusal}
                with codes, or with minimum and maximum, or with neither ("whole")
    ignored     names of indicators that count as unknown
    classes     [{id, label}]
    added       names of the added columns: p_<class> for each class, p_any, predicted_class

Standard output gets one line, REPORT and a JSON object: {rows, rejected, columns} when all is
done; {problem, ...} with the facts of what is wrong when nothing was written. The facts are
put into words by the program that reads the line, as it does for its own predictions.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Callable, Iterator
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark import SparkConf, SparkContext, SparkFiles
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

REPORT = "diabetes-predict-job: "

# Each may be set otherwise, by spark-defaults.conf or --conf.
SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.sql.caseSensitive": "true",
    # Else the folder month=01 would come out as month=1.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # Else columns that only some of the files have might get lost.
    "spark.sql.parquet.mergeSchema": "true",
}
# A Spark of one machine listens to nobody else.
LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}

ENDING = re.compile(r"\.(parquet|csv|jsonl|ndjson|json)(\.(?:gz|bz2))?/?$", re.IGNORECASE)
FORMATS = {"parquet": "parquet", "csv": "csv", "jsonl": "json", "ndjson": "json", "json": "json"}
COMPRESSIONS = {".gz": "gzip", ".bz2": "bzip2"}
WRITE_OPTIONS = {
    "parquet": {},
    "csv": {
        "header": True,
        "escape": '"',
        "emptyValue": "",
        "ignoreLeadingWhiteSpace": False,
        "ignoreTrailingWhiteSpace": False,
    },
    "json": {"ignoreNullFields": False},
}

# What is wrong with a row, in columns beside its own; without the dashes in the errors folder.
COLUMN, REASON, FILE, TEXT = MARKS = (
    "__rejected_column",
    "__rejected_reason",
    "__rejected_file",
    "__rejected_text",
)
LINE, START = "__line", "__start"

# The model's intermediate arrays are large.
ROWS_AT_ONCE = 1000

NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|\Z)')
OPEN_QUOTE = re.compile(r'"(?:[^"]|"")*\Z')
LONGEST_SHOWN = 40


class Problem(Exception):
    """Something about the job's data that its giver can mend; workers raise it, too."""

    def __init__(self, kind: str, **facts: Any) -> None:
        super().__init__(REPORT + json.dumps({"problem": kind, **facts}))


@dataclass(frozen=True)
class Source:
    """The input, opened."""

    format: str
    # With the columns and what is known of MARKS; of CSV, the lines.
    frame: DataFrame
    columns: list[T.StructField]
    # Those of the columns that are folders such as year=2015.
    partitions: list[str]
    # The names in the header of CSV.
    header: list[str] | None = None


@dataclass(frozen=True)
class Task:
    """What a worker does to its batches; pickled with all that it needs."""

    job: dict[str, Any]
    columns: list[str]
    # That of CSV, whose lines are still to be divided into cells.
    header: list[str] | None
    # Columns whose texts become numbers.
    numbers: list[str]
    # Rows are only looked at, without a model.
    model: bytes | None

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        score = None if self.model is None else load_model(self.model, self.job)
        rows = batches if self.header is None else divide_lines(batches, self.header)
        for batch in rows:
            yield judge(batch, self, score)


def main(job_name: str, model_name: str) -> int:
    """Runs the job, and tells how it went in one line on standard output."""
    spark = None
    try:
        spark = start_spark()
        job = json.loads(read_shipped(job_name))
        report = json.dumps(run(spark, job, read_shipped(model_name)))
    except Exception as error:
        traceback.print_exc()
        report = report_of(error)
    finally:
        if spark is not None:
            spark.stop()
    print(f"\n{REPORT}{report}", flush=True)
    return 1 if "problem" in json.loads(report) else 0


def start_spark() -> SparkSession:
    # Before it, SparkConf does not hold what spark-submit was given.
    SparkContext._ensure_initialized()
    conf = SparkConf()
    is_local = (conf.get("spark.master") or "local").startswith("local")
    for key, value in {**SETTINGS, **(LOOPBACK if is_local else {})}.items():
        conf.setIfMissing(key, value)
    return SparkSession.builder.config(conf=conf).getOrCreate()


def read_shipped(name: str) -> bytes:
    """A file given by --files. YARN puts it into the folder that the driver runs in."""
    path = SparkFiles.get(name)
    with open(path if os.path.exists(path) else name, "rb") as file:
        return file.read()


def report_of(error: Exception) -> str:
    words = str(error)
    problem = re.search(re.escape(REPORT) + r"(\{.*\})", words)
    if problem is not None:
        return problem.group(1)
    if words.startswith("[PATH_NOT_FOUND]"):
        return json.dumps({"problem": "no-input"})
    *causes, message = causes_in(words) or [repr(error)]
    return json.dumps({"problem": "failed", "message": message, "causes": causes})


def causes_in(words: str) -> list[str]:
    """What happened, and last why, from a text that may hold the stacks of two languages."""
    place = words.rfind("Traceback (most recent call last):")
    if place >= 0:
        return [line for line in words[place:].splitlines()[1:] if re.match(r"\S", line)][:1]
    lines = words.splitlines()
    causes = [line for line in lines if re.match(r"\[|: |Caused by: ", line)] or lines[:1]
    return list(dict.fromkeys(re.sub(r"^(: |Caused by: )", "", line) for line in causes))


# ----- The driver: what is read, what is written


def run(spark: SparkSession, job: dict[str, Any], model: bytes) -> dict[str, Any]:
    """Writes all predicted rows, and all rejected ones, or nothing."""
    targets = [Target(spark, path) for path in (job["out"], job["errors"]) if path is not None]
    source = open_source(spark, job)
    try:
        return write_rows(source, job, model)
    except BaseException:
        for target in targets:
            target.discard()
        raise


def write_rows(source: Source, job: dict[str, Any], model: bytes) -> dict[str, Any]:
    columns = [field.name for field in source.columns]
    task = Task(
        job=job,
        columns=columns,
        header=source.header,
        numbers=number_columns(source, job),
        model=model,
    )
    seen = Observation()
    judged = apply(task, source).observe(
        seen, F.count(F.lit(1)).alias("rows"), F.count(REASON).alias("rejected")
    )
    write(judged.where(F.col(REASON).isNull()).drop(*MARKS), job["out"], source.partitions)
    rows, rejected = seen.get["rows"], seen.get["rejected"]
    if rejected > 0:
        # They are few: finding them again costs less than keeping all rows for a second look.
        looked_at = apply(replace(task, model=None, numbers=[]), source)
        marks = [mark for mark in MARKS if mark != TEXT or source.format != "parquet"]
        found = looked_at.where(F.col(REASON).isNotNull()).select(
            *(column(name) for name in columns),
            *(column(mark).alias(mark.strip("_")) for mark in marks),
        )
        write(found, job["errors"], [], like=job["out"])
    return {"rows": rows - rejected, "rejected": rejected, "columns": columns}


def number_columns(source: Source, job: dict[str, Any]) -> list[str]:
    """CSV knows only texts, as does JSON where one value is a text; the answers are written as numbers."""
    if source.format == "parquet" or format_of(job["out"]) == "csv":
        return []
    texts = [field.name for field in source.columns if isinstance(field.dataType, T.StringType)]
    return [name for name in used_indicators(job) if name in texts]


def apply(task: Task, source: Source) -> DataFrame:
    """The rows as `judge` gives them."""
    schema = T.StructType()
    for field in source.columns:
        schema.add(field.name, T.DoubleType() if field.name in task.numbers else field.dataType)
    if task.model is not None:
        *probabilities, predicted = task.job["added"]
        for name in probabilities:
            schema.add(name, T.DoubleType())
        schema.add(predicted, T.StringType())
    for name in MARKS:
        schema.add(name, T.StringType())
    return source.frame.mapInArrow(task, schema)


def write(frame: DataFrame, path: str, partitions: list[str], like: str | None = None) -> None:
    """Writes a folder; its format is by the path's ending, or by that of another path."""
    ending = ENDING.search(like or path)
    kind = format_of(like or path)
    writer = frame.write.format(kind).mode("append").options(**WRITE_OPTIONS[kind])
    if ending is not None and ending.group(2) is not None:
        writer = writer.option("compression", COMPRESSIONS[ending.group(2).lower()])
    if partitions:
        writer = writer.partitionBy(*partitions)
    writer.save(path)


def format_of(out: str) -> str:
    ending = ENDING.search(out)
    return "parquet" if ending is None else FORMATS[ending.group(1).lower()]


class Target:
    """A folder that is to be filled, and is as it was when that fails."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        self._path = spark._jvm.org.apache.hadoop.fs.Path(path)
        self._files = self._path.getFileSystem(spark._jsc.hadoopConfiguration())
        self._existed = self._files.exists(self._path)
        if self._existed and len(self._files.listStatus(self._path)) > 0:
            raise Problem("not-empty", path=path)

    def discard(self) -> None:
        self._files.delete(self._path, True)
        if self._existed:
            self._files.mkdirs(self._path)


def open_source(spark: SparkSession, job: dict[str, Any]) -> Source:
    """Opens the input, and makes sure that its columns are of use."""
    path = job["input"]
    # As text nothing is read yet: Spark only lists the files, with its rules for folders.
    files = [unquote(file) for file in spark.read.text(path).inputFiles()]
    if not files:
        raise Problem("no-input")
    kind = find_format(path, files)
    if kind == "csv":
        return open_csv(spark, job)
    read = {"parquet": open_parquet, "json": open_json}[kind]
    frame = read(spark, path)
    given = [name for name in frame.columns if name not in MARKS]
    check_columns([name.strip() for name in given], job)
    marks = [name for name in frame.columns if name in MARKS]
    frame = frame.select(*(column(name).alias(name.strip()) for name in given), *marks)
    columns = [field for field in frame.schema.fields if field.name not in MARKS]
    check_types(columns, kind, job)
    partitions = [name for name in given if f"/{name}=" in files[0]]
    if partitions:
        own = read(spark, escape(files[0])).columns
        partitions = [name for name in partitions if name not in own]
    return Source(kind, frame, columns, partitions)


def find_format(path: str, files: list[str]) -> str:
    """By the ending of the input, or else of its files, which must agree."""
    for names in ([path], files):
        endings = {ending.group(1).lower() for ending in map(ENDING.search, names) if ending}
        found = {FORMATS[ending] for ending in endings}
        if len(found) == 1:
            return found.pop()
    raise Problem("format", files=files[:3])


def open_parquet(spark: SparkSession, path: str) -> DataFrame:
    frame = spark.read.parquet(path)
    none = F.lit(None).cast("string")
    return frame.withColumns({FILE: F.input_file_name(), TEXT: none, REASON: none})


def open_json(spark: SparkSession, path: str) -> DataFrame:
    """JSON Lines. A line that is no object is in TEXT, which Spark adds where there is one."""
    frame = spark.read.json(
        path, mode="PERMISSIVE", columnNameOfCorruptRecord=TEXT, allowNonNumericNumbers=False
    )
    if TEXT not in frame.columns:
        frame = frame.withColumn(TEXT, F.lit(None).cast("string"))
    reason = F.when(F.col(TEXT).isNotNull(), F.lit("is not a JSON object"))
    return frame.withColumns({FILE: F.input_file_name(), REASON: reason})


def open_csv(spark: SparkSession, job: dict[str, Any]) -> Source:
    """CSV by lines, which workers divide: Spark's own reader takes broken quotes as they come."""
    lines = spark.read.text(job["input"])
    partitions = lines.columns[1:]
    first = lines.where(F.length("value") > 0).first()
    if first is None:
        raise Problem("empty")
    header = names_of(first["value"])
    if header is None:
        raise Problem("columns", columns=[], header=first["value"])
    check_columns(header + partitions, job, first["value"])
    frame = lines.select(
        F.col("value").cast("binary").alias(LINE),
        *(column(name) for name in partitions),
        F.input_file_name().alias(FILE),
        F.col("_metadata.file_block_start").alias(START),
    )
    columns = [T.StructField(name, T.StringType()) for name in header + partitions]
    return Source("csv", frame, columns, partitions, header)


def check_columns(names: list[str], job: dict[str, Any], header: str | None = None) -> None:
    is_repeated = len(set(names)) < len(names)
    if is_repeated or set(names) & set(job["added"]) or not set(names) & set(used_indicators(job)):
        raise Problem("columns", columns=names, header=header)


def check_types(columns: list[T.StructField], kind: str, job: dict[str, Any]) -> None:
    numbers = (T.NumericType, T.StringType, *((T.BooleanType,) if kind == "parquet" else ()))
    others = [
        {"name": field.name, "type": field.dataType.simpleString().upper()}
        for field in columns
        if field.name in used_indicators(job) and not isinstance(field.dataType, numbers)
    ]
    if others:
        raise Problem("types", columns=others)


def used_indicators(job: dict[str, Any]) -> list[str]:
    names = [indicator["name"] for indicator in job["indicators"]]
    return [name for name in names if name not in job["ignored"]]


def column(name: str) -> Any:
    return F.col("`" + name.replace("`", "``") + "`")


def escape(path: str) -> str:
    """A path as the pattern that means it alone."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


# ----- The workers: lines into cells, cells into numbers, numbers into predictions


def divide_lines(batches: Iterator[pa.RecordBatch], header: list[str]) -> Iterator[pa.RecordBatch]:
    """The rows of CSV (RFC 4180, each on a line of its own), with MARKS."""
    split, is_head = None, False
    for batch in batches:
        places, rows, reasons, texts = [], [], [], []
        lines = zip(*(batch.column(name).to_pylist() for name in (LINE, FILE, START)))
        for place, (raw, file, start) in enumerate(lines):
            if split != (file, start):
                split, is_head = (file, start), start == 0
            line = raw.decode("utf-8", "replace")
            if line == "":
                continue
            if is_head:
                is_head = False
                if names_of(line) != header:
                    raise Problem("header", file=plain_path(file), header=line, expected=header)
                continue
            cells, reason = divide_line(line, len(header))
            if "\ufffd" in line and line.encode() != raw:
                reason = "is not UTF-8 text"
            places.append(place)
            rows.append(cells)
            reasons.append(reason)
            texts.append(None if reason is None else line)
        columns = zip(*rows) if rows else [()] * len(header)
        divided = [null_if_empty(pa.array(column, pa.string())) for column in columns]
        marks = [pa.array(column, pa.string()) for column in (reasons, texts)]
        rest = batch.drop_columns([LINE, START]).take(pa.array(places, pa.int64()))
        names = [*header, REASON, TEXT, *rest.schema.names]
        yield pa.RecordBatch.from_arrays([*divided, *marks, *rest.columns], names=names)


def null_if_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def names_of(line: str) -> list[str] | None:
    cells, _ = cells_of(line)
    return None if cells is None else [cell.strip() for cell in cells]


def divide_line(line: str, width: int) -> tuple[list[str | None], str | None]:
    cells, reason = cells_of(line)
    if cells is None:
        return [None] * width, reason
    if len(cells) == width:
        return cells, None
    counted = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return [None] * width, f"has {counted}, the header has {width}"


def cells_of(line: str) -> tuple[list[str] | None, str | None]:
    """A line's cells, or why it has none."""
    if '"' not in line:
        return line.split(","), None
    cells, place = [], 0
    while True:
        cell = CELL.match(line, place)
        if cell is None and OPEN_QUOTE.match(line, place) is not None:
            return None, "has a quoted cell that is not closed on its line"
        if cell is None:
            return None, "has a quote where none may stand"
        quoted, bare, end = cell.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        if end == "":
            return cells, None
        place = cell.end()


def judge(
    batch: pa.RecordBatch, task: Task, score: Callable[[np.ndarray], list[pa.Array]] | None
) -> pa.RecordBatch:
    """The rows with what is wrong with them, and with their predictions where there is a model."""
    values, columns, reasons = read_answers(batch, task)
    if task.job["errors"] is None:
        refuse_rejected(batch, columns, reasons)
    names = [*task.columns]
    arrays = [
        pa.array(values[name], from_pandas=True) if name in task.numbers else batch.column(name)
        for name in task.columns
    ]
    if score is not None:
        unknown = np.full(batch.num_rows, np.nan)
        answers = [values.get(indicator["name"], unknown) for indicator in task.job["indicators"]]
        names += task.job["added"]
        arrays += score(np.column_stack(answers).astype(np.float32))
    files = batch.column(FILE).to_pylist() if score is None else [None] * batch.num_rows
    files = [None if file is None else plain_path(file) for file in files]
    arrays += [pa.array(texts, pa.string()) for texts in (columns, reasons, files)]
    return pa.RecordBatch.from_arrays([*arrays, batch.column(TEXT)], names=[*names, *MARKS])


def read_answers(batch: pa.RecordBatch, task: Task) -> tuple[dict[str, np.ndarray], list, list]:
    """Each indicator's values, NaN where unknown; each row's first wrong column, and why."""
    columns: list[str | None] = [None] * batch.num_rows
    reasons: list[str | None] = batch.column(REASON).to_pylist()

    def reject(where: np.ndarray, name: str, say: Callable[[int], str]) -> None:
        for row in np.flatnonzero(where):
            if reasons[row] is None:
                columns[row], reasons[row] = name, say(row)

    used = used_indicators(task.job)
    values = {}
    for name in task.columns:
        if name in used:
            cells = batch.column(name)
            values[name], is_number = numbers_of(cells)
            reject(~is_number, name, lambda row: f"{show_text(cells[row].as_py())} is not a number")
    for indicator in task.job["indicators"]:
        name = indicator["name"]
        for rule in indicator["rules"] if name in values else []:
            found = values[name]
            wrong = ~np.isnan(found) & ~obeys(found, rule)
            reject(wrong, name, lambda row: f"{show_number(found[row])} {rule['refusal']}")
    return values, columns, reasons


def refuse_rejected(batch: pa.RecordBatch, columns: list, reasons: list) -> None:
    row = next((row for row, reason in enumerate(reasons) if reason is not None), None)
    if row is not None:
        file = plain_path(batch.column(FILE)[row].as_py())
        raise Problem("row", file=file, column=columns[row], reason=reasons[row])


def numbers_of(cells: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Cells as numbers, NaN where empty; and which of them are numbers or empty."""
    encoded = cells.dictionary_encode()
    different = encoded.dictionary
    if pa.types.is_float32(different.type):
        # By its shortest decimal: 27.3, rather than 27.299999237060547.
        found = [float(str(value)) for value in different.to_numpy()]
    else:
        found = [number_of(value) for value in different.to_pylist()]
    numbers = np.array([*(np.nan if value is None else value for value in found), np.nan])
    is_number = np.array([*(value is not None for value in found), True])
    places = encoded.indices.fill_null(len(found)).to_numpy()
    return numbers[places], is_number[places]


def number_of(value: Any) -> float | None:
    """A value of any type as a number: NaN for an empty text, None for one that is no number."""
    if not isinstance(value, str):
        return float(value)
    if NUMBER.fullmatch(value) is None:
        return np.nan if value.strip() == "" else None
    number = float(value)
    return number if np.isfinite(number) else None


def obeys(values: np.ndarray, rule: dict[str, Any]) -> np.ndarray:
    if rule["kind"] == "codes":
        return np.isin(values, rule["codes"])
    if rule["kind"] == "range":
        return (values >= rule["minimum"]) & (values <= rule["maximum"])
    return values == np.floor(values)


def load_model(model: bytes, job: dict[str, Any]) -> Callable[[np.ndarray], list[pa.Array]]:
    """What predicts: answers [n, indicators] into the added columns."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    outputs = [*job["added"][:-1], "label"]
    ids = {of_class["label"]: of_class["id"] for of_class in job["classes"]}

    def score(answers: np.ndarray) -> list[pa.Array]:
        # At least one part, so that a batch without rows has its columns, too.
        parts = np.array_split(answers, max(1, len(answers) // ROWS_AT_ONCE))
        found = [session.run(outputs, {"input": part}) for part in parts]
        *probabilities, labels = (np.concatenate(pieces) for pieces in zip(*found))
        predicted = pa.array([ids[label] for label in labels.tolist()], pa.string())
        return [*(pa.array(values.astype(np.float64)) for values in probabilities), predicted]

    return score


def show_text(text: str) -> str:
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return json.dumps(cut, ensure_ascii=False)


def show_number(value: float) -> str:
    """A number as JavaScript writes it: 9, 0.00001, 1e-7."""
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if 1e-6 <= abs(value) < 1e21:
        digits = format(Decimal(repr(float(value))), "f")
        return digits.removesuffix(".0")
    return "0" if value == 0 else re.sub(r"e([+-])0", r"e\1", repr(float(value)))


def plain_path(uri: str) -> str:
    """A file as a person names it."""
    return re.sub(r"^file:/*", "/", unquote(uri))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
