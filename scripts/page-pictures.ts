/**
 * @file Writes the README's pictures of pages: the built dashboard with a broken run of the fixtures and its repair, with
 * a healthy one, and the playground at the end of a lesson. Some of them go through a lesson, which takes a minute.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../test/browser/chromium.ts";
import { exported, placeReplay, placeRun, temporary } from "../test/browser/dashboard/folder.ts";
import { host } from "../test/browser/playground/opened.ts";

const images: string = fileURLToPath(new URL("../docs/images/", import.meta.url));
mkdirSync(images, { recursive: true });
const browser = await launchChromium("none");

async function picture(name: string, address: string, ready: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  await page.goto(address);
  await ready(page);
  // The last picture is drawn a task later.
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${images}${name}.png` });
  await page.close();
}

const drawn = (page: Page): Promise<unknown> => page.locator(".panel-cost canvas").waitFor();

/** A lesson from the guess to the repair. */
async function learned(page: Page): Promise<void> {
  const lesson = page.locator(".lesson");
  await lesson.locator(".guess button").nth(1).click();
  await lesson.getByRole("button", { name: "Find the cause" }).click({ timeout: 60_000 });
  await lesson.getByRole("button", { name: "Repair it" }).click({ timeout: 180_000 });
  await lesson.getByText("Repaired").waitFor({ timeout: 60_000 });
  await page.locator(".panel-confusion").waitFor();
  await page.locator(".side").evaluate((side) => {
    side.scrollTop = 0;
  });
}

const broken: string = placeRun(temporary(), "broken");
placeReplay(broken);
await picture("dashboard", await exported(broken, "broken", "done"), drawn);
await picture("dashboard-healthy", await exported(placeRun(temporary(), "healthy"), "healthy", "done"), drawn);
const site = await host(true);
await picture("playground", `${site.address}#lesson=raw-pixels`, learned);
await site.close();
await browser.close();
