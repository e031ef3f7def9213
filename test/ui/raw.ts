/** @file Requests byte by byte, as no browser would send them. */
import { connect, type Socket } from "node:net";

export interface Answer {
  /** 0 where the server closed without a word. */
  readonly status: number;
  /** Name in small letters → value; of one that comes twice, both. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** All of it. */
  readonly text: string;
}

/** Sends the text and reads until the server closes, has answered in full, or the time is over. */
export function ask(port: number, text: string | Buffer, wait = 3000, host = "127.0.0.1"): Promise<Answer> {
  return new Promise((resolve) => {
    let got = "";
    const socket = connect(port, host, () => socket.write(text));
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parsed(got));
    };
    const timer = setTimeout(finish, wait);
    socket.setEncoding("latin1").on("data", (piece: string) => {
      got += piece;
      if (isWhole(got)) finish();
    });
    socket.on("error", finish).on("close", finish);
  });
}

export const opened = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
  });

/** A request with one header a line. */
export const request = (method: string, target: string, headers: readonly string[], body = ""): string =>
  `${method} ${target} HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join("")}\r\n${body}`;

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2));
  return length !== null && text.length >= end + 4 + Number(length[1]);
}

function parsed(text: string): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n"), text };
}
