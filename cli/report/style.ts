/** Colours of lines are those of Okabe and Ito, which people tell apart who see few colours; yellow is darker. */
export const style = `
:root {
  --page: #f6f7f9; --card: #fff; --text: #1b1f24; --quiet: #5c6670; --rule: #e1e5ea; --moved: #b54708;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #56b4e9;
  --c5: #b8860b; --c6: #7a5195; --c7: #444c56;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1216; --card: #181c21; --text: #e6e9ed; --quiet: #9aa4af; --rule: #2a3038; --moved: #f0a35e;
    --c0: #56a8e0; --c1: #f08040; --c2: #2cc79b; --c3: #e0a0c4; --c4: #8fd0f5;
    --c5: #e0b84c; --c6: #b799d4; --c7: #c3cad2;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 20px 16px 40px; }
main + main { border-top: 1px solid var(--rule); }
h1 { font-size: 24px; line-height: 1.2; }
h2 { font-size: 17px; margin: 28px 0 10px; }
header p, .aside { color: var(--quiet); font-size: 14px; }
section + .aside { margin-top: 28px; }
ul { list-style: none; padding: 0; }
.moves { margin-top: 12px; font-size: 14px; }
.moves li { border-left: 3px dashed var(--moved); padding-left: 8px; font-variant-numeric: tabular-nums; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
.numbers div, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 12px; }
dt { color: var(--quiet); font-size: 13px; }
dd { font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
dd.name { font-size: 16px; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 12px; }
.numbers + .plots { margin-top: 12px; }
figure { min-width: 0; }
figcaption { font-size: 14px; font-weight: 600; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; }
.mark { fill: var(--quiet); font: 11px system-ui, sans-serif; }
.grid { stroke: var(--rule); }
.moved { stroke: var(--moved); stroke-dasharray: 3 3; }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.line.dashed { stroke-dasharray: 5 3; }
figure ul { display: flex; flex-wrap: wrap; gap: 2px 14px; margin-top: 6px; font-size: 12px; color: var(--quiet); }
figure li { display: flex; align-items: center; gap: 5px; min-width: 0; }
figure li span { overflow-wrap: anywhere; }
figure b { color: var(--text); font-weight: 600; white-space: nowrap; }
i { flex: none; width: 12px; height: 3px; border-radius: 2px; }
i.dashed { clip-path: polygon(0 0, 40% 0, 40% 100%, 60% 100%, 60% 0, 100% 0, 100% 100%, 0 100%); }
${Array.from({ length: 8 }, (_, i) => colour(i)).join("\n")}
@media print { body { background: #fff; } figure, .numbers div { break-inside: avoid; } }
`;

function colour(i: number): string {
  return `.line.c${i} { stroke: var(--c${i}); } i.c${i} { background: var(--c${i}); }`;
}
