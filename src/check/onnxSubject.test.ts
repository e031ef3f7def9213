/** @file onnxSubject: what is assumed of inputs, and stated. */
import { describe, expect, it } from "vitest";
import type { ModelProto } from "../onnx/wire/onnx.ts";
import { DataError } from "../util/errors.ts";
import { check } from "./check.ts";
import type { GivenRange } from "./given.ts";
import { onnxSubject } from "./onnxSubject.ts";
import type { Subject } from "./subject.ts";

const [float32, int64] = [1, 7];

/** log(softmax(x)), and the logarithm of the int64 input t. */
function model(rank = true): ModelProto {
  const value = (name: string, elemType: number, sizes: readonly number[]) => ({
    name,
    type: {
      tensorType: {
        elemType,
        ...(rank && { shape: { dim: sizes.map((dimValue) => ({ dimValue: BigInt(dimValue) })) } }),
      },
    },
  });
  return {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 17n }],
    graph: {
      name: "g",
      input: [value("x", float32, [2, 10]), value("t", int64, [3])],
      output: [value("l", float32, [2, 10]), value("u", float32, [3])],
      node: [
        { opType: "Softmax", input: ["x"], output: ["p"] },
        { opType: "Log", input: ["p"], output: ["l"] },
        { opType: "Cast", input: ["t"], output: ["f"], attribute: [{ name: "to", type: 2, i: 1n }] },
        { opType: "Log", input: ["f"], output: ["u"] },
      ],
    },
  };
}

const subjectOf = (inputs: Record<string, GivenRange>, loss: string | null = null, rank = true): Subject =>
  onnxSubject({ name: "m.onnx", model: model(rank), ranges: { inputs, loss } });

const boxOf = ({ inputs }: Subject, name: string): readonly number[] => {
  const { box } = inputs.find((input) => input.name === name)!;
  return [box.lo[0]!, box.hi[0]!];
};

describe("ranges of a model's inputs", () => {
  const role = "input";

  it("are said to be missing for whole numbers too, with what is taken in their place", () => {
    const { stated } = subjectOf({ x: { lo: -1, hi: 1, role } });
    expect(stated).toEqual(["no range is stated for t: any int64 from -2147483648 to 2147483647 (--ranges FILE)"]);
  });

  it("end at the largest number of the input's dtype", () => {
    const subject = subjectOf({ x: { lo: -1e300, hi: 1e300, role }, t: { lo: 1, hi: 1e12, role } });
    expect(boxOf(subject, "x")).toEqual([-3.4028234663852886e38, 3.4028234663852886e38]);
    expect(boxOf(subject, "t")).toEqual([1, 1e12]);
    expect(check(subject).findings.map(({ rule, grade }) => `${grade} ${rule}`)).toEqual(["proved log-of-zero"]);
  });

  it("of a model whose inputs have no known number of dimensions are not said to belong to a model without inputs", () => {
    expect(subjectOf({}, null, false).stated).toEqual([]);
  });

  it("with a loss that is no value of the model are refused as what they are: a file that does not fit", () => {
    expect(() => subjectOf({}, "lo")).toThrow(DataError);
  });
});
