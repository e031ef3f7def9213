/** @file Files of the site, fetched from a real server, with their progress. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetched } from "./fetched.ts";

const bytes = new Uint8Array(5000).fill(7);
let server: Server;
let site = "";

beforeAll(async () => {
  server = createServer(({ url }, answer) => {
    if (url === "/plain") answer.setHeader("content-length", bytes.length).end(bytes);
    else if (url === "/compressed") answer.setHeader("content-encoding", "gzip").end(gzipSync(bytes));
    else answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test.each(["plain", "compressed"])("of a %s file all bytes come, and at the end it is told as whole", async (name) => {
  const told: [number, number][] = [];
  const came = await fetched(`${site}/${name}`, (loaded, total) => told.push([loaded, total]));
  expect(came).toEqual(bytes);
  expect(told.at(-1)).toEqual([bytes.length, bytes.length]);
});

test("a file that is not there is refused with its address", async () => {
  await expect(fetched(`${site}/nothing`, () => {})).rejects.toMatchObject({
    message: "A file of this page could not be fetched",
    detail: { where: `${site}/nothing`, found: "404 Not Found" },
  });
});
