/** @file Pictures are drawn one a task, each as it was asked for last: ten charts at once would hold the page for 0.1 s. */

const waiting = new Map<object, () => void>();
const { port1, port2 } = new MessageChannel();

port1.onmessage = () => {
  const first = waiting.entries().next();
  if (first.done) return;
  const [owner, draw] = first.value;
  waiting.delete(owner);
  if (waiting.size > 0) port2.postMessage(null);
  draw();
};

/** @param owner of the picture: what it asked for before and was not drawn yet is forgotten */
export function drawInTurn(owner: object, draw: () => void): void {
  if (waiting.size === 0) port2.postMessage(null);
  waiting.set(owner, draw);
}

export const forgetDrawing = (owner: object): boolean => waiting.delete(owner);
