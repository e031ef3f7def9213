/** @file Drawings that are sent to the server: what is answered, what is refused, and the processes that answer. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask, request } from "../../test/ui/raw.ts";
import { recordedEvents, writeRun } from "../../test/ui/runs.ts";
import { commandsOf } from "./children.ts";
import { startUi, type UiServer } from "./server.ts";

/** In the place of the command line: answers with how much ink there is, and does what the run's name says. */
const answering = `
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
const [, , command, folder, flag] = process.argv;
const name = basename(folder);
writeFileSync(folder + "/process-" + process.pid, [command, flag].join(" "));
if (name === "unreadable") {
  process.stderr.write("The data set is gone\\n  where  /data");
  process.exit(4);
}
process.on("message", ({ id, pixels }) => {
  if (name === "unsaved") return process.send({ id, answer: null });
  if (name === "another") return process.send({ id, error: "The picture has another size; 784 pixels" });
  const ink = Buffer.from(pixels, "base64").reduce((sum, v) => sum + v, 0);
  setTimeout(() => {
    process.send({ id, answer: { step: 7, probabilities: [ink] } });
    if (name === "short") process.disconnect();
  }, name === "slow" ? 300 : 0);
});
process.once("disconnect", () => process.exit());
`;

const folder = mkdtempSync(join(tmpdir(), "evenkeel-classify-"));
const runs = join(folder, "runs");
let server: UiServer;
let [host, cookie] = ["", ""];

const base64 = (length: number, value = 0): string => Buffer.alloc(length, value).toString("base64");
const drawing = (value = 1): string => JSON.stringify({ pixels: base64(784, value) });
const address = (run: string): string => `/api/runs/${run}/classify`;

interface Sent {
  readonly run?: string;
  readonly body?: string;
  readonly method?: string;
  readonly headers?: readonly string[];
}

