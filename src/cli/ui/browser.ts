/** @file Opens a page in the browser of whoever sits at this machine, where somebody does. */
import { spawn } from "node:child_process";

/** Whether a person would see a browser: a terminal, on this machine, with a screen. */
export function hasBrowser(isTerminal: boolean, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (!isTerminal || env.CI || env.SSH_CONNECTION || env.SSH_TTY) return false;
  return platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** A browser that cannot be started is no mistake: the link is on the terminal. */
export function openBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(program!, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
