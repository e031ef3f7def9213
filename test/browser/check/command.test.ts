/** @file The report of the checker's panel is that of the command, and its cards stand at the right nodes. */
import { execFile } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onnxFixtures } from "../../onnx-fixtures.ts";
import { chromiumPath, launchChromium, withoutChromium } from "../chromium.ts";
import type { Server } from "../server.ts";
import { pathOf, rangesOf } from "./models.ts";
import { type OpenPanel, openPanel, saved, servePlayground } from "./opened.ts";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** Every fifth fixture, and those of the rarest grade. */
const compared = onnxFixtures.filter(({ grade }, i) => i % 5 === 0 || grade === "flush-to-zero");

interface Report {
  readonly findings: readonly {
    readonly node: string;
    readonly grade: string;
    readonly witness: { readonly shownBy?: unknown } | null;
  }[];
  readonly seconds?: number;
}

/** ONNX Runtime confirms witnesses on the command line only, and times differ. */
function comparable(text: string): unknown {
  const { seconds: _, findings, ...report } = JSON.parse(text) as Report;
  return {
    ...report,
    findings: findings.map(({ witness, ...finding }) => ({
      ...finding,
      witness: witness && { ...witness, shownBy: undefined },
    })),
  };
}

/** Its exit code is 1 where there are defects. */
const commandReport = (file: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = [main, "check", pathOf(file), "--json", "--ranges", rangesOf(file)];
    execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (error, stdout) =>
      stdout === "" ? reject(error) : resolve(stdout),
    );
  });

if (chromiumPath === null) {
  console.warn(`The checker's reports were not compared: ${withoutChromium}`);
  test.skip("the checker's reports were not compared: there is no Chromium", () => {});
} else {
  let browser: Browser;
  let server: Server;
  let open: OpenPanel;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium("none"), servePlayground()]);
    open = await openPanel(browser, server.address);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("twenty models and more are compared, with defects of each kind and without", () => {
    expect(compared.length).toBeGreaterThanOrEqual(20);
    expect(new Set(compared.map(({ grade }) => grade))).toEqual(new Set(onnxFixtures.map(({ grade }) => grade)));
  });

  test.each(compared)("$file: $what", async ({ file: model, defects }) => {
    const { page, panel, give, complaints } = open;
    await give([pathOf(model), rangesOf(model)]);
    const [report, expected] = await Promise.all([saved(page, "Save as JSON"), commandReport(model)]);
    expect(report.name).toBe(basename(model).replace(".onnx", ".check.json"));
    expect(comparable(report.bytes.toString())).toEqual(comparable(expected));
    const cards = await panel
      .locator(".finding")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    expect(cards).toHaveLength((JSON.parse(expected) as Report).findings.length);
    for (const node of defects)
      expect(
        cards.some((label) => label?.includes(node)),
        node,
      ).toBe(true);
    if (defects.length === 0) expect(await panel.locator(".finding.error, .finding.warning").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
}
