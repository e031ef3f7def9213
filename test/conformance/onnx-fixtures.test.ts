/** @file The checker on real exported models: planted defects are found at their nodes, healthy models are left in peace. */
import { describe, expect, test } from "vitest";
import { type CheckResult, check } from "../../src/check/check.ts";
import type { Finding, Grade } from "../../src/check/finding.ts";
import { onnxSubject } from "../../src/check/onnxSubject.ts";
import { fixtureModel, onnxFixtures } from "../onnx-fixtures.ts";

const results = new Map<string, CheckResult>();

function checked(file: string): CheckResult {
  const known = results.get(file) ?? check(onnxSubject(fixtureModel(file)));
  results.set(file, known);
  return known;
}

const said = ({ findings }: CheckResult): string =>
  findings.map(({ grade, rule, source }) => `${grade} ${rule} at ${source?.name}`).join(", ") || "nothing";

const alarms = ({ findings }: CheckResult): Finding[] =>
  findings.filter(({ grade }) => grade === "proved" || grade === "possible" || grade === "gradient");

const healthy = onnxFixtures.filter(({ defects }) => defects.length === 0);
const defective = onnxFixtures.filter(({ defects }) => defects.length > 0);

describe("planted defects", () => {
  test.each(defective.map((one) => [one.file, one] as const))("%s is found at its node with its grade", (file, one) => {
    const result = checked(file);
    const at = result.findings.filter(({ source }) => one.defects.includes(source?.name ?? ""));
    // Inputs that show a rounding, such as a negative E[x²] − E[x]², are a matter of luck.
    const grades: readonly (Grade | null)[] = one.grade === "proved" ? ["proved", "possible"] : [one.grade];
    expect(
      at.some(({ grade }) => grades.includes(grade)),
      `${one.what}: ${one.grade} at ${one.defects.join(" or ")} expected, found ${said(result)}`,
    ).toBe(true);
  });

  test("at least 9 in 10 of those that some input triggers are proved", () => {
    const triggered = defective.filter(({ grade }) => grade === "proved");
    const possible = triggered.filter(
      ({ file, defects }) =>
        !checked(file).findings.some(({ grade, source }) => grade === "proved" && defects.includes(source?.name ?? "")),
    );
    expect(
      possible.length,
      possible.map(({ file }) => `${file}: ${said(checked(file))}`).join("\n"),
    ).toBeLessThanOrEqual(triggered.length / 10);
  });
});

describe("healthy models", () => {
  test.each(healthy.map(({ file }) => file))("nothing is proved wrong in %s, and all of its ops are known", (file) => {
    const result = checked(file);
    expect(
      alarms(result).filter(({ grade }) => grade === "proved"),
      said(result),
    ).toEqual([]);
    expect(result.unknown.map(({ source, reason }) => `${source.opType}: ${reason}`)).toEqual([]);
  });

  test("at most 1 in 10 draws a possible finding", () => {
    const disturbed = healthy.filter(({ file }) => alarms(checked(file)).length > 0);
    const list = disturbed.map(({ file }) => `${file}: ${said(checked(file))}`);
    expect(disturbed.length, list.join("\n")).toBeLessThanOrEqual(healthy.length / 10);
  });
});
