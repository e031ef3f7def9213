/** @file Opens ports of this machine for a server that waits for nobody long. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { UsageError } from "../util/errors.ts";

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Place {
  readonly port?: number;
  readonly host?: string;
}

/** Looked at in turns, then any that is free. */
const usualPorts = [4680, 4681, 4682, 4683, 4684, 4685, 4686, 4687, 4688, 4689, 0];

/** Of connections that say little or nothing: a browser has said all within a second. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  // Answered by the guard, which says why.
  requireHostHeader: false,
} as const;
const mostConnections = 2048;

/**
 * Listens on both loopback addresses, and on one more where it is asked for.
 *
 * @throws UsageError where a port or an address that was asked for cannot be had
 */
export async function listen(
  { port, host }: Place,
  listener: Listener,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  for (const wanted of port === undefined ? usualPorts : [port]) {
    const first = await open(wanted, "127.0.0.1", listener);
    if (!first) continue;
    const { port: taken } = first.address() as AddressInfo;
    // A machine without IPv6 has no ::1.
    const others = await Promise.all(["::1", ...(host ? [host] : [])].map((address) => open(taken, address, listener)));
    if (host && others.at(-1) === null) {
      for (const server of [first, ...others]) if (server) await closed(server);
      throw new UsageError("The server cannot listen at this address", { where: `${host}, port ${taken}` });
    }
    return { servers: [first, ...others.filter((server) => server !== null)], port: taken };
  }
  throw new UsageError("The port is in use", { where: `port ${port}`, help: "leave out --port to take a free one" });
}

/** null where the port is taken or the address is none of this machine. */
function open(port: number, address: string, listener: Listener): Promise<Server | null> {
  const server = createServer(limits, listener);
  server.maxConnections = mostConnections;
  // All that a head may hold is seen: one that was cut off could hide what it is judged by.
  server.maxHeadersCount = 0;
  // A body that waits for our word is refused without being asked for, or small enough to come at once.
  server.on("checkContinue", (request, response) => {
    listener(request, response);
    if (!response.headersSent) response.writeContinue();
  });
  server.on("clientError", answerNonsense);
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen({ port, host: address, ipv6Only: true }, () => resolve(server));
  });
}

function answerNonsense(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const timedOut = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  socket.end(`HTTP/1.1 ${timedOut ? "408 Request Timeout" : status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // Whoever sends on without end is not heard.
  setTimeout(() => socket.destroy(), 1000).unref();
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
