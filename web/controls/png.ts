/** @file The panels of the page as one picture. */

const scale = 2;

/** Headings, sentences and canvases where they stand on the page. */
export async function pictureOf(root: HTMLElement): Promise<Blob | null> {
  const box = root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(box.width * scale);
  canvas.height = Math.ceil(root.scrollHeight * scale);
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  const theme = getComputedStyle(document.documentElement);
  context.fillStyle = theme.getPropertyValue("--page");
  context.fillRect(0, 0, box.width, root.scrollHeight);
  for (const panel of root.querySelectorAll<HTMLElement>(".verdict, .panel")) {
    paintBox(context, panel, box, theme);
    for (const text of panel.querySelectorAll<HTMLElement>("h2, .says > :first-child, .verdict b, .verdict .text"))
      paintText(context, text, box);
    for (const picture of panel.querySelectorAll("canvas")) {
      const at = picture.getBoundingClientRect();
      context.drawImage(picture, at.left - box.left, at.top - box.top, at.width, at.height);
    }
  }
  return new Promise((resolve) => canvas.toBlob(resolve));
}

function paintBox(
  context: CanvasRenderingContext2D,
  panel: HTMLElement,
  box: DOMRect,
  theme: CSSStyleDeclaration,
): void {
  const at = panel.getBoundingClientRect();
  context.beginPath();
  context.roundRect(at.left - box.left, at.top - box.top, at.width, at.height, 6);
  context.fillStyle = getComputedStyle(panel).backgroundColor;
  context.fill();
  context.strokeStyle = theme.getPropertyValue("--line");
  context.stroke();
}

function paintText(context: CanvasRenderingContext2D, element: HTMLElement, box: DOMRect): void {
  const at = element.getBoundingClientRect();
  const { font, color } = getComputedStyle(element);
  context.font = font;
  context.fillStyle = color;
  context.textBaseline = "middle";
  context.fillText(element.textContent ?? "", at.left - box.left, at.top - box.top + Math.min(at.height, 20) / 2);
}
