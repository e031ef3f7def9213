/** @file A browser's message ports as channels of the engine. */
import type { Port } from "../ort-common/port.ts";
import type { WebPort } from "./scope.ts";

export const webPort = (port: WebPort): Port => ({
  send: (message, moved) => port.postMessage(message, [...moved]),
  receive: (handle) => {
    port.onmessage = ({ data }) => handle(data);
  },
  // Browsers do not say that the other side is gone; an error of the worker does.
  onClose: () => {},
  hold: () => {},
  close: () => port.close(),
});
