/** @file The page as one picture: boxes, words and canvases painted where they stand. */

/** Pixels of the picture a pixel of the page. */
const scale = 2;
/** What cuts off its content. */
const clipping = ".panel, .body, .note, .values, .gallery, .tiles, .says, .card, .cards, .verdict";
/** What cannot be seen, and what charts have beside their canvas. */
const skipped = ".unseen, option, .uplot, .uplot :not(canvas)";

export function pictureOf(root: HTMLElement): Promise<Blob | null> {
  const { left, top, width, height } = root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, width, height);
  context.translate(-left, -top);
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.checkVisibility() && !element.matches(skipped)) paint(context, element);
  }
  return new Promise((resolve) => canvas.toBlob(resolve));
}

function paint(context: CanvasRenderingContext2D, element: HTMLElement): void {
  context.save();
  for (let around: HTMLElement | null = element; around; around = around.parentElement) {
    if (around.matches(clipping)) clip(context, around.getBoundingClientRect());
  }
  const at = element.getBoundingClientRect();
  if (element instanceof HTMLCanvasElement) context.drawImage(element, at.left, at.top, at.width, at.height);
  else {
    paintBox(context, element, at);
    for (const node of element.childNodes) if (node instanceof Text) paintWords(context, element, node);
  }
  context.restore();
}

function clip(context: CanvasRenderingContext2D, { left, top, width, height }: DOMRect): void {
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}

function paintBox(context: CanvasRenderingContext2D, element: HTMLElement, at: DOMRect): void {
  const { backgroundColor, borderTopWidth, borderTopColor, borderLeftWidth, borderLeftColor, borderRadius } =
    getComputedStyle(element);
  context.beginPath();
  context.roundRect(at.left, at.top, at.width, at.height, Number.parseFloat(borderRadius) || 0);
  context.fillStyle = backgroundColor;
  context.fill();
  if (Number.parseFloat(borderTopWidth) > 0) {
    context.strokeStyle = borderTopColor;
    context.stroke();
  }
  const side = Number.parseFloat(borderLeftWidth);
  if (side <= 1) return;
  context.fillStyle = borderLeftColor;
  context.fillRect(at.left, at.top, side, at.height);
}

/** Word by word, as the page has broken the lines. */
function paintWords(context: CanvasRenderingContext2D, element: HTMLElement, node: Text): void {
  const { fontWeight, fontSize, fontFamily, color } = getComputedStyle(element);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  context.fillStyle = color;
  context.textBaseline = "middle";
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const { left, top, height } = range.getBoundingClientRect();
    context.fillText(word, left, top + height / 2);
  }
}
