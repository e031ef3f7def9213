/** @file run.html: script and style inside the page, under a policy that lets nothing else run or load. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { emptyBlock } from "../source/block.ts";

export function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const chunk = files.find((file) => file.type === "chunk" && file.isEntry);
      const style = files.find((file) => file.type === "asset" && file.fileName.endsWith(".css"));
      if (chunk?.type !== "chunk" || style?.type !== "asset") throw new Error("the page has no script or no style");
      this.emitFile({ type: "asset", fileName: "run.html", source: pageOf(chunk.code, String(style.source)) });
    },
  };
}

function pageOf(code: string, css: string): string {
  // Within a script only "</script" and "<!--" mean something; both stand in strings.
  const script = `\n${code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--")}`;
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>evenkeel</title>
<link rel="icon" href="data:,">
<style>${css.replaceAll("</style", "<\\/style")}</style>
</head>
<body>
<div id="app"></div>
${emptyBlock}
<script type="module">${script}</script>
</body>
</html>
`;
}
