/**
 * @file Draws what a terminal showed as an SVG picture: `script -qc "npm start" log; node … terminal-picture.ts log out.svg`.
 * Lines that were drawn over (a progress bar) are left out, but for the last bar asked for by its number.
 */
import { readFileSync, writeFileSync } from "node:fs";

const [logFile, outFile, bar = "12", title = "npm start"] = process.argv.slice(2);
if (!logFile || !outFile) throw new Error("usage: terminal-picture.ts LOG OUT.svg [BAR] [TITLE]");

const colours: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  36: "#79c0ff",
  90: "#8b949e",
};
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The line's text in runs of one style. */
function spans(line: string): string {
  let [colour, bold, dim] = ["#c9d1d9", false, false];
  let result = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals use them
  for (const part of line.split(/(\x1b\[[0-9;?]*[A-Za-z])/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals use them
    const codes = /^\x1b\[([0-9;]*)m$/.exec(part);
    if (codes) {
      for (const code of codes[1]!.split(";").map(Number)) {
        if (code === 0) [colour, bold, dim] = ["#c9d1d9", false, false];
        else if (code === 1) bold = true;
        else if (code === 2) dim = true;
        else if (code === 22) [bold, dim] = [false, false];
        else colour = colours[code] ?? (code === 39 ? "#c9d1d9" : colour);
      }
    } else if (part && !part.startsWith("\x1b")) {
      const style = `fill="${dim ? "#8b949e" : colour}"${bold ? ' font-weight="bold"' : ""}`;
      result += `<tspan ${style}>${escaped(part)}</tspan>`;
    }
  }
  return result;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals use them
const plain = (line: string): string => line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "");

const text = readFileSync(logFile, "utf8");
const bars = text.split(/[\r\n]/).filter((line) => line.includes("━"));
const lines = text
  .split("\n")
  .map((line) => line.replace(/\r$/, "").split("\r").at(-1)!)
  .filter((line) => !/^Script |^npm warn|━|^[⠀-⣿]|^> |^preparing /.test(plain(line)));
const shown = [...lines.join("\n").trim().split("\n")];
const firstEpoch = shown.findIndex((line) => line.includes("cost after epoch 1"));
if (bars.length > 0) shown.splice(firstEpoch + 2, 0, bars.at(Math.floor((bars.length * Number(bar)) / 20))!);
const height = shown.length * 19 + 32;
writeFileSync(
  outFile,
  `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${height}" viewBox="0 0 860 ${height}">
<title>${escaped(title)} in a terminal</title>
<rect width="860" height="${height}" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${shown.map((line, i) => `<text x="18" y="${30 + i * 19}">${spans(line)}</text>`).join("\n")}
</g>
</svg>
`,
);
