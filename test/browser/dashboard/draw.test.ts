/**
 * @file A digit drawn in Chromium, in the built page beside a run that was trained for it: by mouse, pen, finger and
 * keyboard.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandsOf } from "../../../src/ui/children.ts";
import { exportPage } from "../../../src/ui/exportPage.ts";
import { startUi, type UiServer } from "../../../src/ui/server.ts";
import { chromiumPath, launchChromium, withoutChromium } from "../chromium.ts";
import { seriousFindings } from "./axe.ts";
import { built, temporary } from "./folder.ts";
import { corner, drawByFinger, drawByMouse, drawByPen, moves, type Place, paperOf, seven } from "./hand.ts";
import { desk, phone, type Visit, visit } from "./visit.ts";

const start = commandsOf(fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url)));

/** About 93% right after a second. */
const experiment = {
  data: { source: "mnist", limit: 12_000, inputScaling: "unit" },
  model: [
    { type: "dense", units: 64, activation: "relu" },
    { type: "dense", units: 10, activation: "softmax" },
  ],
  loss: "sparse-categorical-cross-entropy",
  optimizer: { name: "adam", learningRate: 0.002 },
  batchSize: 64,
  epochs: 3,
  seed: 1,
};
const stepsPerEpoch = 188;

const said = (page: Page): Promise<string> => page.locator(".pad .says > :first-child").innerText();
const bars = (page: Page): Promise<number> => page.locator(".softmax i").count();
/** The first answer starts a process that reads MNIST. */
const answered = (page: Page, words: string | RegExp): Promise<void> =>
  expect.poll(() => said(page), { timeout: 30_000 }).toMatch(words);

/** What the network sees, as levels. */
const seen = (page: Page): Promise<number[]> =>
  page.locator(".preview canvas").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => data[4 * i]!);
  });

/** The part of the ink that lies in the left upper quarter. */
function shareInCorner(levels: readonly number[]): number {
  const sum = (part: readonly number[]): number => part.reduce((total, level) => total + level, 0);
  return sum(levels.filter((_, i) => i % 28 < 14 && i < 14 * 28)) / sum(levels);
}

/** How wide the page is, and whether the panel holds all that is in it. */
const roomOf = (page: Page): Promise<{ width: number; within: boolean }> =>
  page.locator(".panel-draw").evaluate((panel) => {
    const { bottom, right } = panel.getBoundingClientRect();
    const parts = [...panel.querySelectorAll("canvas, button, label, li, li span, p")];
    const places = parts.map((part) => part.getBoundingClientRect());
    return {
      width: document.documentElement.scrollWidth,
      within: places.every((place) => place.bottom <= bottom && place.right <= right),
    };
  });

