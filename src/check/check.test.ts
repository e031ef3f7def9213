import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { decodeModel } from "../onnx/decode.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { type CheckResult, check, isFailure } from "./check.ts";
import { parseRanges } from "./given.ts";
import { onnxSubject } from "./onnxSubject.ts";
import { example } from "./rules/_example.ts";
import { usualEffort } from "./witness/search.ts";

const folder = new URL("../../test/fixtures/onnx-cases/", import.meta.url);

interface Case {
  readonly file: string;
  readonly kind: string;
  readonly defects: readonly string[];
  readonly fires: string | null;
}

const cases = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as Case[];

/** Without limits of time, so that a busy machine changes nothing. */
const effort = { ...usualEffort, milliseconds: [120_000, 60_000] } as const;

function checked(file: string, flushToZero = false): CheckResult {
  const model = decodeModel(readFileSync(new URL(file, folder)));
  const ranges = parseRanges(readFileSync(new URL(file.replace(".onnx", ".ranges.json"), folder), "utf8"), file);
  return check(onnxSubject({ name: file, model, ranges }), { flushToZero, effort });
}

const at = ({ findings }: CheckResult, name: string): CheckResult["findings"] =>
  findings.filter(({ source, grade }) => source?.name === name && grade !== "advice");

describe.each(cases.filter(({ defects }) => defects.length > 0).map((one) => [one.file, one] as const))(
  "%s",
  (file, one) => {
    it(`has ${one.kind}`, () => {
      const result = checked(file);
      for (const name of one.defects) {
        const grades = at(result, name).map(({ grade }) => grade);
        const needsFlush = /flush/.test(one.fires ?? "");
        const wanted = needsFlush ? ["flush-to-zero"] : ["proved", "possible"];
        expect(
          grades.filter((grade) => wanted.includes(grade)),
          `${name}: ${grades.join(", ")}`,
        ).not.toEqual([]);
      }
      if (one.fires?.startsWith("in IEEE")) expect(result.findings.some(({ grade }) => grade === "proved")).toBe(true);
    }, 60_000);
  },
);

describe.each(cases.filter(({ defects }) => defects.length === 0).map((one) => [one.file] as const))("%s", (file) => {
  it("is called safe", () => {
    const result = checked(file);
    expect(
      result.findings.filter(({ grade }) => grade !== "advice").map(({ rule, source }) => `${rule} at ${source?.name}`),
    ).toEqual([]);
    expect(result.safe).toBe(true);
    expect(result.unknown).toEqual([]);
  }, 60_000);
});

describe("--flush-to-zero", () => {
  it("makes what needs flushed subnormals a failure", () => {
    const plain = checked("36b-defect.onnx");
    expect(plain.findings.map(({ grade }) => grade)).toEqual(["flush-to-zero"]);
    expect(plain.findings.some(isFailure)).toBe(false);
    const flushed = checked("36b-defect.onnx", true);
    expect(at(flushed, "Sqrt").map(({ grade }) => grade)).toEqual(["gradient"]);
  }, 60_000);
});

test("a quotient of exponentials that overflows is no sum of exponentials", () => {
  const ranges = { lo: -60, hi: 60 };
  const { subject } = example("eᵃ / eᵇ", { a: { shape: [2], ...ranges }, b: { shape: [2], ...ranges } }, ({ a, b }) =>
    div(exp(a), exp(b)),
  );
  const { findings } = check(subject(), { effort });
  expect(findings.map(({ rule, node, grade }) => `${grade} ${rule} at ${node.op.name}`)).toEqual([
    "proved overflow at div",
  ]);
});
