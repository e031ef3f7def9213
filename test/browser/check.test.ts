/** @file The checker in the built playground: what it says of a model that is dropped, by mouse, keyboard and phone, without a request. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFailure } from "../../src/check/check.ts";
import { checkModel } from "../../src/check/checkModel.ts";
import { largeModel, namedModel, pathOf, rangesOf, splitModel } from "./check/models.ts";
import { longestTask, type OpenPanel, openPanel, saved, servePlayground, settled } from "./check/opened.ts";
import { chromiumPath, launchChromium, withoutChromium } from "./chromium.ts";
import { seriousFindings } from "./dashboard/axe.ts";
import { desk, phone } from "./dashboard/visit.ts";
import type { Server } from "./server.ts";

const assets = fileURLToPath(new URL("../../dist/playground/assets/", import.meta.url));

test("the worker's file holds the checker: no training, no doctor, no schemas, no engine of ONNX", () => {
  const name = readdirSync(assets).find((file) => /^check-.*\.js$/.test(file))!;
  const code = readFileSync(join(assets, name));
  expect(gzipSync(code).length).toBeLessThan(125_000);
  for (const word of ["ZodError", "InferenceSession", "recommended", "learningRate"])
    expect(code.includes(word), word).toBe(false);
});

if (chromiumPath === null) {
  console.warn(`The checker was not tested in a browser: ${withoutChromium}`);
  test.skip("the checker was not tested in a browser: there is no Chromium", () => {});
} else {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-check-"));
  const file = (name: string, content: Uint8Array | string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) writeFileSync(path, content);
    return path;
  };
  let browser: Browser;
  let server: Server;
  let open: OpenPanel | null = null;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium("none"), servePlayground()]);
  });
  afterAll(async () => {
    await open?.close();
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const show = async (options?: Parameters<typeof openPanel>[2]): Promise<OpenPanel> => {
    await open?.close();
    open = await openPanel(browser, server.address, options);
    return open;
  };
  const shown = async (): Promise<OpenPanel> => open ?? (await show());

  test("a defect is told with its range beside the limit, inputs that show it, its path and what to do", async () => {
    const { panel, give } = await shown();
    await give([pathOf("defects/naive-softmax.onnx"), rangesOf("defects/naive-softmax.onnx")]);
    const card = panel.locator(".finding").first();
    const text = await card.innerText();
    expect(text).toContain("Exp can overflow to Infinity");
    expect(text).toMatch(/exp-overflow · proved · Exp \/Exp/);
    expect(text).toMatch(/operand\s+\[-68949\.3, 62408\.4\] normal: finite up to 88\.7228 in float32/);
    expect(text).toMatch(/seen\s+Exp of [\d.]+ is Infinity/);
    expect(text).toMatch(/goes on to\s+Div → Add → Log/);
    expect(text).toContain("Subtract the largest element first");
    await card.locator("summary", { hasText: "The inputs that show it" }).click();
    expect(await card.locator("details[open]").innerText()).toMatch(/x float32\[4, 64\]\s+1020, .* and 248 more/s);
    expect(await panel.locator(".conclusion").innerText()).toMatch(/11 kB · opset 13 · 14 nodes of 11 kinds/);
  });

  test("where no defect is found, it is said what was looked at, and for which inputs", async () => {
    const { panel, give } = await shown();
    await give([pathOf("healthy/vae.onnx"), rangesOf("healthy/vae.onnx")]);
    const text = await panel.locator(".conclusion").innerText();
    expect(text).toContain("No defect found: every value stays finite for all inputs in their ranges.");
    expect(text).toContain("31 nodes");
    expect(text).toContain("Looked at every value, and the gradients of loss, for all inputs in the ranges below");
    expect(await panel.getByLabel("noise, most").inputValue()).toBe("5");
  });

  test("ranges that are typed are checked again; what is no range is told at its input", async () => {
    const { page, panel, give } = await shown();
    await give(pathOf("defects/log-pixels.onnx"));
    const findings = panel.locator(".finding.error");
    const before = await findings.count();
    expect(before).toBeGreaterThan(0);
    const [least, most] = [panel.getByLabel(/, least$/), panel.getByLabel(/, most$/)];
    await least.fill("1");
    await panel.getByRole("button", { name: "Check again" }).click();
    expect(await panel.locator(".mistake").first().innerText()).toContain("Give two numbers");
    expect(await findings.count()).toBe(before);
    await most.fill("255");
    await panel.getByRole("button", { name: "Check again" }).click();
    await settled(page);
    expect(await panel.locator(".conclusion").innerText()).toContain("No defect found");
    await least.fill("0");
    await page.keyboard.press("Enter");
    await settled(page);
    expect(await findings.first().getAttribute("aria-label")).toContain("Log /Log");
  });

  test("a size that the model leaves open can be said", async () => {
    const { page, panel, give } = await shown();
    await give([pathOf("defects/naive-softmax.onnx"), rangesOf("defects/naive-softmax.onnx")]);
    await panel.getByLabel("N", { exact: true }).fill("7");
    await panel.getByRole("button", { name: "Check again" }).click();
    await settled(page);
    expect(await panel.locator("legend").first().innerText()).toBe("x float32[7, 64]");
  });

  test("the repaired model is saved, its nodes are told as a difference, and it has no defect", async () => {
    const { page, panel, give } = await shown();
    await give([pathOf("defects/log-of-softmax.onnx"), rangesOf("defects/log-of-softmax.onnx")]);
    const card = panel.locator(".repaired");
    expect(await card.innerText()).toContain("no defect remains");
    expect(await card.locator(".minus").allInnerTexts()).toEqual([
      expect.stringContaining("= Softmax("),
      expect.stringContaining("= Log("),
    ]);
    expect(await card.locator(".plus").allInnerTexts()).toEqual([expect.stringContaining("= LogSoftmax(")]);
    expect(await panel.locator(".finding .formula").first().innerText()).toContain("log(softmaxₐ(x)) → logSoftmaxₐ(x)");
    const { name, bytes } = await saved(page, "Save the repaired model");
    expect(name).toBe("log-of-softmax.repaired.onnx");
    const ranges = JSON.parse(readFileSync(rangesOf("defects/log-of-softmax.onnx"), "utf8"));
    expect(checkModel(bytes, { ranges }).findings.filter(isFailure)).toEqual([]);
  });

  describe("what cannot be checked is refused in words", () => {
    const damaged = (): Uint8Array => readFileSync(pathOf("healthy/vae.onnx")).subarray(0, 9000);
    test.each([
      ["notes.onnx", () => "# My model", ["This is no ONNX model", 'text that begins with "# My model"']],
      ["empty.onnx", () => "", ["This is no ONNX model", "the file is empty"]],
      ["saved.onnx", () => new Uint8Array([0x50, 0x4b, 3, 4]), ["zip archive", "torch.onnx.export"]],
      ["half.onnx", damaged, ["this is not a valid ONNX file"]],
    ] as const)("%s", async (name, content, said) => {
      const { panel, give } = await shown();
      await give(file(name, content()));
      const text = await panel.locator(".card[role=alert]").innerText();
      for (const words of [...said, name]) expect(text).toContain(words);
      expect(await panel.locator(".conclusion").count()).toBe(0);
    });

    test("more than a page can hold", async () => {
      const { panel, give } = await shown();
      const path = file("huge.onnx", "");
      truncateSync(path, 300 * 2 ** 20);
      await give(path);
      const text = await panel.locator(".card[role=alert]").innerText();
      expect(text).toContain("The model is too large for a page");
      expect(text).toContain("300 MB; up to 256 MB are read here");
      expect(text).toContain("npx evenkeel check huge.onnx");
    });

    test("ranges for an input that there is not", async () => {
      const { panel, give } = await shown();
      await give([pathOf("healthy/vae.onnx"), file("ranges.json", '{"inputs": {"noize": {"lo": 0, "hi": 1}}}')]);
      expect(await panel.locator(".card[role=alert]").innerText()).toMatch(/There is no input "noize"[\s\S]*"noise"/);
    });

    test("data in another file, which is then chosen, or given with the model", async () => {
      const { page, panel, give } = await shown();
      const { model, data } = splitModel("weights/split.data");
      const paths = [file("split.onnx", model), file("split.data", data)];
      await give(paths[0]!);
      expect(await panel.locator(".card[role=alert]").innerText()).toContain("weights/split.data is not here");
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        panel.getByRole("button", { name: "Choose weights/split.data" }).click(),
      ]);
      await chooser.setFiles(paths[1]!);
      await settled(page);
      expect(await panel.locator(".finding").first().getAttribute("aria-label")).toContain("Log log");
      await give(paths);
      expect(await panel.locator(".finding").count()).toBeGreaterThan(0);
      await give([paths[0]!, file("split.data.short", data.subarray(0, 8))]);
      expect(await panel.locator(".card[role=alert]").innerText()).toContain("is not here");
    });
  });

  test("a model is dropped anywhere on the page", async () => {
    const { page, panel } = await show();
    const bytes = [...readFileSync(pathOf("defects/log-pixels.onnx"))];
    await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(content)], "dropped.onnx"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, bytes);
    await settled(page);
    expect(await panel.locator(".conclusion h3").innerText()).toBe("dropped.onnx");
  });

  test("names of a model never become markup", async () => {
    const { page, panel, give } = await shown();
    const name = "<img src=x onerror=\"document.title='owned'\">";
    await give(file("hostile.onnx", namedModel(name)));
    expect(await panel.locator(".finding .meta").first().innerText()).toContain(name);
    expect(await panel.locator("img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });

  test("no request leaves the page: it asks for the checker's worker, and for nothing else", async () => {
    const { page, requests, give } = await show();
    await page.waitForLoadState("networkidle");
    const before = requests.length;
    await give([pathOf("defects/naive-softmax.onnx"), rangesOf("defects/naive-softmax.onnx")]);
    await saved(page, "Save the repaired model");
    const asked = requests.slice(before).filter((address) => !address.startsWith("blob:"));
    expect(asked).toEqual([expect.stringMatching(new RegExp(`^${server.address}assets/check-[\\w-]+\\.js$`))]);
  });

  test("a model of 100 MB is checked and repaired while no task of the page takes 50 ms", async () => {
    const { page, panel, give } = await show();
    await page.waitForLoadState("networkidle");
    const path = file("large.onnx", largeModel());
    const longest = await longestTask(browser, page, () => give(path));
    expect(await panel.locator(".conclusion").innerText()).toContain("100 MB · opset 17 · 3 nodes");
    expect(await panel.locator(".finding").last().getAttribute("aria-label")).toContain("Log log");
    expect(longest).toBeLessThan(50);
  });

  test("a check can be stopped, and ends with the panel", async () => {
    const { page, panel } = await show();
    await page.waitForLoadState("networkidle");
    const checkers = (): number => page.workers().filter((worker) => worker.url().includes("/check-")).length;
    const path = file("large.onnx", largeModel());
    await panel.locator(".opening input[type=file]").setInputFiles(path);
    await expect.poll(checkers, { timeout: 10_000 }).toBe(1);
    await panel.getByRole("button", { name: "Stop" }).click();
    await expect.poll(checkers, { timeout: 10_000 }).toBe(0);
    expect(await panel.locator(".going").count()).toBe(0);
    await panel.locator(".opening input[type=file]").setInputFiles(path);
    await expect.poll(checkers, { timeout: 10_000 }).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(checkers, { timeout: 10_000 }).toBe(0);
  });

  describe("for everybody", () => {
    test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
      const visit = await show({ ...desk, colorScheme, bypassCSP: true });
      expect(await seriousFindings(visit)).toEqual([]);
      await visit.give([
        pathOf("defects/bce-with-logits-exported.onnx"),
        rangesOf("defects/bce-with-logits-exported.onnx"),
      ]);
      expect(await seriousFindings(visit)).toEqual([]);
      await visit.give(file("notes.onnx", "# My model"));
      expect(await seriousFindings(visit)).toEqual([]);
    });

    test("the keyboard alone chooses a file, types a range and opens the inputs", async () => {
      const { page, panel } = await show();
      const focus = async (name: string): Promise<void> => {
        const isThere = () => panel.locator(":focus").evaluateAll((all) => all[0]?.textContent || all[0]?.ariaLabel);
        for (let i = 0; i < 40 && (await isThere()) !== name; i++) await page.keyboard.press("Tab");
        expect(await isThere()).toBe(name);
      };
      await focus("Check a model");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
      await chooser.setFiles([pathOf("defects/log-pixels.onnx"), rangesOf("defects/log-pixels.onnx")]);
      await settled(page);
      await focus("The inputs that show it");
      await page.keyboard.press("Enter");
      expect(await panel.locator("details[open]").count()).toBe(1);
    });

    test("on a phone it is a page of its own, and nothing is wider than the screen", async () => {
      const { page, panel, give } = await show(phone);
      await give([pathOf("defects/naive-softmax.onnx"), rangesOf("defects/naive-softmax.onnx")]);
      const dialog = await page.locator("dialog[open]").boundingBox();
      expect(dialog).toMatchObject({ x: 0, width: 390, height: 844 });
      const widest = await panel.evaluate((root) =>
        Math.max(...[...root.querySelectorAll("*")].map((element) => element.getBoundingClientRect().right)),
      );
      expect(widest).toBeLessThanOrEqual(390);
    });
  });
}
