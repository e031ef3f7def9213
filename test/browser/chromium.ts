/** @file Finds Chromium on this machine and starts it without a screen, with WebGPU in software. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env.EVENKEEL_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].filter((place): place is string => place !== undefined && place !== "");

export const chromiumPath: string | null = places.find((place) => existsSync(place)) ?? null;

export const withoutChromium = `there is no Chromium; EVENKEEL_CHROMIUM may name one, looked at ${places.join(", ")}`;

const softwareGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"];

export const launchChromium = (gpu: "software" | "none"): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...(gpu === "software" ? softwareGpu : ["--disable-gpu"]),
    ],
  });
