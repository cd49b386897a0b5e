/** The page's style sheet: light and dark, and a table that becomes a list on a phone. Nothing is loaded for it. */
export const style = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1c2430;--dim:#5c6675;--line:#e3e7ec;--mark:#1d5fd1;--good:#15803d;--bad:#b42318;--fresh:#e8f0fe}
@media(prefers-color-scheme:dark){:root{--page:#0e1217;--card:#151b23;--text:#e2e7ee;--dim:#95a1b2;--line:#28313d;--mark:#78adff;--good:#4ac26b;--bad:#ff8379;--fresh:#1b2c48}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:88rem;padding:2rem 1.5rem 3rem;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;background:var(--page);color:var(--text)}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;justify-content:space-between;margin-bottom:1.25rem}
h1{font-size:1.4rem;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:0}
header p{flex-basis:100%;order:1;margin:0}
p,.dim,time{color:var(--dim)}
a{color:var(--mark);text-underline-offset:.2em}
#state{font-size:.875rem;color:var(--dim)}
#state::before{content:"";display:inline-block;width:.5rem;height:.5rem;margin-right:.5rem;border-radius:50%;background:var(--dim)}
#state.live::before{background:var(--good)}
#state.failed{color:var(--bad)}
#state.failed::before{background:var(--bad)}
table,.empty{width:100%;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
.empty{padding:3rem 1.5rem;margin:0;text-align:center}
table{table-layout:fixed;border-spacing:0;font-size:.875rem;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;font-size:.8125rem;color:var(--dim);white-space:nowrap}
th,td{padding:.5rem .75rem;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td{overflow-wrap:anywhere}
tr.fresh td{animation:fresh 4s ease-out}
@keyframes fresh{from{background:var(--fresh)}}
th.id{width:5rem}th.time{width:12.5rem}th.method{width:7rem}th.from{width:8rem}
time,.size{white-space:nowrap}
td.method{font-weight:600;font-size:.8125rem;line-height:1.3125rem}
.write{color:var(--mark)}.delete{color:var(--bad)}
td.body code{margin-right:.5rem}
code{display:inline-block;max-width:100%;max-height:7.2rem;overflow:auto;vertical-align:top;font:.8125rem/1.3125rem ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre-wrap}
td.body .dim{font-size:.8125rem}
nav{display:flex;gap:1.5rem;margin:1rem .25rem}
@media(max-width:64rem){
body{padding:1.25rem 1rem 2rem}
header{gap:.1rem .75rem;margin-bottom:1rem}
h1{font-size:1.2rem}
thead{display:none}
table,tbody{display:block}
tr{display:flex;flex-wrap:wrap;gap:.2rem .6rem;padding:.65rem .85rem;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}
tr.fresh{animation:fresh 4s ease-out}
tr td{display:block;padding:0;border:0}
td.path{flex:1;min-width:60%}
td.body{flex-basis:100%}
td.id,td.time,td.from{order:1;font-size:.8125rem}
}
@media(prefers-reduced-motion){tr.fresh,tr.fresh td{animation:none}}`