if (chromiumPath === null) {
  console.warn(`Drawing was not tested: ${withoutChromium}`);
  test.skip("drawing was not tested: there is no Chromium", () => {});
} else {
  const folder = temporary();
  const run = join(folder, "runs", "seven");
  let browser: Browser;
  let server: UiServer;
  let open: Visit | null = null;

  beforeAll(async () => {
    const file = join(folder, "experiment.json");
    writeFileSync(file, JSON.stringify(experiment));
    const trained = await start(["train", file, "--out", run, "--threads", "1", "--quiet"]).finished;
    expect(trained).toMatchObject({ code: 0, stderr: "" });
    server = await startUi({ folder: run, port: 0, page: built, start });
    browser = await launchChromium("none");
  });
  afterAll(async () => {
    await open?.close();
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const show = async (options: Parameters<typeof visit>[2] = desk): Promise<Visit> => {
    await open?.close();
    open = await visit(browser, server.link(), options);
    await paperOf(open.page).waitFor();
    return open;
  };

  describe("before anything is drawn", () => {
    test("there is no bar, and no question to the server", async () => {
      const { page, requests } = await show();
      await answered(page, /^Draw with mouse, finger or pen/);
      expect(await bars(page)).toBe(0);
      expect(Math.max(...(await seen(page)))).toBe(0);
      expect(requests.filter((address) => address.includes("classify"))).toEqual([]);
    });
  });

  describe("a 7 is answered 7", () => {
    test("drawn with the mouse, under the page's policy", async () => {
      const { page, complaints } = await show();
      await drawByMouse(page, seven);
      await answered(page, /^Answer: 7 with (9\d|100)[\d.]*%; second \d with [\d.]+%\.$/);
      expect(await bars(page)).toBe(10);
      expect(await page.locator(".softmax .most").innerText()).toMatch(/^7\s/);
      expect(await page.locator(".panel-draw .note").innerText()).toContain(`after ${3 * stepsPerEpoch} steps`);
      expect(Math.max(...(await seen(page)))).toBe(255);
      expect(await roomOf(page)).toEqual({ width: 1440, within: true });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);
      expect(complaints).toEqual([]);
    });

    test("drawn with a pen", async () => {
      const { page } = await show();
      await drawByPen(page, seven);
      await answered(page, /^Answer: 7/);
    });

    test("drawn with a finger on a phone, which does not scroll by it", async () => {
      const { page } = await show(phone);
      await paperOf(page).scrollIntoViewIfNeeded();
      await drawByFinger(page, seven);
      await answered(page, /^Answer: 7/);
      const { y } = (await paperOf(page).boundingBox())!;
      await drawByFinger(page, [
        [0.5, 0.9],
        [0.5, 0.1],
      ]);
      expect((await paperOf(page).boundingBox())!.y).toBe(y);
      expect(await roomOf(page)).toEqual({ width: 390, within: true });
    });

    test("drawn small in a corner, because it is centred; without that it stays in its corner", async () => {
      const { page } = await show();
      await drawByMouse(page, corner);
      await answered(page, /^Answer: 7/);
      expect(shareInCorner(await seen(page))).toBeLessThan(0.5);
      await page.getByLabel("don't centre").check();
      await expect.poll(async () => shareInCorner(await seen(page))).toBe(1);
      await page.getByLabel("don't centre").uncheck();
      await answered(page, /^Answer: 7/);
    });
  });

  describe("what was drawn", () => {
    test("is gone with Clear and with Esc, and so are the bars", async () => {
      const { page } = await show();
      for (const clear of [
        () => page.getByRole("button", { name: "Clear" }).click(),
        () => page.keyboard.press("Escape"),
      ]) {
        await drawByMouse(page, seven);
        await answered(page, /^Answer: 7/);
        await clear();
        await expect.poll(() => bars(page)).toBe(0);
        expect(await said(page)).toMatch(/^Draw with/);
        expect(Math.max(...(await seen(page)))).toBe(0);
      }
    });

    test("is taken back stroke by stroke, with the button and with Ctrl-Z", async () => {
      const { page } = await show();
      await drawByMouse(page, seven);
      await expect.poll(async () => Math.max(...(await seen(page)))).toBe(255);
      const before = await seen(page);
      const undone = [() => page.getByRole("button", { name: "Undo" }).click(), () => page.keyboard.press("Control+z")];
      for (const undo of undone) {
        await drawByMouse(page, [
          [0.1, 0.9],
          [0.9, 0.9],
        ]);
        await expect.poll(() => seen(page)).not.toEqual(before);
        await undo();
        await expect.poll(() => seen(page)).toEqual(before);
      }
      await page.keyboard.press("Control+z");
      await expect.poll(async () => Math.max(...(await seen(page)))).toBe(0);
    });

    test("stays while its numbers are shown as a table", async () => {
      const { page } = await show();
      await drawByMouse(page, seven);
      await answered(page, /^Answer: 7/);
      const before = await seen(page);
      const table = page.getByRole("button", { name: "Draw a digit as a table" });
      await table.click();
      expect(await page.locator(".panel-draw tbody tr").count()).toBe(10);
      await table.click();
      await expect.poll(() => seen(page)).toEqual(before);
    });
  });

  test("drawing makes no long task: a move costs less than 50 ms of work", async () => {
    const { page } = await show();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const work = async (): Promise<number> =>
      (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
    const before = await work();
    const places: Place[] = Array.from({ length: 21 }, (_, i) => [i % 2 ? 0.9 : 0.1, 0.05 + 0.045 * i]);
    await drawByMouse(page, places);
    const perMove = ((await work()) - before) / (20 * moves);
    console.info(`a move of the pointer costs ${(1000 * perMove).toFixed(1)} ms`);
    expect(perMove).toBeLessThan(0.05);
  });

  test("by the keyboard alone a test image is chosen, answered, and taken away", async () => {
    const { page } = await show();
    await answered(page, /arrow keys show test images/);
    await page.keyboard.press("d");
    expect(await page.evaluate(() => document.activeElement?.matches(".pad .paper canvas"))).toBe(true);
    const image = /^Test image (\d+) is a (\d)\. Answer: (\d) with/;
    const shown = async (): Promise<string[]> => image.exec(await said(page))?.slice(1, 3) ?? [];
    await page.keyboard.press("ArrowRight");
    await answered(page, image);
    const first = await shown();
    expect(first[0]).toBe("1");
    expect(await bars(page)).toBe(10);
    const pixels = await seen(page);
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => (await shown())[0]).toBe("2");
    expect(await seen(page)).not.toEqual(pixels);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(shown).toEqual(first);
    // Arrow keys on the paper move no step.
    expect(await page.locator("p.unseen").first().innerText()).toBe("");
    await page.keyboard.press("Escape");
    await expect.poll(() => bars(page)).toBe(0);
  });

  test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
    const visited = await show({ ...desk, colorScheme, bypassCSP: true });
    await drawByMouse(visited.page, seven);
    await answered(visited.page, /^Answer: 7/);
    expect(await seriousFindings(visited)).toEqual([]);
  });

  test("one file without a server has no paper", async () => {
    const file = join(folder, "seven.html");
    const template = readFileSync(join(built, "run.html"), "utf8");
    writeFileSync(file, await exportPage({ folder: run, state: "done", views: null }, template));
    await open?.close();
    open = await visit(browser, pathToFileURL(file).href);
    expect(await open.page.locator(".panel-activations").count()).toBe(1);
    expect(await open.page.locator(".panel-draw, .pad").count()).toBe(0);
    await open.page.keyboard.press("?");
    expect(await open.page.locator("dialog").innerText()).not.toContain("draw a digit");
  });

  test("after more training the drawing is answered again, by the newer network", async () => {
    const { page } = await show();
    await drawByMouse(page, seven);
    await answered(page, /^Answer: 7/);
    const note = (): Promise<string> => page.locator(".panel-draw .note").innerText();
    expect(await note()).toContain(`after ${3 * stepsPerEpoch} steps`);
    const trained = await start(["train", "--resume", run, "--epochs", "4", "--quiet"]).finished;
    expect(trained).toMatchObject({ code: 0, stderr: "" });
    await expect.poll(note, { timeout: 20_000 }).toContain(`after ${4 * stepsPerEpoch} steps`);
    await answered(page, /^Answer: 7/);
  });
}
