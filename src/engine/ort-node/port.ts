/** @file Node's message ports as channels of the engine. */
import type { MessagePort } from "node:worker_threads";
import type { Port } from "../ort-common/port.ts";

export const nodePort = (port: MessagePort): Port => ({
  send: (message, moved) => port.postMessage(message, [...moved]),
  receive: (handle) => void port.on("message", handle),
  // Whoever started the thread reports why it ended; that may arrive a moment after the port closes.
  onClose: (handle) => void port.on("close", () => void setTimeout(handle, 100)),
  hold: (isHeld) => (isHeld ? port.ref() : port.unref()),
  close: () => port.close(),
});
