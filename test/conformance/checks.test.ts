/** @file Every rule of the checker finds its bad example first and is silent on its good one. */
import { describe, expect, it } from "vitest";
import { check, isFailure } from "../../src/check/check.ts";
import { parseWitnesses, replay, witnessText } from "../../src/check/replay.ts";
import { isEventRule } from "../../src/check/rules/_rule.ts";
import { rules } from "../../src/check/rules/index.ts";

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  it(`finds ${rule.examples.bad.formula}`, () => {
    const { findings } = check(rule.examples.bad.subject());
    expect(findings[0]?.rule).toBe(id);
    expect(findings.some(isFailure)).toBe(rule.severity === "error");
    expect(findings[0]!.grade === "advice").toBe(!isEventRule(rule));
  });

  it(`says nothing of ${rule.examples.good.formula}`, () => {
    expect(
      check(rule.examples.good.subject()).findings.map(({ rule: found, message }) => `${found}: ${message}`),
    ).toEqual([]);
  });

  it("explains itself", () => {
    for (const text of [rule.title, rule.what, rule.why, rule.remedy]) expect(text.length).toBeGreaterThan(10);
    expect(rule.references.length).toBeGreaterThan(0);
  });
});

describe.each(rules.filter(isEventRule).map((rule) => [rule.id, rule] as const))("the witness of %s", (_id, rule) => {
  it("is found, lies in the ranges and fails again when it is replayed", () => {
    const subject = rule.examples.bad.subject();
    const result = check(subject);
    const [finding] = result.findings;
    expect(["proved", "gradient"]).toContain(finding!.grade);
    for (const { name, box } of subject.inputs) {
      const { data } = finding!.witness!.inputs[name]!;
      expect(data.every((x) => x >= box.lo[0]! && x <= box.hi[0]!)).toBe(true);
    }
    const file = parseWitnesses(witnessText(result, "example", false), "example.json");
    for (const { failure } of replay(file, subject)) expect(failure).not.toBeNull();
  });
});