function send({ run = "one", body = drawing(), method = "POST", headers = [] }: Sent = {}): Promise<Answer> {
  const own = [
    `Host: ${host}`,
    `Cookie: ${cookie}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  return ask(server.port, request(method, address(run), [...own, ...headers], body));
}

const processesOf = (run: string): number[] =>
  readdirSync(join(runs, run))
    .filter((name) => name.startsWith("process-"))
    .map((name) => Number(name.slice("process-".length)));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

beforeAll(async () => {
  const main = join(folder, "main.mjs");
  writeFileSync(main, answering);
  for (const name of ["one", "two", "three", "short", "slow", "unsaved", "another", "unreadable"])
    writeRun(runs, name, recordedEvents("healthy"));
  server = await startUi({ folder: runs, port: 0, page: folder, start: commandsOf(main) });
  host = `127.0.0.1:${server.port}`;
  const link = `/${new URL(server.link()).search}`;
  const { headers } = await ask(server.port, request("GET", link, [`Host: ${host}`]));
  cookie = headers["set-cookie"]!.split(";")[0]!;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a drawing", () => {
  test("is answered with probabilities and the step that they are of", async () => {
    const { status, body } = await send({ body: drawing(3) });
    expect([status, body]).toEqual([200, JSON.stringify({ step: 7, probabilities: [3 * 784] })]);
  });

  test("is asked of one process for all drawings of a run", async () => {
    for (const value of [1, 2, 3]) await send({ body: drawing(value) });
    const [pid, ...more] = processesOf("one");
    expect(more).toEqual([]);
    expect(readFileSync(join(runs, "one", `process-${pid}`), "utf8")).toBe("views --answers");
  });

  test("is answered by another process where the first ended of its silence", async () => {
    for (const value of [4, 5, 6]) expect((await send({ run: "short", body: drawing(value) })).status).toBe(200);
    expect(processesOf("short").length).toBeGreaterThan(1);
  });

  test("has no answer where the run has saved nothing", async () => {
    const { status, body } = await send({ run: "unsaved" });
    expect([status, body]).toEqual([204, ""]);
  });

  test("of a run that takes none is answered with what it says", async () => {
    const { status, body } = await send({ run: "another" });
    expect([status, body]).toEqual([409, '{"error":"The picture has another size; 784 pixels"}']);
  });

  test("of a run that cannot be read is answered with why", async () => {
    const { status, body } = await send({ run: "unreadable" });
    expect(status).toBe(409);
    expect(body).toBe('{"error":"The run cannot answer: The data set is gone where /data"}');
  });

  test("is refused where too many wait", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => send({ run: "slow" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 503, 503]);
    expect((await send({ run: "slow" })).status).toBe(200);
  });
});

describe("a body", () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["too few bytes", JSON.stringify({ pixels: base64(783) }), /has 784 bytes, .* these are 783\./],
    ["too many bytes", JSON.stringify({ pixels: base64(785) }), /these are 785\./],
    ["no bytes", JSON.stringify({ pixels: "" }), /these are 0\./],
    ["letters that are not base64", JSON.stringify({ pixels: `${base64(784).slice(0, -4)}!!==` }), /is not base64/],
    ["base64 of addresses", JSON.stringify({ pixels: base64(784, 255).replaceAll("/", "_") }), /is not base64/],
    ["base64 without its end", JSON.stringify({ pixels: base64(784).replaceAll("=", "") }), /is not base64/],
    ["bits that nothing reads", JSON.stringify({ pixels: base64(784).replace("A==", "B==") }), /is not base64/],
    ["spaces", JSON.stringify({ pixels: ` ${base64(784)}` }), /is not base64/],
    ["a list of numbers", JSON.stringify({ pixels: Array(784).fill(0) }), /784 bytes, and not a list/],
    ["a number", '{"pixels":784}', /and not a number/],
    ["null for pixels", '{"pixels":null}', /and not null/],
    ["no pixels", "{}", /and not absent/],
    ["more than pixels", JSON.stringify({ pixels: base64(784), step: 1 }), /nothing else/],
    ["no object", JSON.stringify([base64(784)]), /comes as a JSON object/],
    ["no JSON", "pixels=AAAA", /comes as a JSON object/],
    ["nothing", "", /comes as a JSON object/],
  ];
  test.each(wrong)("with %s is refused, and no process starts", async (_, body, words) => {
    const answer = await send({ run: "two", body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).error).toMatch(words);
    expect(processesOf("two")).toEqual([]);
  });
});

describe("a request", () => {
  test.each(["GET", "PUT", "DELETE", "OPTIONS"])("by %s is refused", async (method) => {
    expect([400, 404, 405]).toContain((await send({ run: "two", method })).status);
    const bare = request(method, address("two"), [`Host: ${host}`, `Cookie: ${cookie}`]);
    expect([404, 405]).toContain((await ask(server.port, bare)).status);
  });

  test("from a page of another site is refused", async () => {
    for (const header of ["Origin: http://attacker.example", "Origin: null", "Sec-Fetch-Site: cross-site"])
      expect((await send({ run: "two", headers: [header] })).status).toBe(403);
  });

  test("without the cookie is refused", async () => {
    const headers = [`Host: ${host}`, "Content-Type: application/json", `Content-Length: ${drawing().length}`];
    expect((await ask(server.port, request("POST", address("two"), headers, drawing()))).status).toBe(403);
  });

  test.each(["nothing", "..%2fone", "one%00", ""])("for the run %j is refused: there is none", async (run) => {
    expect([400, 404]).toContain((await send({ run })).status);
  });

  test("that was refused starts no process", () => expect(processesOf("two")).toEqual([]));
});

describe("processes", () => {
  test("are two at most: the one that waited longest ends", async () => {
    for (const run of ["one", "two", "three"]) expect((await send({ run })).status).toBe(200);
    await expect.poll(() => processesOf("one").filter(isAlive)).toEqual([]);
    expect([...processesOf("two"), ...processesOf("three")].filter(isAlive).length).toBe(2);
  });

  test("end with the server", async () => {
    const alive = [...processesOf("two"), ...processesOf("three")].filter(isAlive);
    expect(alive.length).toBe(2);
    await server.close();
    await expect.poll(() => alive.filter(isAlive)).toEqual([]);
  });
});
