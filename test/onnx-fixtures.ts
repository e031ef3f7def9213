/** @file The ONNX models of test/fixtures/onnx: what each is, and its subject for the checker. */
import { readFileSync } from "node:fs";
import type { Grade } from "../src/check/finding.ts";
import { parseRanges } from "../src/check/given.ts";
import type { OnnxModel } from "../src/check/onnxSubject.ts";
import { decodeModel } from "../src/onnx/decode.ts";

export interface OnnxFixture {
  readonly file: string;
  readonly what: string;
  /** Names of the ONNX nodes at which the defect begins; none for a healthy model. */
  readonly defects: readonly string[];
  readonly grade: Grade | null;
}

const folder = new URL("fixtures/onnx/", import.meta.url);

export const onnxFixtures = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as readonly OnnxFixture[];

export function fixtureModel(file: string): OnnxModel {
  const ranges = file.replace(/\.onnx$/, ".ranges.json");
  return {
    name: file,
    model: decodeModel(readFileSync(new URL(file, folder))),
    ranges: parseRanges(readFileSync(new URL(ranges, folder), "utf8"), ranges),
  };
}
