"""Writes the operator test vectors of the installed onnx package into a folder: python onnx-node-tests.py FOLDER."""

import os
import sys
import warnings

warnings.simplefilter("ignore")

import onnx  # noqa: E402
from onnx import TensorProto, numpy_helper  # noqa: E402
from onnx.backend.test.case.node import collect_testcases  # noqa: E402


def tensor(value, info):
    """A tensor value as TensorProto; None for sequences, maps and optionals."""
    if not info.type.HasField("tensor_type"):
        return None
    return value if isinstance(value, TensorProto) else numpy_helper.from_array(value, info.name)


def write(case, folder):
    graph = case.model.graph
    for number, (inputs, outputs) in enumerate(case.data_sets):
        values = [*zip(inputs, graph.input), *zip(outputs, graph.output)]
        tensors = [tensor(value, info) for value, info in values]
        if any(t is None for t in tensors):
            return
        data = os.path.join(folder, case.name, f"test_data_set_{number}")
        os.makedirs(data, exist_ok=True)
        for i, t in enumerate(tensors):
            name = f"input_{i}.pb" if i < len(inputs) else f"output_{i - len(inputs)}.pb"
            with open(os.path.join(data, name), "wb") as file:
                file.write(t.SerializeToString())
    with open(os.path.join(folder, case.name, "model.onnx"), "wb") as file:
        file.write(case.model.SerializeToString())


def main():
    print(onnx.__version__)
    for case in collect_testcases(None):
        write(case, sys.argv[1])


main()
