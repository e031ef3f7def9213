/** @file Server-sent events: each reader goes through the record at its own pace, and one that does not read is dropped. */
import type { ServerResponse } from "node:http";
import { milliseconds } from "../util/clock.ts";
import { type Feed, recordSize } from "./feed.ts";
import { messageOf } from "./message.ts";

/** Milliseconds between two messages to a reader, and what more readers add to it. */
const pace = 100;
const paceOfEach = 2;
/** Milliseconds in which a reader must take a message. */
const patience = 10_000;
/** Milliseconds after which a line without meaning shows that the connection is alive. */
const heartbeat = 15_000;
/** Bytes that may wait to be read, of all readers together. */
const mostWaiting = 32 * 1024 * 1024;

export const mostReaders = 512;

/** What all streams of a server share. */
export class Streams {
  readonly #open = new Set<Reader>();
  #waiting = 0;

  get count(): number {
    return this.#open.size;
  }

  /** Sends the run until the reader goes away. @param from the byte of the record to begin at */
  async send(feed: Feed, response: ServerResponse, from: number): Promise<void> {
    const reader = new Reader(feed, response, from, this);
    this.#open.add(reader);
    const leave = await feed.join();
    try {
      await reader.run();
    } finally {
      this.#open.delete(reader);
      leave();
      response.end();
    }
  }

  /** Whether so many bytes more may wait now. */
  reserve(bytes: number): boolean {
    if (this.#waiting > 0 && this.#waiting + bytes > mostWaiting) return false;
    this.#waiting += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#waiting -= bytes;
  }

  close(): void {
    for (const reader of this.#open) reader.end();
  }
}

class Reader {
  readonly #feed: Feed;
  readonly #response: ServerResponse;
  readonly #streams: Streams;
  #from: number;
  #replay: { readonly folder: string; from: number } | null = null;
  #state: string | null = null;
  #version = 0;
  #replayIsNext = false;
  #open = true;
  #sentAt = milliseconds() - pace;

  constructor(feed: Feed, response: ServerResponse, from: number, streams: Streams) {
    this.#feed = feed;
    this.#response = response;
    this.#streams = streams;
    this.#from = from;
    response.on("close", () => this.end());
    response.on("error", () => this.end());
  }

  end(): void {
    this.#open = false;
    this.#feed.wake();
  }

  #drop(): void {
    this.end();
    this.#response.destroy();
  }

  async run(): Promise<void> {
    await this.#write(Buffer.from("retry: 1000\n\n"));
    while (this.#open) {
      const { changes } = this.#feed;
      if (await this.#sendNext()) continue;
      const quiet = heartbeat - (milliseconds() - this.#sentAt);
      if (quiet <= 0) await this.#message(Buffer.from(":\n\n"));
      else if (this.#open) await this.#feed.changed(changes, quiet);
    }
  }

  /**
   * One message of what is new; whether there was any. A run's lines may come faster than they are sent, so they take
   * turns with a replay's, and the rest goes first; but that a run has ended is told after its last line.
   */
  async #sendNext(): Promise<boolean> {
    if (this.#feed.state === "running" && (await this.#sendState())) return true;
    if (await this.#sendNews()) return true;
    this.#replayIsNext = !this.#replayIsNext;
    if (this.#replayIsNext && (await this.#sendReplay())) return true;
    return (await this.#sendLines()) || (await this.#sendReplay()) || (await this.#sendState());
  }

  async #sendLines(): Promise<boolean> {
    const { folder } = this.#feed;
    if (recordSize(folder) < this.#from) {
      // The record is another one than it was.
      this.#from = 0;
      await this.#message(messageOf("reset", "{}", 0));
    }
    const next = await this.#feed.piece(folder, this.#from);
    if (!next) return false;
    this.#from = next.end;
    await this.#message(next.message);
    return true;
  }

  async #sendState(): Promise<boolean> {
    const { state } = this.#feed;
    if (state === null || state === this.#state) return false;
    this.#state = state;
    await this.#message(messageOf("state", JSON.stringify({ state })));
    return true;
  }

  async #sendReplay(): Promise<boolean> {
    const { replay } = this.#feed.activity;
    if (!replay) return false;
    if (this.#replay?.folder !== replay) this.#replay = { folder: replay, from: 0 };
    const next = await this.#feed.piece(replay, this.#replay.from);
    if (!next) return false;
    this.#replay.from = next.end;
    await this.#message(next.message);
    return true;
  }

  async #sendNews(): Promise<boolean> {
    const { version, news } = this.#feed.activity;
    if (version === this.#version) return false;
    this.#version = version;
    if (news !== null) await this.#message(messageOf("diagnosis", news));
    return true;
  }

  async #message(message: Buffer): Promise<void> {
    const due = this.#sentAt + pace + paceOfEach * (this.#feed.readers - 1);
    await this.#sleep(due - milliseconds());
    this.#sentAt = milliseconds();
    await this.#write(message);
  }

  /** Comes back when the reader has room again; ends a reader that has none for too long. */
  async #write(message: Buffer): Promise<void> {
    const bytes = message.length;
    while (this.#open && !this.#streams.reserve(bytes)) await this.#sleep(pace);
    if (!this.#open) return;
    try {
      if (!this.#response.write(message) && !(await this.#drained())) this.#drop();
    } finally {
      this.#streams.release(bytes);
    }
  }

  #drained(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isRead: boolean) => (): void => {
        clearTimeout(timer);
        this.#response.off("drain", onDrain).off("close", onClose);
        resolve(isRead);
      };
      const [onDrain, onClose] = [done(true), done(false)];
      const timer = setTimeout(onClose, patience);
      this.#response.on("drain", onDrain).on("close", onClose);
    });
  }

  #sleep(time: number): Promise<void> {
    return time <= 0 || !this.#open ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, time));
  }
}
