/** @file Entry of the engine's worker: runs the sessions for a page that sends it options and a port. */
import { serve } from "../ort-common/remote.ts";
import { LocalHost } from "../ort-common/session.ts";
import { webPort } from "./port.ts";
import { type RuntimeOptions, startRuntime } from "./runtime.ts";
import { scope, type WebPort } from "./scope.ts";

export interface StartMessage {
  readonly options: RuntimeOptions;
  readonly port: WebPort;
}

// ONNX Runtime's own threads may be started from the same file, under this name.
if (!scope.name?.startsWith("em-pthread")) {
  scope.onmessage = ({ data }) => {
    const { options, port } = data as StartMessage;
    const host = Promise.resolve()
      .then(() => startRuntime(options))
      .then((runtime) => new LocalHost(runtime));
    // Each call reports it.
    host.catch(() => {});
    serve(host, webPort(port));
  };
}
