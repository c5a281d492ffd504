export const apiPageStyle = `
:root { color-scheme: light dark; --line: light-dark(#d9dde3, #333a44);
  --soft: light-dark(#f5f7f9, #171b21); --ink: light-dark(#1b232d, #e3e8ee);
  --mild: light-dark(#5b6672, #97a3b0); --mark: light-dark(#0b62a8, #6db3f2); }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 6rem; color: var(--ink);
  background: light-dark(#fff, #0f1216); font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: .8rem; margin: 1rem 0 .3rem; color: var(--mild); text-transform: uppercase; }
a { color: var(--mark); } nav a { margin-right: .9rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
summary { cursor: pointer; padding: .5rem .8rem; } details[open] > summary { background: var(--soft); }
details > div { padding: .2rem .8rem .9rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } .note { color: var(--mild); }
.verb { display: inline-block; min-width: 4.2rem; font-weight: 700; color: var(--mark); }
pre { background: var(--soft); border-radius: 6px; padding: .7rem; overflow: auto; max-height: 26rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); padding: .3rem .5rem .3rem 0; }
`;
