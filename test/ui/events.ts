/** @file A reader of server-sent events, as a browser is one. */
import { type IncomingMessage, request } from "node:http";

interface Message {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
  /** Milliseconds. */
  readonly at: number;
}

export interface Listening {
  readonly status: number;
  readonly messages: readonly Message[];
  /** The record's lines so far. */
  readonly lines: readonly string[];
  /** Resolves when the condition holds. */
  until(condition: (listening: Listening) => boolean, wait?: number): Promise<void>;
  close(): void;
}

export interface Visitor {
  readonly port: number;
  readonly cookie: string;
}

/** Uses the link as a browser does. */
export async function visit(link: string): Promise<Visitor> {
  const response = await fetch(link, { redirect: "manual" });
  return { port: Number(new URL(link).port), cookie: response.headers.get("set-cookie")!.split(";")[0]! };
}

export function listen(
  { port, cookie }: Visitor,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, agent: false, headers: { cookie, ...headers } }, (response) =>
      resolve(listeningTo(response, () => asked.destroy())),
    );
    asked.on("error", reject);
    asked.end();
  });
}

function listeningTo(response: IncomingMessage, close: () => void): Listening {
  const messages: Message[] = [];
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  const listening: Listening = {
    status: response.statusCode ?? 0,
    messages,
    lines,
    close,
    until: (condition, wait = 5000) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!condition(listening)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`not seen within ${wait} ms: ${messages.length} messages, ${lines.length} lines`));
        }, wait);
        waiting.add(look);
        look();
      }),
  };
  response.setEncoding("utf8").on("data", (piece: string) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const message = messageOf(block);
      if (!message) continue;
      messages.push(message);
      if (message.event === "lines") lines.push(...(message.data as string[]));
    }
    for (const look of [...waiting]) look();
  });
  response.on("error", () => {});
  return listening;
}

function messageOf(block: string): Message | null {
  const field = (name: string): string | null =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = field("data");
  if (data === null) return null;
  return {
    event: field("event") ?? "message",
    id: field("id"),
    data: JSON.parse(data) as unknown,
    at: performance.now(),
  };
}
