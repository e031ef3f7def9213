/** @file The playground as it is built, in Chromium: a network trains in the page, is broken, diagnosed and repaired. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lessons } from "../../web/lessons/index.ts";
import { goal } from "../../web/playground/setup/setup.ts";
import { longestTask } from "./check/opened.ts";
import { chromiumPath, launchChromium, withoutChromium } from "./chromium.ts";
import { seriousFindings } from "./dashboard/axe.ts";
import { desk, phone } from "./dashboard/visit.ts";
import { host, openPlayground, type Playground } from "./playground/opened.ts";
import type { Server } from "./server.ts";

/** A page is held no longer than this by one task: longer ones are felt. */
const longestMs = 50;

if (chromiumPath === null) {
  console.warn(`The playground was not tested: ${withoutChromium}`);
  test.skip("the playground was not tested: there is no Chromium", () => {});
} else {
  let browser: Browser;
  let site: Server;
  let open: Playground | null = null;

  beforeAll(async () => {
    browser = await launchChromium("none");
    site = await host(true);
  });
  afterAll(async () => {
    await open?.close();
    await browser?.close();
    await site?.close();
  });
  const show = async (address = site.address, options = desk): Promise<Playground> => {
    await open?.close();
    open = await openPlayground(browser, address, options);
    return open;
  };
  const accuracy = async ({ page }: Playground): Promise<number> =>
    Number(/([\d.]+)% right/.exec(await page.locator(".panel-confusion .says").innerText())?.[1] ?? Number.NaN);

  describe("the network that learns", () => {
    test("trains as soon as the page is open, answers the first test image, and learns", async () => {
      const began = Date.now();
      const { page, ended, complaints, requests } = await show();
      const answer = page.locator(".panel-draw .answer");
      await expect.poll(() => answer.innerText(), { timeout: 60_000, interval: 50 }).toContain("Answer:");
      console.info(`the first image was answered ${((Date.now() - began) / 1000).toFixed(1)} s after opening`);
      await ended();
      expect(await page.locator(".verdict.good").innerText()).toContain("Learned; nothing odd was seen");
      expect(await accuracy(open!)).toBeGreaterThanOrEqual(100 * goal);
      await expect.poll(() => answer.innerText()).toContain("Test image 1 is a 7. Answer: 7");
      expect(complaints).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(site.address) && !address.startsWith("blob:"))).toEqual(
        [],
      );
    });

    test("everything is seen at 1440 by 900 without scrolling", async () => {
      const sizes = await open!.page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { scrollWidth, scrollHeight };
      });
      expect(sizes).toEqual({ scrollWidth: 1440, scrollHeight: 900 });
    });

    test("a drawn 7 is answered 7, by mouse", async () => {
      const { page } = open!;
      const box = (await page.locator(".paper canvas").boundingBox())!;
      const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
      await page.mouse.move(...at(0.25, 0.22));
      await page.mouse.down();
      await page.mouse.move(...at(0.75, 0.2), { steps: 12 });
      await page.mouse.move(...at(0.45, 0.85), { steps: 16 });
      await page.mouse.up();
      await expect.poll(() => page.locator(".panel-draw .answer").innerText()).toMatch(/(?<!a 7\. )Answer: 7 with/);
    });

    test("comes out the same from the same seed, and another from another", async () => {
      const { page } = open!;
      const costs = async (): Promise<string> => {
        await page.getByRole("button", { name: "Cost as a table" }).click();
        const rows = await page.locator(".panel-cost tbody").innerText();
        await page.getByRole("button", { name: "Cost as a table" }).click();
        return rows;
      };
      const first = await costs();
      await open!.again();
      expect(await costs()).toBe(first);
      await page.getByLabel("seed").fill("2");
      await page.keyboard.press("Enter");
      await open!.again();
      expect(await costs()).not.toBe(first);
    });

    test("no task holds the page while it trains", async () => {
      const { page, ended } = await show();
      await ended();
      const longest = await longestTask(browser, page, open!.again);
      console.info(`longest task while it trains: ${longest.toFixed(1)} ms of processor time`);
      expect(longest).toBeLessThan(longestMs);
    });
  });

  describe("its controls", () => {
    test("pause holds it, step does one step, reset begins anew", async () => {
      const { page, steps, progress } = await show();
      await page.getByRole("button", { name: "Reset" }).click();
      await expect.poll(progress, { timeout: 30_000 }).toMatch(/step 0 of .* paused/);
      for (const expected of [1, 2, 3]) {
        await page.getByRole("button", { name: "Step", exact: true }).click();
        await expect.poll(steps).toBe(expected);
      }
      await page.getByRole("button", { name: "Play" }).click();
      await expect.poll(steps).toBeGreaterThan(20);
      await page.getByRole("button", { name: "Pause" }).click();
      await expect.poll(progress).toContain("paused");
      const held = await steps();
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await steps()).toBe(held);
      await page.getByRole("button", { name: "Reset" }).click();
      await expect.poll(steps).toBe(0);
    });

    test("keys do the same", async () => {
      const { page, steps, progress } = open!;
      await page.locator("h1").click();
      await page.keyboard.press(".");
      await expect.poll(steps).toBe(1);
      await page.keyboard.press("Space");
      await expect.poll(steps).toBeGreaterThan(10);
      await page.keyboard.press("Space");
      await expect.poll(progress).toContain("paused");
      await page.keyboard.press("r");
      await expect.poll(steps).toBe(0);
    });

    test("a changed setup begins anew with it, is marked, and stands in the address", async () => {
      const { page, set } = open!;
      await set("activation", "tanh");
      await page.getByLabel("One layer more").click();
      await page.getByRole("button", { name: "Play" }).click();
      await expect.poll(() => page.locator(".panel-updates .values").innerText()).toContain("dense3");
      expect(await page.locator(".setup .changed").count()).toBe(2);
      expect(new URL(page.url()).hash).toContain("activation=tanh");
      const address = page.url();
      const again = await show(address);
      expect(await again.page.getByRole("combobox", { name: "activation" }).inputValue()).toBe("tanh");
      expect(await again.page.locator(".layers input").count()).toBe(3);
    });

    test("what cannot be set is told, and not taken", async () => {
      const { page } = open!;
      await page.getByLabel("learning rate", { exact: true }).fill("much");
      await page.keyboard.press("Enter");
      expect(await page.locator(".setup [role=alert]").innerText()).toContain("a number from 0.00001 to 100");
      const strange = await show(`${site.address}#units=3&activation=fast&learningRate=-1`);
      await expect.poll(() => strange.page.locator(".notice").innerText()).toMatch(/activation/);
    });
  });

  describe("lessons", () => {
    test.each(lessons.map(({ id, title, causes }, i) => [id, title, causes, i] as const))(
      "%s (%s) asks, breaks, is explained, proved and repaired",
      async (id, title, causes, i) => {
        const { page, complaints } = await show(`${site.address}#lesson=${id}`);
        const lesson = page.locator(".lesson");
        expect(await lesson.locator("h3").innerText()).toContain(title);
        expect(await page.getByRole("button", { name: "Play" }).isDisabled()).toBe(true);
        await lesson
          .locator(".guess button")
          .nth(i % 3)
          .click();
        await lesson.getByRole("button", { name: "Find the cause" }).click({ timeout: 120_000 });
        expect(await lesson.innerText()).toContain("What broke first");
        // A line of the bundle is nobody's.
        expect(await page.locator(".side").innerText()).not.toContain("/assets/");
        await lesson.getByRole("button", { name: "Repair it" }).click({ timeout: 180_000 });
        const card = page.locator(".cards .card").first();
        expect(causes).toContain((await card.locator(".meta").innerText()).split(" · ")[0]);
        expect(await card.locator(".proved").count()).toBe(1);
        await lesson.getByText("Repaired").waitFor({ timeout: 120_000 });
        const right = Number(/([\d.]+)% of the test images are right/.exec(await lesson.innerText())?.[1]);
        expect(right).toBeGreaterThanOrEqual(100 * goal);
        expect(await page.locator(".panel-cost .values").innerText()).toContain("replay");
        expect(complaints).toEqual([]);
      },
      400_000,
    );
  });

  describe("for everybody", () => {
    test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
      const shown = await show(`${site.address}#lesson=zero-init`, { ...desk, colorScheme, bypassCSP: true });
      expect(await seriousFindings(shown)).toEqual([]);
      const learning = await show(site.address, { ...desk, colorScheme, bypassCSP: true });
      await learning.ended();
      expect(await seriousFindings(learning)).toEqual([]);
    });

    test("the keyboard alone goes through a lesson", async () => {
      const { page } = await show(`${site.address}#lesson=zero-init`);
      const reach = async (what: string): Promise<void> => {
        for (let i = 0; i < 80 && (await page.locator(`${what}:focus`).count()) === 0; i++)
          await page.keyboard.press("Tab");
        expect(await page.locator(`${what}:focus`).count()).toBe(1);
      };
      await reach(".guess button");
      await page.keyboard.press("Enter");
      await page.locator(".lesson button.main").waitFor({ timeout: 60_000 });
      await reach(".lesson button.main");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Stop looking" }).waitFor();
      await reach(".lesson .buttons button");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Find the cause" }).first().waitFor();
    });

    test("on a phone the lesson comes before the charts, and nothing is wider than the screen", async () => {
      const { page, ended } = await show(`${site.address}#lesson=zero-init`, phone);
      await page.locator(".guess button").first().tap();
      await ended();
      const tops = await page.evaluate(() =>
        [".transport", ".verdict", ".lesson", ".panel-cost", ".setup"].map(
          (what) => document.querySelector(what)!.getBoundingClientRect().top,
        ),
      );
      expect(tops).toEqual([...tops].sort((a, b) => a - b));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    });
  });
}
