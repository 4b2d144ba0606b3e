"""How the HTML report looks, and the little that moves in it."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --card: #f7f8fa; --ink: #1d2129; --soft: #59616e; --line: #d9dde3; --mark: #ffe3e0;
  --code: #eef0f4; --link: #0b57b0;
  --critical: #b3121d; --high: #b93a00; --medium: #7a5c00; --low: #1864ab; --info: #5c636a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --card: #1c2027; --ink: #e6e9ee; --soft: #a2abb8; --line: #343b46; --mark: #5c2323;
    --code: #262c35; --link: #8fc1ff;
    --critical: #ff7b7b; --high: #ffa25e; --medium: #eec643; --low: #7cc1ff; --info: #aeb6c0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -.01em; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1rem; line-height: 1.4; }
p { margin: .5rem 0; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre, svg text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: .875em; }
p code, .fix code { background: var(--code); border-radius: 4px; padding: .1em .3em; }
.lead { font-size: 1.05rem; color: var(--soft); }
.soft { color: var(--soft); font-size: .875rem; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); } .medium { --tone: var(--medium); }
.low { --tone: var(--low); } .info { --tone: var(--info); } .error { --tone: var(--critical); }
.badge {
  display: inline-block; min-width: 4.4rem; padding: 0 .5rem; border: 1.5px solid var(--tone);
  border-radius: 99px; color: var(--tone); font-size: .75rem; font-weight: 600; line-height: 1.35rem;
  text-align: center;
}
article > header .badge { background: var(--tone); color: var(--paper); }
.counts, #filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: 1rem 0; padding: 0; border: 0; }
.counts { list-style: none; }
.files { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: right; color: var(--tone); }
th { font-weight: 600; overflow-wrap: normal; }
td:first-child, th:first-child { min-width: 9rem; padding-left: 0; text-align: left; }
td.none { color: var(--soft); opacity: .5; }
#filter[hidden] { display: none; }
#filter label { display: inline-flex; align-items: center; gap: .35rem; padding: .2rem 0; cursor: pointer; }
.counts b { font-size: 1.5rem; line-height: 1.2; color: var(--tone); }
.counts li { display: flex; flex-direction: column; min-width: 4.5rem; }
.counts li.none { opacity: .45; }
.holders { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
.holders { gap: 1rem; align-items: start; }
article, .holder {
  border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: 1rem; min-width: 0;
}
.holder { max-width: 36rem; }
.holder p { margin: 0; }
article { margin: 1rem 0; border-left: 4px solid var(--tone); scroll-margin-top: 1rem; }
article:target { box-shadow: 0 0 0 2px var(--tone); }
article > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .6rem; }
svg { display: block; width: 100%; height: auto; margin-top: .75rem; }
.edge { fill: none; stroke: var(--tone); stroke-width: 1.5; opacity: .8; }
.tip { fill: var(--tone); }
.node rect { fill: var(--paper); stroke: var(--tone, var(--soft)); stroke-width: 1.25; }
.node text { fill: var(--ink); font-size: 13px; text-anchor: middle; }
.who text, .outcome text { font-weight: 600; }
.outcome rect { fill: var(--tone); } .outcome text { fill: var(--paper); }
pre { margin: .75rem 0; padding: .6rem .75rem; border-radius: 6px; background: var(--code); }
pre { font-size: .8125rem; line-height: 1.5; }
pre code { font-size: inherit; }
.frame { overflow-x: auto; white-space: pre; overflow-wrap: normal; }
.frame i { color: var(--soft); font-style: normal; user-select: none; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid var(--tone); }
.witness { white-space: pre-wrap; margin: .4rem 0; }
.witness span { display: inline-block; max-width: 100%; }
.witness::before { content: "$ "; color: var(--soft); }
ul.findings { list-style: none; margin: 0; padding: 0; }
ul.findings > li { padding: .75rem 0; border-top: 1px solid var(--line); }
li[hidden], article[hidden], details[hidden] { display: none; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .6rem; }
.title { flex: 1 1 16rem; font-weight: 600; }
summary { cursor: pointer; padding: .4rem 0; color: var(--link); }
.fix { border-top: 1px solid var(--line); margin: .25rem 0 0; padding-top: .75rem; }
.plain { columns: 24rem; column-gap: 2rem; padding-left: 1.2rem; font-size: .875rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 34rem) {
  body { padding: 1rem .75rem 3rem; }
  article, .holder { padding: .75rem; }
  .counts { gap: .5rem; } .counts li { min-width: 3.6rem; font-size: .875rem; }
  th, td { padding: .3rem .25rem; } th { font-size: .75rem; }
  td:first-child, th:first-child { min-width: 7rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --mark: #fff;
    --code: #f4f4f4; --link: #000;
    --critical: #b3121d; --high: #b93a00; --medium: #7a5c00; --low: #1864ab; --info: #5c636a;
  }
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; font-size: 1rem; line-height: 1.35; }
  #filter, footer { display: none; }
  h2, article > header { break-after: avoid; }
  article > header, pre, ul.findings > li, .holder, tr { break-inside: avoid; }
  article, .holder { padding: .6rem .8rem; }
  ul.findings > li { padding: .4rem 0; }
  pre, .witness { margin: .3rem 0; padding: .25rem .5rem; }
  p { margin: .2rem 0; }
  .frame { white-space: pre-wrap; }
  .badge, .outcome rect, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details > summary { list-style: none; color: inherit; }
}
"""

SCRIPT = """
"use strict";
const filter = document.getElementById("filter");
const apply = () => {
  const wanted = new Set([...filter.querySelectorAll("input:checked")].map((box) => box.value));
  for (const one of document.querySelectorAll("li[data-severity]"))
    one.hidden = !wanted.has(one.dataset.severity);
  for (const one of document.querySelectorAll("article, article details"))
    one.hidden = !one.querySelector("li[data-severity]:not([hidden])");
};
filter.hidden = false;
filter.addEventListener("change", apply);
apply();
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});
"""
