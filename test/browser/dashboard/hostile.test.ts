/**
 * @file Names, labels and messages that try to become markup, in the dashboard from the server and from one file: they are
 * shown as texts, nothing runs, nothing is added, no other host is asked. The page's policy is switched off for this: it
 * would hide a hole.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { exportPage } from "../../../src/ui/exportPage.ts";
import { startUi, type UiServer } from "../../../src/ui/server.ts";
import { hostileTexts } from "../../ui/hostile-texts.ts";
import { hostileViews, writeHostileRun } from "../../ui/runs.ts";
import { chromiumPath, launchChromium, withoutChromium } from "../chromium.ts";

const built = fileURLToPath(new URL("../../../dist/web", import.meta.url));
/** Each run begins with another text, so that every text comes to be shown. */
const firsts = [0, 12, 24, 36, 48, 60];

interface Seen {
  /** What scripts and elements of the texts leave behind. */
  readonly ran: unknown;
  readonly added: number;
  /** Elements that no panel makes. */
  readonly strange: readonly string[];
  /** Every text and attribute of the page. */
  readonly texts: string;
}

const spaced = (text: string): string => text.replace(/\s+/g, " ").trim();

function look(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const strange = ["iframe", "object", "embed", "img", "video", "audio", "math", "marquee", "template", "base"];
    const all = [...document.querySelectorAll("*")];
    const attributes = all.flatMap((element) => [...element.attributes]);
    const scripting = attributes.filter(
      ({ name, value }) => /^on|^srcdoc$/i.test(name) || /^\s*javascript:/i.test(value),
    );
    return {
      ran: (globalThis as { hostile?: unknown }).hostile ?? null,
      added: document.querySelectorAll("#hostile").length,
      strange: [
        ...strange.filter((name) => document.querySelector(name)),
        ...scripting.map(({ name, value }) => `${name}=${value}`),
      ],
      texts: [document.documentElement.textContent ?? "", ...attributes.map(({ value }) => value)].join("\n"),
    };
  });
}

if (chromiumPath === null) {
  console.warn(`Hostile texts were not tested: ${withoutChromium}`);
  test.skip("hostile texts were not tested: there is no Chromium", () => {});
} else {
  describe("hostile texts", () => {
    const within = mkdtempSync(join(tmpdir(), "evenkeel-hostile-"));
    let browser: Browser;
    let server: UiServer;
    let context: BrowserContext;
    const [strangers, dialogs]: [string[], string[]] = [[], []];
    const shown = new Set<string>();

    beforeAll(async () => {
      browser = await launchChromium("none");
      for (const first of firsts) writeHostileRun(within, first);
      const views = JSON.stringify(hostileViews());
      const finished = Promise.resolve({ code: 0, stdout: views, stderr: "" });
      server = await startUi({
        folder: within,
        port: 0,
        page: built,
        start: () => ({ finished, send: () => {}, stop: () => {} }),
      });
    });
    afterEach(() => context.close());
    afterAll(async () => {
      await browser.close();
      await server.close();
      rmSync(within, { recursive: true, force: true });
    });

    async function open(address: string): Promise<Page> {
      context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      page.on("request", (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith("http") && hostname !== "127.0.0.1") strangers.push(request.url());
      });
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(address);
      await page.locator(".verdict").waitFor();
      return page;
    }

    /** Opens what is folded, turns every panel into its table, and looks. */
    async function check(page: Page): Promise<void> {
      await page.locator(".card").first().waitFor();
      await inspect(page);
      for (const fold of await page.locator("summary").all()) await fold.click({ timeout: 1000 }).catch(() => {});
      for (const button of await page.locator("button.small").all()) {
        await button.click({ timeout: 1000 }).catch(() => {});
      }
      await inspect(page);
    }

    async function inspect(page: Page): Promise<void> {
      const { texts, ...seen } = await look(page);
      expect(seen).toEqual({ ran: null, added: 0, strange: [] });
      expect([strangers, dialogs]).toEqual([[], []]);
      const all = spaced(texts);
      // HTML has no NUL, and the browser shows another sign in its place.
      for (const text of hostileTexts) if (all.includes(spaced(text.replaceAll("\u0000", "")))) shown.add(text);
    }

    test("would be seen if they became markup", async () => {
      const page = await open("data:text/html,<p class=verdict>x</p>");
      // A page that goes elsewhere cannot be looked at.
      const staying = hostileTexts.filter((text) => !text.includes("http-equiv"));
      for (const text of staying) {
        await page.evaluate((html) => {
          document.body.innerHTML = html;
        }, text);
      }
      await expect.poll(async () => (await look(page)).ran).toBe(1);
      await page.evaluate(
        (texts) => {
          document.body.innerHTML = texts.map((text) => `<div>${text}</div>`).join("");
        },
        staying.slice(0, 12),
      );
      const { added, strange } = await look(page);
      expect(added).toBeGreaterThan(0);
      expect(strange.length).toBeGreaterThan(3);
      strangers.length = 0;
      dialogs.length = 0;
    });

    test("in runs of the server stay texts", async () => {
      const page = await open(server.link());
      await check(page);
    });

    test.each(firsts)("in one file, beginning with text %i, stay texts", async (first) => {
      const folder = writeHostileRun(mkdtempSync(join(within, "file-")), first);
      const views = JSON.stringify(hostileViews(first));
      const template = readFileSync(join(built, "run.html"), "utf8");
      const file = join(within, `${first}.html`);
      writeFileSync(file, await exportPage({ folder, state: "done", views }, template));
      const page = await open(pathToFileURL(file).href);
      await check(page);
      expect(spaced((await look(page)).texts)).toContain(spaced(basename(folder)));
    });

    test("are at least fifty, and were shown", async () => {
      context = await browser.newContext();
      const missing = hostileTexts.filter((text) => !shown.has(text));
      expect(shown.size, `not shown: ${missing.join("  ")}`).toBeGreaterThanOrEqual(50);
      console.info(`${shown.size} of ${hostileTexts.length} texts were shown`);
    });
  });
}
