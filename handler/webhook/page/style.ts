/** The page's style sheet: light and dark, and a table that becomes a list on a phone. */
export const style = `
:root{color-scheme:light dark;--line:#8884;--dim:#6b7280;--mark:#2563eb}
@media(prefers-color-scheme:dark){:root{--dim:#9ca3af;--mark:#60a5fa}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:1rem;font:15px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
h1{font-size:1.25rem;margin:0}
p,.dim,time{color:var(--dim)}
a{color:var(--mark)}
table{width:100%;border-collapse:collapse;margin:1rem 0}
th{text-align:left;font-weight:600;color:var(--dim)}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td{overflow-wrap:anywhere}
time,.method,.size,.id{white-space:nowrap}
.method{font-weight:600}
code{font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap}
@media(max-width:45rem){
thead{display:none}
tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
td{display:inline;border:0;padding:0 .5rem 0 0}
td.path,td.body{display:block}
}`
