"""The report's style sheet and its one script."""

from __future__ import annotations

__all__ = ["SCRIPT", "STYLE"]

STYLE = """
:root{color-scheme:light dark;--line:#8884;--blocker:#c62828;--warning:#e08a00;--note:#607d8b;
 --waived:#7b5ea7}
body{font:15px/1.5 system-ui,"Noto Sans","Noto Sans Arabic","Noto Sans CJK JP",sans-serif;
 max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.2rem 0}
.summary{list-style:none;display:flex;gap:1.5rem;padding:0;flex-wrap:wrap}
.summary b{font-size:1.5rem}
.summary .blocker b{color:var(--blocker)}.summary .warning b{color:var(--warning)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:1rem}
figure{margin:0;border:1px solid var(--line);border-radius:.5rem;padding:.6rem}
figcaption{font-weight:600;margin-bottom:.3rem}
svg{width:100%;height:auto}
svg text{font-size:12px;fill:currentColor}
rect.blocker{fill:var(--blocker)}rect.warning{fill:var(--warning)}rect.note{fill:var(--note)}
form{position:sticky;top:0;background:Canvas;padding:.6rem 0;display:flex;gap:1rem;flex-wrap:wrap;
 border-bottom:1px solid var(--line);align-items:center}
article{border:1px solid var(--line);border-inline-start:.35rem solid var(--note);
 border-radius:.4rem;margin:.8rem 0;padding:.5rem .9rem}
article.waived{border-inline-start-color:var(--waived)}p.why{font-style:italic}
article.blocker{border-inline-start-color:var(--blocker)}
article.warning{border-inline-start-color:var(--warning)}
article[hidden]{display:none}
h2{font-size:1rem;margin:.1rem 0}
h2 span{text-transform:uppercase;font-size:.75rem;letter-spacing:.05em}
h3{font-size:.75rem;margin:0;opacity:.7}
.texts{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.texts p{margin:.2rem 0;overflow-wrap:anywhere;unicode-bidi:isolate}
.texts>div+div{border-inline-start:1px solid var(--line);padding-inline-start:1rem}
mark{background:#ffd54f;color:#000;border-radius:.2rem;padding:0 .1rem}
s{text-decoration:none;font:.75em monospace;border:1px solid var(--line);border-radius:.2rem;
 padding:0 .2rem;unicode-bidi:isolate;direction:ltr}
footer{font-size:.8rem;opacity:.7}
@media(max-width:40rem){.texts{grid-template-columns:1fr}}
"""

SCRIPT = """
const names=["rule","locale","severity"];
const cards=[...document.querySelectorAll("article")];
function filter(){
 const want=names.map(name=>document.getElementById("by-"+name).value);
 let left=0;
 for(const card of cards){
  card.hidden=names.some((name,i)=>want[i]&&card.dataset[name]!==want[i]);
  left+=!card.hidden;
 }
 document.getElementById("left").textContent=left+" of "+cards.length+" shown";
}
const form=document.getElementById("filters");
form.addEventListener("input",filter);
form.addEventListener("submit",event=>event.preventDefault());
filter();
"""
