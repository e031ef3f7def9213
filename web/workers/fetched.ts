/** @file A file of the site, fetched once with its progress told and kept by the browser. */
import { DataError } from "../../src/util/errors.ts";

/** Bytes so far and in all; all is 0 where the server does not say. */
export type OnProgress = (loaded: number, total: number) => void;

/** A new version of the site's files needs a new name. */
const cacheName = "evenkeel-1";

/** null where the browser keeps nothing. */
const kept = async (): Promise<Cache | null> =>
  "caches" in globalThis ? caches.open(cacheName).catch(() => null) : null;

/**
 * Browsers have no cache of pages that are served without https from another machine: there it is fetched each time.
 *
 * @throws DataError where the server does not answer, or the connection breaks off
 */
export async function fetched(address: string, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  const cache = await kept();
  const known = await cache?.match(address);
  if (known) {
    const bytes = new Uint8Array(await known.arrayBuffer());
    onProgress(bytes.length, bytes.length);
    return bytes;
  }
  const bytes = await download(address, onProgress);
  // A full disk is no reason to stop.
  await cache?.put(address, new Response(bytes)).catch(() => {});
  return bytes;
}

/** What turned out to be damaged is fetched again when it is asked for next. */
export async function forget(address: string): Promise<void> {
  const cache = await kept();
  await cache?.delete(address);
}

async function download(address: string, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address).catch((error: Error) => {
    throw failed(address, error.message);
  });
  if (!response.ok || !response.body) throw failed(address, `${response.status} ${response.statusText}`);
  // What is told of compressed transfers is not the size of what arrives.
  const isPlain = response.headers.get("content-encoding") === null;
  const total = isPlain ? Number(response.headers.get("content-length") ?? 0) : 0;
  const pieces: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: Error) => {
      throw failed(address, `${error.message}, after ${loaded} bytes`);
    });
    if (done) break;
    pieces.push(value);
    loaded += value.length;
    onProgress(loaded, total);
  }
  if (total > 0 && loaded !== total) throw failed(address, `${loaded} of ${total} bytes`);
  onProgress(loaded, loaded);
  return joined(pieces, loaded);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const failed = (address: string, found: string): DataError =>
  new DataError("A file of this page could not be fetched", {
    where: address,
    found,
    help: "see that the connection stands, and load the page again",
  });
