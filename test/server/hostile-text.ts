// Text that would do harm where it is taken for markup, script, a formula, a terminal's command or a link.
import { oneOf, seededNumbers } from '../seeded-numbers.ts'

/** What an attacker would have run, and where a picture of theirs would be asked for. */
const harm = 'window.pwned=1'
const beacon = 'http://127.0.0.1:9/beacon'
const esc = '\u001b'

export const hostileTexts: readonly string[] = [
  ...[
    `<script>${harm}</script>`,
    `<ScRiPt >${harm}</sCrIpT >`,
    `<script src=${beacon}.js></script>`,
    `<script/x>${harm}</script>`,
    `<img src=x onerror="${harm}">`,
    `<img src=x onerror=${harm}//`,
    `<IMG """><SCRIPT>${harm}</SCRIPT>">`,
    `<img src="${beacon}">`,
    `<svg onload=${harm}>`,
    `<svg><script>${harm}</script></svg>`,
    `<svg><animate onbegin=${harm} attributeName=x dur=1s>`,
    `<svg><use href="data:image/svg+xml,<svg id=x onload=${harm}>#x">`,
    `<math><mi//xlink:href="data:x,<script>${harm}</script>">`,
    `<body onload=${harm}>`,
    `<iframe src="javascript:${harm}"></iframe>`,
    `<iframe srcdoc="<script>parent.pwned=1</script>">`,
    `<object data="javascript:${harm}">`,
    `<embed src="${beacon}">`,
    `<video><source onerror="${harm}">`,
    `<audio src=x onerror=${harm}>`,
    `<details open ontoggle=${harm}>`,
    `<input autofocus onfocus=${harm}>`,
    `<select autofocus onfocus=${harm}>`,
    `<marquee onstart=${harm}>`,
    `<a href="javascript:${harm}">x</a>`,
    `<a href="java\tscript:${harm}">x</a>`,
    `<form action="${beacon}"><button>x</button></form>`,
    `<button formaction="javascript:${harm}">x</button>`,
    `<base href="${beacon}/">`,
    `<meta http-equiv="refresh" content="0;url=${beacon}">`,
    `<link rel=stylesheet href="${beacon}.css">`,
    `<style>@import "${beacon}.css";*{display:none}</style>`,
    `<div style="background:url(${beacon})">`,
    `<template><script>${harm}</script></template>`,
    `<noscript><p title="</noscript><img src=x onerror=${harm}>">`,
    `<table><td background="${beacon}">`,
    `<!--><img src=x onerror=${harm}>-->`,
    `<![CDATA[<script>${harm}</script>]]>`,
    `<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>${harm}</script>`,
    `<plaintext>`,
    `</pre></td></tr></table></title></textarea></style></script><img src=x onerror=${harm}>`,
    `</svg></text></title><script>${harm}</script>`,
    `"><img src=x onerror=${harm}>`,
    `'><img src=x onerror=${harm}>`,
    `" onmouseover="${harm}" x="`,
    `' autofocus onfocus='${harm}`,
    `\` onerror=${harm} \``,
    `javascript:${harm}`,
    `data:text/html,<script>${harm}</script>`,
    `<div hx-get="${beacon}" hx-trigger="load">`,
    `<div hx-on:load="${harm}" data-hx-on:load="${harm}">`,
    `<div hx-get="/clusters" hx-trigger="every 1ms[${harm}]" hx-vals="js:{a:${harm}}">`,
    `<x hx-ext="x" data-copy data-log-box data-strip data-markdown>`,
    `&lt;script&gt;${harm}&lt;/script&gt;`,
    `&#60;img src=x onerror=${harm}&#62;`,
    `\\u003cimg src=x onerror=${harm}\\u003e`,
    `%3Cscript%3E${harm}%3C/script%3E`,
    `＜script＞${harm}＜/script＞`,
    `+ADw-script+AD4-${harm}+ADw-/script+AD4-`,
    `{{constructor.constructor('${harm}')()}}`,
    `\${${harm}} <%= ${harm} %> #{${harm}}`,
    `\u2028${harm}\u2029//`,
    `__proto__ constructor toString`,
  ],
  ...[
    `=cmd|'/C calc'!A0`,
    `+HYPERLINK("${beacon}")`,
    `-2+3+cmd|'/C calc'!A0`,
    `@SUM(1+1)*cmd|'/C calc'!A0`,
    `\t=1+1`,
    `  =IMPORTXML("${beacon}","//a")`,
    `＝1+1`,
    `"=1+1","=2"`,
    `x";=1+1;"`,
    `|calc`,
  ],
  ...[
    `![x](${beacon})`,
    `[x](javascript:${harm})`,
    '`` ` ``` <img src=x> ```',
    '```\n![x](http://127.0.0.1:9/beacon)',
    `<${beacon}>`,
    `| a | b |\n| --- | --- |`,
    `a|<img src=${beacon}>|b\\|<img src=${beacon}>`,
    `# @everyone`,
  ],
  ...[
    `${esc}]0;pwned\u0007`,
    `${esc}]8;;${beacon}${esc}\\click${esc}]8;;${esc}\\`,
    `${esc}]52;c;cHduZWQ=\u0007`,
    `${esc}[2J${esc}[H${esc}[?1049h`,
    `${esc}[31m<b>${esc}[0m`,
    `${esc}[38;2;1;2;3m"><img src=x onerror=${harm}>${esc}[0m`,
    `${esc}P$q"p${esc}\\`,
    `${esc}[6n${esc}[c${esc}Z`,
    `\u009b31m\u009d0;pwned\u009c`,
    `a\bb\u007fc\rOVERWRITTEN`,
    `\u0000<script>\u0000${harm}</script>`,
    `<\u0000img src=x onerror=${harm}>`,
    `\u202egnp.exe\u202c \u2066x\u2069`,
    `\u200b\u200d\ufeff<img src=x onerror=${harm}>`,
    `\ud800<img src=x onerror=${harm}>\udfff`,
    `\ufffe\uffff`,
    `'; DROP TABLE instance; --`,
    `%s%n%x ../../../../etc/passwd`,
  ],
]

const joints = [
  '',
  ' ',
  '"',
  "'",
  '>',
  '<',
  '=',
  '/',
  '\r',
  '\t',
  esc,
  '&',
  '#',
  ';',
  '\u0000',
  '`',
]

/**
 * Different lines, each with one to three of the texts, whole, cut, or in another case. Each ends with its number between two `~`,
 * by which it is found again.
 */
export function hostileLines(count: number, seed: number): readonly string[] {
  const number = seededNumbers(seed)
  const part = (): string => {
    const text = oneOf(number, hostileTexts).replaceAll('\n', ' ')
    const shape = number(8)
    if (shape === 0) return text.slice(number(text.length))
    return shape === 1 ? text.toUpperCase() : text
  }
  return Array.from({ length: count }, (_, index) => {
    const parts = Array.from({ length: 1 + number(3) }, part)
    return `${parts.join(oneOf(number, joints))} ~${index}~`
  })
}
