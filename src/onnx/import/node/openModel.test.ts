import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate } from "../../../engine/reference/evaluate.ts";
import { DataError } from "../../../util/errors.ts";
import { encodeMessage } from "../../wire/message.ts";
import { elementType, type ModelProto, modelTable } from "../../wire/onnx.ts";
import { importModel } from "../import.ts";
import { openModel } from "./openModel.ts";

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "evenkeel-onnx-"));
  folder = join(root, "model");
  mkdirSync(join(folder, "parts"), { recursive: true });
  const numbers = new Uint8Array(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);
  writeFileSync(join(folder, "weights.bin"), numbers);
  writeFileSync(join(folder, "parts", "weights.bin"), numbers);
  writeFileSync(join(root, "secret.bin"), numbers);
  symlinkSync(join(root, "secret.bin"), join(folder, "link.bin"));
  symlinkSync(root, join(folder, "up"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const modelWith = (externalData: Record<string, string>): ModelProto => ({
  irVersion: 8n,
  opsetImport: [{ domain: "", version: 17n }],
  graph: {
    name: "g",
    initializer: [
      {
        name: "w",
        dims: [2n, 2n],
        dataType: elementType.float,
        dataLocation: 1,
        externalData: Object.entries(externalData).map(([key, value]) => ({ key, value })),
      },
    ],
    node: [{ opType: "Neg", input: ["w"], output: ["y"] }],
    output: [{ name: "y" }],
  },
});

function opened(externalData: Record<string, string>): number[] {
  const path = join(folder, "model.onnx");
  writeFileSync(path, encodeMessage(modelTable, modelWith(externalData)));
  const { model, external } = openModel(path);
  const { graph } = importModel(model, { external });
  return Array.from(evaluate([graph.outputs.get("y")!], new Map())[0]!.data);
}

test("tensors are read from files beside the model and below it, from their offset", () => {
  expect(opened({ location: "weights.bin", offset: "8", length: "16" })).toEqual([-2, -3, -4, -5]);
  expect(opened({ location: "parts/weights.bin" })).toEqual([-0, -1, -2, -3]);
});

test.each([
  ["an absolute path", { location: "/etc/hostname" }, "outside of its folder"],
  ["a path upwards", { location: "../secret.bin" }, "outside of its folder"],
  ["a path upwards in the middle", { location: "parts/../../secret.bin" }, "outside of its folder"],
  ["a path upwards with backslashes", { location: "..\\secret.bin" }, "outside of its folder"],
  ["a drive", { location: "C:\\secret.bin" }, "outside of its folder"],
  ["a link out of the folder", { location: "link.bin" }, "link out of its folder"],
  ["a folder that is a link out", { location: "up/secret.bin" }, "link out of its folder"],
  ["a zero byte in the name", { location: "weights.bin\0.txt" }, "outside of its folder"],
  ["a missing file", { location: "absent.bin" }, "cannot be read"],
  ["a folder", { location: "parts" }, "is no file"],
  ["no location", { offset: "0" }, "names none"],
  ["a part beyond the end", { location: "weights.bin", offset: "16" }, "too short"],
  ["a huge offset", { location: "weights.bin", offset: "9007199254740993" }, "no whole number"],
  ["a negative offset", { location: "weights.bin", offset: "-4" }, "no whole number"],
  ["another length than the shape's", { location: "weights.bin", length: "12" }, "announces 12"],
])("%s is refused", (_what, externalData, reason) => {
  const attempt = () => opened(externalData as Record<string, string>);
  expect(attempt).toThrow(DataError);
  expect(attempt).toThrow(reason);
});
