/** @file Requests as an attacker sends them: from other sites, under other names, without the link, to other files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask, request } from "../../test/ui/raw.ts";
import { recordedEvents, writeRun } from "../../test/ui/runs.ts";
import { startUi, type UiServer } from "./server.ts";

const secret = "nobody may read this";
const folder = mkdtempSync(join(tmpdir(), "evenkeel-requests-"));
let server: UiServer;
let [host, cookie] = ["", ""];
let started: readonly (readonly string[])[] = [];

const get = (target: string, headers: readonly string[] = []): Promise<Answer> =>
  ask(server.port, request("GET", target, [`Host: ${host}`, `Cookie: ${cookie}`, ...headers]));

const post = (target: string, headers: readonly string[] = [], body = "{}"): Promise<Answer> =>
  ask(
    server.port,
    request("POST", target, [`Host: ${host}`, `Cookie: ${cookie}`, `Content-Length: ${body.length}`, ...headers], body),
  );

const tokenOf = (link: string): string => new URL(link).search;
const withoutCookie = (target: string, headers: readonly string[] = []): Promise<Answer> =>
  ask(server.port, request("GET", target, [`Host: ${host}`, ...headers]));

beforeAll(async () => {
  mkdirSync(join(folder, "page/assets"), { recursive: true });
  writeFileSync(join(folder, "page/index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(folder, "page/assets/main.js"), "export {};");
  mkdirSync(join(folder, "playground/assets"), { recursive: true });
  writeFileSync(join(folder, "playground/index.html"), "<!doctype html><title>playground</title>");
  writeFileSync(join(folder, "playground/assets/worker.js"), "export {};");
  writeFileSync(join(folder, "page/notes.txt"), secret);
  writeFileSync(join(folder, "secret.html"), secret);
  writeRun(join(folder, "runs"), "one", recordedEvents("healthy"));
  server = await startUi({
    folder: join(folder, "runs"),
    port: 0,
    page: join(folder, "page"),
    playground: join(folder, "playground"),
    start: (args) => {
      started = [...started, args];
      return { finished: new Promise(() => {}), send: () => {}, stop: () => {} };
    },
  });
  host = `127.0.0.1:${server.port}`;
  const { headers } = await withoutCookie(`/${tokenOf(server.link())}`);
  cookie = headers["set-cookie"]!.split(";")[0]!;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("whoever has the cookie is answered", async () => {
  expect((await get("/")).body).toContain("<title>page</title>");
  expect(JSON.parse((await get("/api/runs")).body).runs[0]).toMatchObject({ id: "one", state: "done" });
  expect((await get("/assets/main.js")).headers["content-type"]).toBe("text/javascript; charset=utf-8");
});

describe("the host", () => {
  const names: Record<string, (port: number) => string[]> = {
    "is absent": () => [],
    "is empty": () => ["Host: "],
    "is sent twice": (port) => [`Host: 127.0.0.1:${port}`, `Host: 127.0.0.1:${port}`],
    "is sent twice, once another": (port) => [`Host: 127.0.0.1:${port}`, "Host: attacker.example"],
    "is one that points here": (port) => [`Host: attacker.example:${port}`],
    "is one that points here, without a port": () => ["Host: attacker.example"],
    "has no port": () => ["Host: 127.0.0.1"],
    "has another port": (port) => [`Host: 127.0.0.1:${port + 1}`],
    "has a port with a zero before it": (port) => [`Host: 127.0.0.1:0${port}`],
    "ends in a dot": (port) => [`Host: localhost.:${port}`],
    "is in capitals": (port) => [`Host: LOCALHOST:${port}`],
    "has a user": (port) => [`Host: user@127.0.0.1:${port}`],
    "has a user and a password": (port) => [`Host: localhost:${port}@attacker.example`],
    "begins like ours": (port) => [`Host: localhost.attacker.example:${port}`],
    "ends like ours": (port) => [`Host: attackerlocalhost:${port}`],
    "is 0.0.0.0": (port) => [`Host: 0.0.0.0:${port}`],
    "is another loopback address": (port) => [`Host: 127.0.0.2:${port}`],
    "is a short form of the address": (port) => [`Host: 127.1:${port}`],
    "is the address as a number": (port) => [`Host: 2130706433:${port}`],
    "is IPv6 without brackets": (port) => [`Host: ::1:${port}`],
    "is IPv4 within IPv6": (port) => [`Host: [::ffff:127.0.0.1]:${port}`],
    "is a subdomain": (port) => [`Host: evenkeel.localhost:${port}`],
    "is a path": (port) => [`Host: 127.0.0.1:${port}/`],
    "is a list": (port) => [`Host: 127.0.0.1:${port}, attacker.example`],
  };
  for (const [what, headers] of Object.entries(names)) {
    test(`that ${what} is refused`, async () => {
      const sent = [...headers(server.port), `Cookie: ${cookie}`];
      const answer = await ask(server.port, request("GET", "/api/runs", sent));
      expect([400, 403]).toContain(answer.status);
      expect(answer.text).not.toContain('"one"');
    });
  }

  test.each(["localhost", "127.0.0.1", "[::1]"])("%s is ours", async (name) => {
    const headers = [`Host: ${name}:${server.port}`, `Cookie: ${cookie}`];
    expect((await ask(server.port, request("GET", "/api/runs", headers))).status).toBe(200);
  });

  test("cannot be replaced by a whole address as the target", async () => {
    expect((await get(`http://attacker.example/api/runs`)).status).toBe(400);
    expect((await get(`http://127.0.0.1:${server.port}/api/runs`)).status).toBe(400);
  });
});

describe("pages of other sites", () => {
  const origins = (port: number): string[] => [
    "null",
    "",
    "http://attacker.example",
    `http://attacker.example:${port}`,
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    "http://127.0.0.1",
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}/`,
    `HTTP://127.0.0.1:${port}`,
    `http://127.0.0.1:${port}.attacker.example`,
    "file://",
    "chrome-extension://abcdef",
  ];
  const paths = ["/", "/assets/main.js", "/api/runs", "/api/runs/one/stream", "/api/runs/one/page"];
  test("are refused by their origin, wherever they ask", async () => {
    for (const origin of origins(server.port)) {
      for (const path of paths) {
        const { status, headers } = await get(path, [`Origin: ${origin}`]);
        expect([origin, path, status]).toEqual([origin, path, 403]);
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
  });
  test("are refused with two origins", async () => {
    const own = `Origin: http://${host}`;
    expect((await get("/api/runs", [own, own])).status).toBe(403);
  });
  test.each(["cross-site", "same-site", "", "Same-Origin", "same-origin, cross-site", "other"])(
    "are refused by Sec-Fetch-Site: %s",
    async (site) => {
      for (const path of paths) expect((await get(path, [`Sec-Fetch-Site: ${site}`])).status).toBe(403);
      const action = await post("/api/runs/one/actions/stop", [
        "Content-Type: application/json",
        `Sec-Fetch-Site: ${site}`,
      ]);
      expect(action.status).toBe(403);
    },
  );
  test("cannot exchange a token", async () => {
    const link = `/${tokenOf(server.link())}`;
    expect((await withoutCookie(link, ["Sec-Fetch-Site: cross-site"])).status).toBe(403);
    expect((await withoutCookie(link, ["Origin: http://attacker.example"])).status).toBe(403);
    expect((await withoutCookie(link)).status).toBe(303);
  });
  test("get no permission in advance", async () => {
    const answer = await ask(
      server.port,
      request("OPTIONS", "/api/runs", [
        `Host: ${host}`,
        "Origin: http://attacker.example",
        "Access-Control-Request-Method: POST",
      ]),
    );
    expect(answer.status).toBe(405);
    expect(answer.text.toLowerCase()).not.toContain("access-control");
  });
  test("and our own is answered", async () => {
    expect((await get("/api/runs", [`Origin: http://${host}`, "Sec-Fetch-Site: same-origin"])).status).toBe(200);
    expect((await get("/", ["Sec-Fetch-Site: none"])).status).toBe(200);
  });
  test("cannot change the protocol", async () => {
    const upgrade = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Key: AAAA",
      "Sec-WebSocket-Version: 13",
    ];
    expect((await get("/api/runs/one/stream", upgrade)).status).toBe(403);
  });
});

describe("without the cookie", () => {
  test.each(["/", "/assets/main.js", "/api/runs", "/api/runs/one/stream", "/nothing", "/api/runs/one/diagnosis"])(
    "%s tells nothing",
    async (path) => {
      const answer = await withoutCookie(path);
      expect(answer.status).toBe(403);
      expect(answer.body).toBe("Open the link that the terminal shows: it lets this browser in.\n");
    },
  );
  test.each(["", "evenkeel-1=abc", "token=x", "EVENKEEL=x"])("a cookie %j does not help", async (value) => {
    expect((await withoutCookie("/api/runs", [`Cookie: ${value}`])).status).toBe(403);
  });
  test("a cookie that is nearly right does not help", async () => {
    const [name, value] = cookie.split("=") as [string, string];
    const last = value.endsWith("A") ? "B" : "A";
    const wrong = [value.slice(0, -1), `${value.slice(0, -1)}${last}`, `${value}A`, "", value.toLowerCase()];
    for (const each of wrong) expect((await withoutCookie("/api/runs", [`Cookie: ${name}=${each}`])).status).toBe(403);
    const header = `Cookie: other=1; ${cookie}; more=2`;
    expect((await withoutCookie("/api/runs", [header])).status).toBe(200);
  });
  test("actions are refused", async () => {
    const headers = [`Host: ${host}`, "Content-Type: application/json", "Content-Length: 2"];
    expect((await ask(server.port, request("POST", "/api/runs/one/actions/stop", headers, "{}"))).status).toBe(403);
  });
});

describe("the link", () => {
  test("lets in once, with a cookie that scripts and other sites cannot use, and leaves no token behind", async () => {
    const link = `/${tokenOf(server.link())}`;
    const { status, headers } = await withoutCookie(link);
    expect([status, headers.location]).toEqual([303, "/"]);
    expect(headers["set-cookie"]).toMatch(
      new RegExp(`^evenkeel-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    const again = await withoutCookie(link);
    expect([again.status, again.headers["set-cookie"]]).toEqual([403, undefined]);
    expect(again.body).toContain("used already");
  });
  test("has 256 bits, and each has others", () => {
    const links = Array.from({ length: 20 }, () => new URL(server.link()).searchParams.get("token")!);
    for (const token of links) expect(Buffer.from(token, "base64url").length).toBe(32);
    expect(new Set(links).size).toBe(20);
  });
  test("is not the cookie", async () => {
    const token = new URL(server.link()).searchParams.get("token")!;
    expect((await withoutCookie("/api/runs", [`Cookie: evenkeel-${server.port}=${token}`])).status).toBe(403);
  });
  test("that has another token does not let in", async () => {
    for (const token of ["", "x", "A".repeat(43), "%00", cookie.split("=")[1]!]) {
      expect((await withoutCookie(`/?token=${token}`)).status).toBe(403);
    }
  });
  test("works at the first page only, and not by POST", async () => {
    const query = tokenOf(server.link());
    expect((await withoutCookie(`/api/runs${query}`)).status).toBe(403);
    const headers = [`Host: ${host}`, "Content-Type: application/json", "Content-Length: 2"];
    expect((await ask(server.port, request("POST", `/${query}`, headers, "{}"))).status).toBe(403);
    expect((await withoutCookie(`/${query}`)).status).toBe(303);
  });
  test("is not used up by what a browser fetches ahead", async () => {
    const link = `/${tokenOf(server.link())}`;
    expect((await withoutCookie(link, ["Sec-Purpose: prefetch;prerender"])).status).toBe(403);
    expect((await withoutCookie(link)).status).toBe(303);
  });
  test("ends with its time", async () => {
    const link = `/${tokenOf(server.link(0.05))}`;
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await withoutCookie(link)).status).toBe(403);
  });
});

describe("actions", () => {
  const target = "/api/runs/one/actions/stop";
  const json = "Content-Type: application/json";
  test.each(["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])(
    "are not done by %s",
    async (method) => {
      const answer = await ask(server.port, request(method, target, [`Host: ${host}`, `Cookie: ${cookie}`]), 500);
      expect([400, 404, 405]).toContain(answer.status);
    },
  );
  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/jsonp",
    "text/json",
    "",
  ])("take no %s", async (type) => {
    expect((await post(target, [`Content-Type: ${type}`])).status).toBe(415);
  });
  test("take no request without a type, or with two", async () => {
    expect((await post(target)).status).toBe(415);
    expect((await post(target, [json, "Content-Type: text/plain"])).status).toBe(415);
  });
  test.each(["", "[]", "1", "null", '"stop"', "{", "stop=1"])("take no body %j", async (body) => {
    expect((await post(target, [json], body)).status).toBe(400);
  });
  test("take no large body, before it comes", async () => {
    const headers = [`Host: ${host}`, `Cookie: ${cookie}`, json, "Content-Length: 1073741824"];
    const answer = await ask(server.port, request("POST", target, [...headers, "Expect: 100-continue"]));
    expect([answer.status, answer.headers.connection]).toEqual([413, "close"]);
    expect(answer.text).not.toContain("100 Continue");
  });
  test("take no body of unknown length", async () => {
    const headers = [`Host: ${host}`, `Cookie: ${cookie}`, json, "Transfer-Encoding: chunked"];
    expect((await ask(server.port, request("POST", target, headers, "2\r\n{}\r\n0\r\n\r\n"))).status).toBe(411);
    const both = [...headers, "Content-Length: 2"];
    expect([400, 411]).toContain((await ask(server.port, request("POST", target, both, "{}"))).status);
  });
  test("that GET asks for have no body", async () => {
    expect((await get("/api/runs", ["Content-Length: 5"])).status).toBe(400);
  });
  test("are answered where all is right, and say what they cannot do", async () => {
    const answer = await post(target, [json]);
    expect([answer.status, answer.body]).toEqual([409, '{"error":"The run does not go on any more."}']);
    expect((await post("/api/runs/none/actions/stop", [json])).status).toBe(404);
    expect((await post("/api/runs/one/actions/remove", [json])).status).toBe(404);
    expect(started).toEqual([]);
    const begun = await post("/api/runs/one/actions/diagnose", ["Content-Type: application/json; charset=utf-8"]);
    expect([begun.status, begun.body]).toEqual([202, '{"ok":true}']);
    expect((await post("/api/runs/one/actions/diagnose", [json])).status).toBe(409);
    expect(started.length).toBe(1);
  });
});

describe("every answer", () => {
  const expected: Readonly<Record<string, string>> = {
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
  };
  test("has the headers that keep other sites out, refusals too", async () => {
    const answers = [
      await get("/"),
      await get("/api/runs"),
      await get("/nothing"),
      await get("/api/runs/one/diagnosis"),
      await withoutCookie("/"),
      await withoutCookie(`/${tokenOf(server.link())}`),
      await post("/api/runs/one/actions/stop"),
      await get("/", ["Origin: http://attacker.example"]),
    ];
    for (const { headers } of answers) expect(headers).toMatchObject(expected);
    for (const { headers } of answers) expect(Object.keys(headers).join()).not.toContain("access-control");
  });
  test("lets scripts compile WebAssembly in the playground only, and nowhere what is written in a page", async () => {
    const policyOf = async (path: string): Promise<string> =>
      String((await get(path)).headers["content-security-policy"]);
    for (const path of ["/", "/assets/main.js"]) expect(await policyOf(path)).toContain("script-src 'self';");
    for (const path of ["/playground/", "/playground/index.html", "/playground/assets/worker.js"]) {
      expect(await policyOf(path)).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(await policyOf(path)).not.toMatch(/unsafe-inline|'unsafe-eval'|http/);
    }
  });
  test("can be kept by its hash", async () => {
    const { headers } = await get("/assets/main.js");
    expect((await get("/assets/main.js", [`If-None-Match: ${headers.etag}`])).status).toBe(304);
  });
});

describe("files", () => {
  const targets = [
    "/../secret.html",
    "/..%2fsecret.html",
    "/%2e%2e/secret.html",
    "/%2e%2e%2fsecret.html",
    "/.%2e/secret.html",
    "/%2e./secret.html",
    "/%252e%252e/secret.html",
    "/%252e%252e%252fsecret.html",
    "/..%252fsecret.html",
    "/%c0%ae%c0%ae/secret.html",
    "/%c0%ae%c0%ae%c0%afsecret.html",
    "/%uff0e%uff0e/secret.html",
    "/..\\secret.html",
    "/..%5csecret.html",
    "/%2e%2e%5csecret.html",
    "/..%255csecret.html",
    "/....//secret.html",
    "/...//...//secret.html",
    "/..;/secret.html",
    "/./../secret.html",
    "/assets/../../secret.html",
    "/assets/..%2f..%2fsecret.html",
    "/assets/%2e%2e/%2e%2e/secret.html",
    "/assets//../../secret.html",
    "/assets/../index.html",
    "/assets/./main.js",
    "//etc/passwd",
    "///etc/passwd",
    "/etc/passwd",
    "/file:///etc/passwd",
    "/C:/Windows/win.ini",
    "/C:%5cWindows%5cwin.ini",
    "/%00/secret.html",
    "/index.html%00.js",
    "/index.html%00",
    "/secret.html%00.css",
    "/notes.txt",
    "/notes.txt%20",
    "/INDEX.HTML",
    "/index.html/",
    "/index.html.",
    "/index.html::$DATA",
    "/assets",
    "/assets/",
    "/assets/main.js/..",
    "/runs/one/record.jsonl",
    "/api/../secret.html",
    "/api/runs/../../secret.html",
    "/api/runs/..%2f..%2fsecret.html/page",
    "/api/runs/%2e%2e/page",
    "/api/runs/one%2f..%2fone/stream",
    "/api/runs/../one/page",
    "/~root",
    "/.git/config",
    "/package.json",
    "/%",
    "/%zz",
    "/?file=../secret.html#",
    "/index.html?../../secret.html#x",
    `/${"a/".repeat(2000)}`,
    "*",
    "secret.html",
  ];
  test.each(targets.map((target) => [target.slice(0, 60), target]))("at %s are not there", async (_, target) => {
    const { status, text } = await get(target);
    expect([400, 404, 414]).toContain(status);
    expect(text).not.toContain(secret);
    expect(text).not.toContain("root:");
  });
});

describe("the start", () => {
  const start = (): never => {
    throw new Error("no command is started here");
  };
  test.each(["0.0.0.0", "::", "localhost", "example.org", "999.1.1.1", "*"])("refuses --host %s", async (name) => {
    await expect(startUi({ folder, host: name, start })).rejects.toThrow("--host takes one address");
  });
  test("takes the next port where one is in use, and says so of one that was asked for", async () => {
    await expect(startUi({ folder, port: server.port, start })).rejects.toThrow("The port is in use");
    const second = await startUi({ folder, start });
    const third = await startUi({ folder, start });
    expect(third.port).not.toBe(second.port);
    await Promise.all([second.close(), third.close()]);
  });
  test("listens on loopback addresses only", async () => {
    expect((await ask(server.port, request("GET", "/", [`Host: ${host}`]), 1000, "::1")).status).toBe(403);
    const { networkInterfaces } = await import("node:os");
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, internal } of others) {
      if (internal || address.startsWith("fe80")) continue;
      expect((await ask(server.port, request("GET", "/", [`Host: ${host}`]), 1000, address)).status).toBe(0);
    }
  });
});
