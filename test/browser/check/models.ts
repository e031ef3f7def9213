/** @file Models that the panel of the checker is given: those of test/fixtures/onnx, and some that are made. */
import { fileURLToPath } from "node:url";
import { valueInfo } from "../../../src/onnx/tensor.ts";
import { encodeMessage } from "../../../src/onnx/wire/message.ts";
import { attributeType, type ModelProto, modelTable, type TensorProto } from "../../../src/onnx/wire/onnx.ts";

/** A model of test/fixtures/onnx, and the ranges of its inputs. */
export const pathOf = (file: string): string => fileURLToPath(new URL(`../../fixtures/onnx/${file}`, import.meta.url));
export const rangesOf = (file: string): string => pathOf(file.replace(/\.onnx$/, ".ranges.json"));

/** Weights in [−0.05, 0.05], the same in each run. */
function weightsOf(count: number): Uint8Array {
  const weights = new Float32Array(count);
  let state = 1;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    weights[i] = (state / 0x7fffffff - 0.5) / 10;
  }
  return new Uint8Array(weights.buffer);
}

/** log(softmax(x · W)), with W in the file or beside it. */
function logSoftmaxModel(width: number, stored: Partial<TensorProto>, names = { log: "log" }): Uint8Array {
  const axis = [{ name: "axis", i: 1n, type: attributeType.int }];
  const model: ModelProto = {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 17n }],
    graph: {
      name: "scores",
      node: [
        { name: "matmul", opType: "MatMul", input: ["x", "W"], output: ["z"] },
        { name: "softmax", opType: "Softmax", input: ["z"], output: ["p"], attribute: axis },
        { name: names.log, opType: "Log", input: ["p"], output: ["y"] },
      ],
      initializer: [{ name: "W", dataType: 1, dims: [BigInt(width), BigInt(width)], ...stored }],
      input: [valueInfo("x", "float32", ["N", width])],
      output: [valueInfo("y", "float32", ["N", width])],
    },
  };
  return encodeMessage(modelTable, model);
}

/** 100 MB. */
export const largeModel = (): Uint8Array => logSoftmaxModel(5000, { rawData: weightsOf(5000 ** 2) });

/** Its node is called `name`. */
export const namedModel = (name: string): Uint8Array => logSoftmaxModel(8, { rawData: weightsOf(64) }, { log: name });

export interface SplitModel {
  readonly model: Uint8Array;
  /** What `location` names. */
  readonly data: Uint8Array;
}

export function splitModel(location: string): SplitModel {
  const data = weightsOf(64);
  const entries = { location, offset: "0", length: String(data.length) };
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  return { model: logSoftmaxModel(8, { dataLocation: 1, externalData }), data };
}
