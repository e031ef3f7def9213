/** @file The HTML report: one file, whatever its names hold. */
import { describe, expect, test } from "vitest";
import { diagnoses, imageEvents, unscaled } from "../../../test/diagnoses.ts";
import type { RunEvent } from "../../record/events.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { costCurve } from "./html/curve.ts";
import { markup } from "./html/markup.ts";
import { renderHtml } from "./html.ts";
import { reportOf } from "./report.ts";

const html = (diagnosis: Diagnosis, source = diagnosis.name): string =>
  renderHtml({ diagnosis, report: reportOf(diagnosis, { command: "evenkeel", source }), events: imageEvents });

/** Every text of a value made hostile. */
function poisoned<T>(value: T, poison: string): T {
  if (typeof value === "string") return `${value}${poison}` as T;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, poison)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poisoned(item, poison)])) as T;
}

describe.each(Object.entries(diagnoses))("%s", (_, diagnosis) => {
  test("asks no host for anything and runs no script", () => {
    const page = html(diagnosis);
    expect(page).not.toMatch(/https?:|<script|<link|<img|<iframe|@import|url\(| on[a-z]+=|javascript:/i);
    expect(page).toContain("Content-Security-Policy");
    expect(page).toContain("default-src 'none'");
  });

  test("every element that is opened is closed", () => {
    const open: string[] = [];
    const empty = new Set(["meta", "br", "line", "circle", "polyline", "!doctype"]);
    const body = html(diagnosis).replace(/<textarea[\s\S]*?<\/textarea>|<style>[\s\S]*?<\/style>/g, "");
    for (const [, slash, name] of body.matchAll(/<(\/?)([a-z0-9!]+)/gi)) {
      if (empty.has(name!.toLowerCase())) continue;
      if (slash) expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });
});

test.each([
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "</textarea></style></title><script>alert(1)</script>",
  "<!--",
  "&lt;script&gt;",
  "\u001b[31m\u0000",
])("texts of the user with %j are shown as they are", (poison) => {
  const { symptoms, causes, ruledOut, name, evidence } = unscaled;
  const layers = evidence.layers.map((layer) => ({ ...layer, name: layer.name + poison }));
  const page = html(
    {
      ...unscaled,
      ...poisoned({ symptoms, causes, ruledOut, name }, poison),
      evidence: { ...evidence, layers, refusal: { message: poison, found: poison } },
    },
    `experiment${poison}`,
  );
  const unharmed = html(unscaled);
  const tags = (text: string): string[] => [...new Set([...text.matchAll(/<\/?[a-z!]+/gi)].map(([tag]) => tag))].sort();
  expect(tags(page)).toEqual(tags(unharmed));
  expect(page).not.toContain(`${poison}`.includes("<") || poison.includes('"') ? poison : "<script");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
  expect(page).not.toMatch(/[\u0000\u001b]/);
});

test("parts of a template are escaped unless they are markup", () => {
  const inner = markup`<b>${"<&\"'>"}</b>`;
  expect(markup`<p title="${'a"b'}">${inner}${["x", inner]}${null}${3}</p>`.html).toBe(
    '<p title="a&quot;b"><b>&lt;&amp;&quot;&#39;&gt;</b>x<b>&lt;&amp;&quot;&#39;&gt;</b>3</p>',
  );
});

describe("the curve of the cost", () => {
  const steps = (costs: readonly number[]): RunEvent[] =>
    costs.map((cost, step) => ({ t: "step", step, epoch: 0, cost, learningRate: 0.1 }));

  test("says where the cost was not finite, and the level of guessing", () => {
    const { html: svg } = costCurve(imageEvents, [{ name: "ln 10", value: Math.LN10 }])!;
    expect(svg).toContain("NaN at step 5");
    expect(svg).toContain("ln 10 = 2.303");
    expect(svg).not.toMatch(/NaN,|,NaN|Infinity|undefined/);
  });

  test("is drawn for constant, negative, zero and huge costs, and left out where nothing is finite", () => {
    for (const costs of [
      [1, 1, 1],
      [-3, 0, 2],
      [0, 0],
      [1e-300, 1e300],
      [5, Number.POSITIVE_INFINITY, 4],
    ]) {
      const { html: svg } = costCurve(steps(costs), [])!;
      expect(/points="([^"]+)"/.exec(svg)![1], String(costs)).toMatch(/^(-?[\d.]+,-?[\d.]+ ?)+$/);
    }
    expect(costCurve(steps([Number.NaN, 3, Number.NaN]), [])).toBeNull();
    expect(costCurve([], [])).toBeNull();
  });

  test("keeps the smallest and largest cost of each column of a long run", () => {
    const costs = Array.from({ length: 100_000 }, (_, i) => (i === 70_001 ? 1000 : 1 + (i % 7) / 10));
    const svg = costCurve(steps(costs), [])!.html;
    const points = /points="([^"]+)"/.exec(svg)![1]!.split(" ");
    expect(points.length).toBeLessThan(2100);
    const heights = points.map((point) => Number(point.split(",")[1]));
    expect(heights.filter((y) => y < Math.min(...heights) + 5)).toHaveLength(1);
  });
});
