/** @file The dashboard of a run that trains in this process: served from its first event until Ctrl-C. */
import { basename, dirname } from "node:path";
import type { RunEvent } from "../../record/events.ts";
import { runsFolder } from "../../train/node/runFolder.ts";
import type { UiServer } from "../../ui/server.ts";
import type { Channel } from "../channel.ts";
import { type ServeFlags, serve } from "../ui/serve.ts";
import type { StopRequested } from "./signals.ts";

export class Dashboard {
  readonly #flags: ServeFlags;
  readonly #channel: Channel;
  readonly #signalled: StopRequested;
  #server: Promise<UiServer | null> | null = null;
  /** Whether the page asked the run to stop: the page stays. */
  #stopped = false;
  #leave: (() => void) | null = null;

  constructor(flags: ServeFlags, channel: Channel, signalled: StopRequested) {
    this.#flags = flags;
    this.#channel = channel;
    this.#signalled = signalled;
  }

  readonly stopRequested: StopRequested = () => this.#signalled() ?? (this.#stopped ? "interrupted" : null);

  /** Whether the run is over and the page is waited for. */
  get isLast(): boolean {
    return this.#leave !== null;
  }

  /** Starts the server with the run: only then is its folder known. */
  see(event: RunEvent, folder: string): void {
    if (event.t === "start") this.#server ??= this.#start(folder);
  }

  /** After the run: serves until Ctrl-C, unless that ended the run. */
  async finish(): Promise<void> {
    const server = await this.#server;
    if (server && this.#signalled() === null) {
      this.#channel.write("the dashboard stays until Ctrl-C\n");
      await new Promise<void>((resolve) => {
        this.#leave = resolve;
      });
    }
    await this.close();
  }

  leave(): void {
    this.#leave?.();
  }

  async close(): Promise<void> {
    await (await this.#server)?.close();
    this.#server = null;
  }

  /** A page that cannot be served is no reason not to train. */
  async #start(folder: string): Promise<UiServer | null> {
    const stop = (): void => {
      this.#stopped = true;
    };
    // Beside other runs it can be compared with them.
    const within = basename(dirname(folder)) === runsFolder ? dirname(folder) : folder;
    try {
      return await serve(
        { folder: within, first: basename(folder), own: { folder, stop } },
        this.#flags,
        this.#channel,
      );
    } catch (error) {
      this.#channel.write(`${this.#channel.paint("yellow", `no dashboard: ${(error as Error).message}`)}\n`);
      return null;
    }
  }
}
