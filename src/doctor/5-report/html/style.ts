/** @file The style sheet of the HTML report: light and dark, from a phone to a wide screen. */

export const style: string = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --line: #d5d9e0; --ink: #1b1f26; --soft: #59616e;
  --bad: #b3261e; --good: #1a7f37; --odd: #8a5a00; --link: #0b57c2; --minus: #fdeceb; --plus: #e6f5ea; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0f1318; --card: #171c23; --line: #303844; --ink: #e4e8ee; --soft: #9aa5b4;
    --bad: #ff8a80; --good: #6fd68a; --odd: #e5b454; --link: #82b4ff; --minus: #3a1c1c; --plus: #16311f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .4rem 0; }
section, details { margin: 1.25rem 0; }
summary { cursor: pointer; font-weight: 600; }
.name, .soft, .note { color: var(--soft); }
.note { font-size: .9rem; }
.badge { font-weight: 600; }
.bad { color: var(--bad); } .good { color: var(--good); } .odd { color: var(--odd); }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 8px;
  padding: 1rem; }
.card.warning { border-left-color: var(--odd); } .card.info { border-left-color: var(--link); }
.card > h3:first-of-type { margin-top: .75rem; }
h3 { color: var(--soft); font-weight: 600; }
ul { margin: .25rem 0; padding-left: 1.2rem; }
code, pre, .numbers td { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { margin: .25rem 0; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; background: var(--paper); }
pre span { display: block; padding: .1rem .6rem; width: max-content; min-width: 100%; }
.minus { background: var(--minus); } .plus { background: var(--plus); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: .875rem; }
tr > :first-child { width: 38%; } .numbers td:first-child { font: inherit; }
.numbers td:last-child { color: var(--soft); }
figure { margin: 1.25rem 0; }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .25rem; }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--soft); font-size: 12px; }
.curve-figure > svg { width: calc(100% - 3.5rem); margin-left: 3.5rem; }
.grid { stroke: var(--line); } .axis { stroke: var(--soft); }
.curve { stroke: var(--link); fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.level { stroke: var(--odd); stroke-dasharray: 5 4; } .level-name { fill: var(--odd); }
.goal { stroke: var(--good); stroke-dasharray: 3 3; }
.fails { fill: var(--bad); } .passes { fill: var(--good); }
.strip { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 6.5rem; gap: .1rem .75rem; align-items: center; }
.strip .what { font-size: .9rem; overflow-wrap: anywhere; }
.strip .many { font-size: .9rem; color: var(--soft); }
textarea { width: 100%; height: 16rem; margin-top: .5rem; background: var(--card); color: var(--ink);
  border: 1px solid var(--line); border-radius: 6px; padding: .5rem; font: .8rem/1.4 ui-monospace, monospace; }
footer { color: var(--soft); font-size: .875rem; border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .75rem; }
@media (max-width: 40rem) {
  .strip { grid-template-columns: minmax(0, 1fr) 5.5rem; } .strip .what { grid-column: 1 / -1; margin-top: .4rem; }
  .numbers, .numbers tbody, .numbers tr, .numbers td { display: block; width: auto !important; }
  .numbers thead { display: none; } .numbers td { border: 0; padding: 0; }
  .numbers tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .numbers td:nth-child(2) { font-weight: 600; } .numbers td:last-child:not(:empty)::before { content: "normal: "; }
}
@media print { details > * { display: block; } .card { break-inside: avoid; } }
`;
