/** @file The worker that this code runs in, with the messages that it takes and sends. */

interface WorkerScope<To, From> {
  onmessage: ((event: { readonly data: To }) => void) | null;
  postMessage(message: From, moved?: Transferable[]): void;
}

export const workerScope = <To, From>(): WorkerScope<To, From> => globalThis as unknown as WorkerScope<To, From>;

/** Address of the page's folder: a built worker lies in a folder beside it. */
export const pageFolder: string = new URL("../", globalThis.location.href).href;

/** ONNX Runtime starts threads of its own from the file that it lies in, under this name. */
export const isThread: boolean = (globalThis as { name?: string }).name?.startsWith("em-pthread") ?? false;

const channel = isThread ? null : new MessageChannel();

/**
 * Lets the messages in that have come: a thread that only awaits its own promises never sees them. A timer would wait
 * at least 4 ms.
 */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    channel!.port1.onmessage = () => resolve();
    channel!.port2.postMessage(null);
  });
}
