/** @file The playground where it is served: by any static host, by the command, without isolation, files or a GPU, and on WebGPU. */
import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandsOf } from "../../../src/ui/children.ts";
import { startUi, type UiServer } from "../../../src/ui/server.ts";
import { chromiumPath, launchChromium, withoutChromium } from "../chromium.ts";
import { built, temporary } from "../dashboard/folder.ts";
import { desk } from "../dashboard/visit.ts";
import type { Server } from "../server.ts";
import { builtPlayground, host, openPlayground, type Playground } from "./opened.ts";

if (chromiumPath === null) {
  console.warn(`Where the playground is served was not tested: ${withoutChromium}`);
  test.skip("where the playground is served was not tested: there is no Chromium", () => {});
} else {
  const folder = temporary();
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
    rmSync(folder, { recursive: true, force: true });
  });
  const show = async (address = site.address): Promise<Playground> => {
    await open?.close();
    open = await openPlayground(browser, address);
    return open;
  };

  test("a host that sends no headers of isolation gets one thread, and the page says why", async () => {
    const plain = await host(false);
    try {
      const { page, ended } = await show(plain.address);
      await ended();
      expect(await page.locator(".setup").innerText()).toContain("1 thread: the page is not cross-origin isolated");
    } finally {
      await open?.close();
      open = null;
      await plain.close();
    }
  });

  test("evenkeel ui --playground serves it under its strict policy", async () => {
    const server: UiServer = await startUi({
      folder,
      port: 0,
      page: built,
      playground: builtPlayground,
      opens: "playground",
      start: commandsOf("nothing is started"),
    });
    try {
      const { page, ended, complaints } = await show(server.link());
      await ended();
      expect(new URL(page.url()).pathname).toBe("/playground/");
      expect(await page.locator(".verdict.good").count()).toBe(1);
      expect(complaints).toEqual([]);
    } finally {
      await open?.close();
      open = null;
      await server.close();
    }
  });

  test("a second visit fetches neither ONNX Runtime nor MNIST again", async () => {
    const { page, ended } = await show();
    await ended();
    const large: string[] = [];
    page.on("response", (response) => {
      if (/\.(wasm|gz)$/.test(response.url()) && !response.fromServiceWorker()) large.push(response.url());
    });
    await page.reload();
    await expect.poll(open!.steps, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(large).toEqual([]);
  });

  test("files that are missing are told in words", async () => {
    const page = await (await browser.newContext(desk)).newPage();
    await page.route(/mnist/, (route) => route.abort());
    await page.goto(site.address);
    const alert = page.locator("[role=alert]").first();
    await alert.waitFor({ timeout: 30_000 });
    expect(await alert.innerText()).toContain("A file of this page could not be fetched");
    await page.context().close();
  });

  test("on WebGPU the same network learns", async () => {
    const gpu = await launchChromium("software");
    const shown = await openPlayground(gpu, `${site.address}#device=webgpu&epochs=1&images=2000&batchSize=128`);
    try {
      // In software what the panels at the end are made of takes half a minute.
      await shown.page.locator("[data-phase=ended]").waitFor({ timeout: 100_000 });
      expect(await shown.page.locator(".setup").innerText()).toMatch(/swiftshader/i);
      const [, first, last] = /cost ([\d.]+) → ([\d.]+)/.exec(await shown.page.locator(".verdict").innerText())!;
      expect(Number(last)).toBeLessThan(0.8 * Number(first));
    } finally {
      await shown.close();
      await gpu.close();
    }
  });

  test("without a GPU the switch to WebGPU is refused with what to do", async () => {
    const { page, set, ended } = await show();
    await set("runs on", "webgpu");
    await page
      .getByRole("button", { name: "Play" })
      .click()
      .catch(() => {});
    await expect.poll(() => page.locator("[role=alert]").first().innerText(), { timeout: 30_000 }).toMatch(/WebGPU/);
    await set("runs on", "wasm");
    await page.getByRole("button", { name: "Play" }).click();
    await ended();
    expect(await page.locator(".verdict.good").count()).toBe(1);
  });
}
