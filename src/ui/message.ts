/** @file A server-sent event as bytes. */

/** @param data JSON, which has no line ends. @param id where a reader that comes back goes on */
export const messageOf = (event: string, data: string, id?: number): Buffer =>
  Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
