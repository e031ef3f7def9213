/** @file A run that trains with --ui, stopped from its page: it saves, the page stays, and its exit code says so. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readRecord } from "../../../src/record/reader.ts";
import { exitCode } from "../../../src/util/errors.ts";
import { chromiumPath, launchChromium, withoutChromium } from "../chromium.ts";
import { temporary } from "./folder.ts";
import { visit } from "./visit.ts";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

if (chromiumPath === null) {
  console.warn(`Stopping a run from its page was not tested: ${withoutChromium}`);
  test.skip("stopping was not tested: there is no Chromium", () => {});
} else {
  test("a run is seen while it trains, stopped from its page after saving, and ends as one that was interrupted", async () => {
    const cwd = temporary();
    const work = ["--hidden", "16", "--limit-train", "2000", "--epochs", "100000", "--threads", "1"];
    const args = [main, "train", "mnist", ...work, "--out", "run", "--ui", "--no-open"];
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const told: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => told.push(text));
    const browser = await launchChromium("none");
    try {
      const link = (): string => /http:\S+token=\S+/.exec(told.join(""))?.[0] ?? "";
      await expect.poll(link, { timeout: 60_000 }).not.toBe("");
      const { page, complaints } = await visit(browser, link());
      const step = async (): Promise<number> =>
        Number(/step ([\d,]+)/.exec(await page.locator(".progress").innerText())?.[1]?.replaceAll(",", ""));
      const first = await step();
      await expect.poll(step, { timeout: 10_000 }).toBeGreaterThan(first);
      const written = (): ReturnType<typeof readRecord> =>
        readRecord(readFileSync(join(cwd, "run/record.jsonl"), "utf8"), "run");

      await page.getByRole("button", { name: "Stop" }).click();
      await expect.poll(() => page.locator(".pill").innerText(), { timeout: 20_000 }).toContain("interrupted");
      const { end, steps } = written();
      expect(end).toMatchObject({ stopped: "interrupted", step: steps.at(-1)!.step + 1 });
      expect(readdirSync(join(cwd, "run/checkpoints")).length).toBeGreaterThan(0);
      expect(child.exitCode, "the page stays").toBeNull();
      expect(complaints).toEqual([]);
      child.kill("SIGINT");
      expect(await ended).toBe(exitCode.interrupted);
      expect(told.join("")).toContain(`train --resume run`);
    } finally {
      child.kill("SIGKILL");
      await ended;
      await browser.close();
      rmSync(cwd, { recursive: true, force: true });
    }
  });
}
