/** @file Which requests the server looks at: judged by their head alone, before anything else sees them. */

/** What a request says before its body, as it was sent. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Names and values in turns, as they came. */
  readonly rawHeaders: readonly string[];
}

export interface Refusal {
  readonly status: number;
  /** For a person, in a sentence. */
  readonly message: string;
}

const methods = ["GET", "POST"] as const;

/** The bodies of actions are empty objects, or nearly. */
const largestBody = 64 * 1024;
const longestTarget = 2048;

/** The values of a header, each time that it was sent. */
export function valuesOf({ rawHeaders }: Pick<RequestHead, "rawHeaders">, name: string): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]!.toLowerCase() === name) found.push(rawHeaders[i + 1]!);
  return found;
}

/**
 * Why a request is refused; null where it is not. Who sent it is not asked here.
 *
 * @param hosts the names of this server with its port: a name that somebody made to point at this machine is none
 */
export function refusal(head: RequestHead, hosts: ReadonlySet<string>): Refusal | null {
  return refusedMethod(head) ?? refusedTarget(head.target) ?? refusedSource(head, hosts) ?? refusedBody(head) ?? null;
}

function refusedMethod({ method }: RequestHead): Refusal | null {
  if (methods.some((known) => known === method)) return null;
  return { status: 405, message: "The server takes GET and POST." };
}

/** Segments that lead elsewhere, and what a second decoding would turn into them. */
const isStray = (path: string): boolean =>
  path.includes("\\") ||
  path.split("/").some((segment) => segment === "." || segment === "..") ||
  /%(?:2e|2f|5c|00)/i.test(path) ||
  [...path].some((letter) => letter < " " || letter === "\u007f");

function refusedTarget(target: string): Refusal | null {
  const refused = { status: 400, message: "The server has no such address." };
  if (target.length > longestTarget) return { status: 414, message: "The address is too long." };
  const path = target.split("?", 1)[0]!;
  if (!path.startsWith("/") || path.includes("//") || target.includes("#")) return refused;
  try {
    return isStray(path) || isStray(decodeURIComponent(path)) ? refused : null;
  } catch {
    return refused;
  }
}

/** Pages of other sites may neither read nor ask for anything, whatever name of this machine they use. */
function refusedSource(head: RequestHead, hosts: ReadonlySet<string>): Refusal | null {
  const [host, ...otherHosts] = valuesOf(head, "host");
  if (host === undefined || otherHosts.length > 0 || !hosts.has(host)) {
    return { status: 403, message: "The request names another host than this server." };
  }
  const origins = valuesOf(head, "origin");
  if (origins.length > 1 || origins.some((origin) => origin !== `http://${host}`)) {
    return { status: 403, message: "The request comes from a page of another site." };
  }
  const sites = valuesOf(head, "sec-fetch-site");
  if (sites.length > 1 || sites.some((site) => site !== "same-origin" && site !== "none")) {
    return { status: 403, message: "The request comes from a page of another site." };
  }
  if (valuesOf(head, "upgrade").length > 0) return { status: 403, message: "The server speaks nothing but HTTP." };
  return null;
}

function refusedBody(head: RequestHead): Refusal | null {
  const lengths = valuesOf(head, "content-length");
  const length = Number(lengths[0] ?? 0);
  const isStreamed = valuesOf(head, "transfer-encoding").length > 0;
  if (head.method !== "POST") {
    return length > 0 || isStreamed ? { status: 400, message: "Only actions have a body." } : null;
  }
  if (isStreamed || lengths.length !== 1) return { status: 411, message: "The length of the body is not stated." };
  if (!(length <= largestBody)) return { status: 413, message: "The body is too large." };
  const types = valuesOf(head, "content-type");
  const isJson = types.length === 1 && /^application\/json(?:; ?charset=utf-8)?$/i.test(types[0]!);
  return isJson ? null : { status: 415, message: "Actions take JSON." };
}
