/** @file The dashboard as it is built, in Chromium: from a server and from one file, by mouse, keyboard and phone. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StepEvent } from "../../src/record/events.ts";
import { eventLine } from "../../src/record/lines.ts";
import { commandsOf } from "../../src/ui/children.ts";
import { startUi, type UiServer } from "../../src/ui/server.ts";
import { recordedEvents, writeRun } from "../ui/runs.ts";
import { chromiumPath, launchChromium, withoutChromium } from "./chromium.ts";
import { seriousFindings } from "./dashboard/axe.ts";
import { built, exported, placeReplay, placeRun, temporary } from "./dashboard/folder.ts";
import { coloursOf, desk, phone, type Visit, visit } from "./dashboard/visit.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const costsOf = (name: "healthy" | "broken"): readonly (readonly [number, number])[] =>
  recordedEvents(name).flatMap((event) => (event.t === "step" ? [[event.step, event.cost] as const] : []));

if (chromiumPath === null) {
  console.warn(`The dashboard was not tested: ${withoutChromium}`);
  test.skip("the dashboard was not tested: there is no Chromium", () => {});
} else {
  const folder = temporary();
  const runs = join(folder, "runs");
  let browser: Browser;
  let server: UiServer;
  let open: Visit | null = null;
  const files: Record<string, string> = {};

  beforeAll(async () => {
    browser = await launchChromium("none");
    const broken = placeRun(runs, "broken", new Date("2026-01-02"));
    placeReplay(broken);
    files.broken = await exported(broken, "broken", "done");
    files.healthy = await exported(placeRun(runs, "healthy", new Date("2026-01-01")), "healthy", "done");
    files.diverged = await exported(placeRun(runs, "diverged", new Date("2026-01-01")), "diverged", "diverged");
    server = await startUi({ folder: runs, port: 0, page: built, start: commandsOf(main) });
  });
  afterAll(async () => {
    await open?.close();
    await server?.close();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const show = async (...args: [address: string, options?: Parameters<typeof visit>[2]]): Promise<Visit> => {
    await open?.close();
    open = await visit(browser, ...args);
    return open;
  };

  describe("a run in one file", () => {
    test("shows what broke, why, and what repairs it, and asks no host for anything", async () => {
      const { page, requests, complaints } = await show(files.broken!);
      expect(await page.locator(".verdict").innerText()).toContain("Found: the learning rate is too high");
      const card = page.locator(".card").first();
      expect(await card.locator("h3").innerText()).toContain("The learning rate is too high");
      expect(await card.locator(".diff").innerText()).toMatch(
        /- optimizer\.learningRate: 2\n\+ optimizer\.learningRate: 0\.\d+/,
      );
      expect(await card.innerText()).toContain("reaches the goal in");
      expect(await page.locator(".panel-alive .says").innerText()).toContain("126 of 128 in dense0");
      expect(await page.locator(".panel-cost .values").innerText()).toContain("replay");
      expect([requests, complaints]).toEqual([[], []]);
    });

    test.each(["cost", "logits", "gradients", "updates", "alive", "wrong", "accuracy", "activations"])(
      "the panel %s is drawn and says what it shows",
      async (panel) => {
        const { page } = open!;
        expect(await coloursOf(page, panel)).toBeGreaterThan(4);
        expect((await page.locator(`.panel-${panel} .says`).innerText()).length).toBeGreaterThan(15);
      },
    );

    test("all of it is seen at 1440 by 900 without scrolling", async () => {
      const sizes = await open!.page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        const lowest = Math.max(
          ...[...document.querySelectorAll(".panel")].map((panel) => panel.getBoundingClientRect().bottom),
        );
        return { scrollWidth, scrollHeight, lowest };
      });
      expect(sizes.scrollWidth).toBe(1440);
      expect(sizes.scrollHeight).toBe(900);
      expect(sizes.lowest).toBeLessThanOrEqual(900);
    });

    test("its numbers are those of the record", async () => {
      const { page } = open!;
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "CSV" }).click(),
      ]);
      const rows = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\n")
        .slice(1);
      const costs = rows
        .map((row) => row.split(","))
        .filter(([, cost]) => cost !== "")
        .map(([step, cost]) => [Number(step), Number(cost)]);
      expect(costs).toEqual(costsOf("broken"));
    });

    test("the weights of the first layer are drawn as tiles", async () => {
      const { page } = await show(files.healthy!);
      expect(await coloursOf(page, "tiles")).toBeGreaterThan(20);
    });

    test("a cell of the confusion shows its pictures", async () => {
      const { page } = await show(files.healthy!);
      const all = await page.locator(".gallery li").count();
      await page.locator(".cell:not(.right)[title^='59 of class 9 answered 4']").click();
      await expect.poll(() => page.locator(".gallery li").count()).toBeLessThan(all);
      expect(await page.locator(".gallery li").first().innerText()).toMatch(/9 → 4/);
    });

    test("a healthy run is called so, with what was looked at, and has no card of an error", async () => {
      const { page } = open!;
      expect(await page.locator(".verdict.good").innerText()).toContain("Learned; nothing odd was seen");
      expect(await page.locator(".card.error, .card.warning").count()).toBe(0);
      expect(await page.locator(".card.good").innerText()).toContain("gradients of exactly 0");
    });

    test("a run that left the finite numbers says at which op and step", async () => {
      const { page, complaints } = await show(files.diverged!);
      expect(await page.locator(".verdict.bad").innerText()).toContain("log gave Infinity");
      expect(await page.locator(".panel-cost .says").innerText()).toContain("The cost was NaN at step 0");
      expect(complaints).toEqual([]);
    });
  });

  describe("a run from the server", () => {
    test("opens under the strict policy, newest first, without a complaint", async () => {
      const { page, requests, complaints } = await show(server.link());
      expect(await page.locator(".verdict").innerText()).toContain("Found: the learning rate is too high");
      expect(await page.getByRole("combobox", { name: "Run", exact: true }).inputValue()).toBe("broken");
      expect(complaints).toEqual([]);
      const host = `http://127.0.0.1:${server.port}/`;
      expect(requests.filter((address) => !address.startsWith(host))).toEqual([]);
    });

    test("another run is drawn beside it", async () => {
      const { page } = open!;
      await page.getByRole("combobox", { name: "Compare with" }).selectOption("healthy");
      await expect.poll(() => page.locator(".panel-cost .values").innerText()).toContain("healthy");
      for (const panel of ["logits", "gradients", "updates"]) {
        expect(await page.locator(`.panel-${panel} .note`).textContent()).toContain("dotted: healthy");
      }
    });

    test("the pointer over one chart shows its step in all of them", async () => {
      const { page } = open!;
      const values = (): Promise<string[]> =>
        page.locator(".panel-gradients .values, .panel-logits .values").allInnerTexts();
      const before = await values();
      const box = (await page.locator(".panel-cost .u-over").boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
      await expect.poll(async () => (await values()).filter((text, i) => text !== before[i]).length).toBe(2);
      expect(await page.locator(".strip .at").isVisible()).toBe(true);
    });

    test("it jumps to where the run went wrong, and back", async () => {
      const { page } = open!;
      await page.getByRole("button", { name: "Jump to step 4" }).first().click();
      await page.getByRole("button", { name: "All steps" }).click();
      expect(await page.getByRole("button", { name: "All steps" }).count()).toBe(0);
    });

    test("steps that are added to the record appear", async () => {
      const events = recordedEvents("healthy").filter(({ t }) => t !== "end");
      const live = writeRun(runs, "live", events, new Date("2026-01-03"));
      const { page } = await show(server.link());
      const last = events.filter((event): event is StepEvent => event.t === "step").at(-1)!;
      appendFileSync(join(live, "record.jsonl"), eventLine({ ...last, step: 5000, cost: 0.0123 }));
      await expect.poll(() => page.locator(".panel-cost .values").innerText(), { timeout: 10_000 }).toContain("0.0123");
      rmSync(live, { recursive: true });
    });
  });

  test("the proposed fix is trained from the page, drawn beside the run, and better", async () => {
    const alone = temporary();
    const broken = placeRun(alone, "broken");
    const { recommended } = JSON.parse(readFileSync(join(broken, "diagnosis.json"), "utf8")) as {
      recommended: { experiment: object };
    };
    writeFileSync(join(broken, "repaired.json"), JSON.stringify(recommended.experiment));
    const own = await startUi({ folder: alone, port: 0, page: built, start: commandsOf(main) });
    try {
      const { page, complaints } = await show(own.link());
      await page.getByRole("button", { name: "Replay the fix" }).click();
      const told = page.locator(".panel-cost .says > :first-child");
      const replayed = async (): Promise<number> =>
        Number(/The replay is at ([\d.]+?)\.?$/.exec((await told.textContent()) ?? "")?.[1] ?? Number.NaN);
      await expect.poll(replayed, { timeout: 90_000, interval: 500 }).toBeLessThan(0.5);
      expect(complaints).toEqual([]);
    } finally {
      await open?.close();
      open = null;
      await own.close();
      rmSync(alone, { recursive: true, force: true });
    }
  });

  describe("for everybody", () => {
    test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
      const serious = async (file: string): Promise<string[]> =>
        seriousFindings(await show(file, { ...desk, colorScheme, bypassCSP: true }));
      expect(await serious(files.broken!)).toEqual([]);
      expect(await serious(files.healthy!)).toEqual([]);
    });

    test("the keyboard alone moves the step, zooms, changes axes and opens a table", async () => {
      const { page } = await show(files.broken!);
      const told = (): Promise<string> => page.locator("p.unseen").innerText();
      await page.keyboard.press("ArrowRight");
      await expect.poll(told).toBe("step 0: cost 2.395");
      await page.keyboard.press("Shift+ArrowRight");
      await expect.poll(told).toContain("step 10:");
      await page.keyboard.press("+");
      await page.getByRole("button", { name: "All steps" }).waitFor();
      await page.keyboard.press("0");
      await page.keyboard.press("l");
      expect(await page.getByRole("button", { name: "log steps" }).getAttribute("aria-pressed")).toBe("false");
      for (let i = 0; i < 60 && !(await page.locator(".panel-cost .small:focus").count()); i++)
        await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.locator(".panel-cost tbody tr").count()).toBe(costsOf("broken").length);
    });

    test("on a phone the verdict, the first card and the cost come first, and nothing is wider than the screen", async () => {
      const { page } = await show(files.broken!, phone);
      const tops = await page.evaluate(() =>
        [".verdict", ".card", ".panel-cost", ".panel-alive", ".panel-logits"].map(
          (what) => document.querySelector(what)!.getBoundingClientRect().top,
        ),
      );
      expect(tops).toEqual([...tops].sort((a, b) => a - b));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    });
  });

  test("100,000 steps open within a second of work, and keep their one spike", async () => {
    const events = recordedEvents("healthy");
    const start = events[0]!;
    const health = events.filter(({ t }) => t === "health");
    const spike = 54_321;
    const steps = Array.from({ length: 100_000 }, (_, step): StepEvent => {
      const cost = step === spike ? 77.7 : 2.3 / Math.sqrt(1 + step / 50) + 0.1 * Math.abs(Math.sin(step));
      return { t: "step", step, epoch: 0, cost, learningRate: 0.1 };
    });
    const file = join(folder, "long.jsonl");
    writeFileSync(file, [start, ...health, ...steps].map(eventLine).join(""));
    const { page } = await show(files.healthy!);
    const metrics = await page.context().newCDPSession(page);
    await metrics.send("Performance.enable", { timeDomain: "threadTicks" });
    const work = async (): Promise<number> =>
      (await metrics.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
    const before = await work();
    await page.locator("input[type=file]").setInputFiles(file);
    await expect.poll(() => page.locator(".progress").innerText()).toContain("step 100,000");
    const seconds = (await work()) - before;
    expect(seconds).toBeLessThan(1);
    // The spike's pixel is drawn: at the height of the largest value.
    const top = await page.locator(".panel-cost .chart").evaluate((host) => {
      const canvas = host.querySelector("canvas")!;
      const { data, width } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) {
        const x = (i / 4) % width;
        if (x > width * 0.85 && x < width - 12 && data[i + 2]! > data[i]! + 60 && data[i + 3]! > 60)
          return Math.floor(i / 4 / width) / canvas.height;
      }
      return 1;
    });
    expect(top).toBeLessThan(0.12);
  });

  test("the built page lies where the server looks for it", () =>
    expect(readFileSync(join(built, "index.html"), "utf8")).toContain('<script type="module"'));
}
