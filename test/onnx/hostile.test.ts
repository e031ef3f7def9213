import { expect, test } from "vitest";
import { decodeModel } from "../../src/onnx/decode.ts";
import { importModel } from "../../src/onnx/import/import.ts";
import type { ImportedModel } from "../../src/onnx/import/imported.ts";
import { EvenkeelError } from "../../src/util/errors.ts";
import { processorTime } from "./damage.ts";
import { hostileFiles } from "./hostile.ts";

const slowest = 2_000;

/** What is said of the file: the error with its details, the reasons of unknown nodes, or "read". */
function verdict(bytes: Uint8Array): readonly [string, string] {
  let imported: ImportedModel;
  try {
    imported = importModel(decodeModel(bytes));
  } catch (error) {
    if (error instanceof EvenkeelError) return ["refused", error.render()];
    throw error;
  }
  return imported.unknown.length > 0
    ? ["unknown", imported.unknown.map(({ reason }) => reason).join("\n")]
    : ["read", "read"];
}

test("there are at least 60 hostile files", () => {
  expect(hostileFiles.length).toBeGreaterThanOrEqual(60);
});

test.each(hostileFiles)("$what: $is", ({ bytes, says, is }) => {
  const start = processorTime();
  const [found, text] = verdict(bytes);
  expect(processorTime() - start).toBeLessThan(slowest);
  expect(text).toContain(says);
  expect(found).toBe(is);
});
