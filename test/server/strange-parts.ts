// What no page of ours has, whatever it shows.
import type { Element } from './walked-html.ts'

const neverOurs = new Set([
  ...['img', 'iframe', 'object', 'embed', 'base', 'frame', 'audio', 'video', 'source', 'style'],
  ...[
    'math',
    'marquee',
    'plaintext',
    'animate',
    'foreignObject',
    'template',
    'noscript',
    'x',
    'mi',
  ],
])

/** Elements, handlers and links that no page of ours has. */
export function strangeParts(elements: readonly Element[]): readonly string[] {
  return elements.flatMap(({ name, attributes }) => [
    ...(neverOurs.has(name) ? [`<${name}>`] : []),
    ...Object.entries(attributes).flatMap(([attribute, value]) =>
      isStrange(attribute, value) ? [`<${name} ${attribute}="${value}">`] : [],
    ),
  ])
}

function isStrange(attribute: string, value: string): boolean {
  if (/^(?:on|hx-on|data-hx)|^(?:style|srcdoc|background|http-equiv)$/i.test(attribute)) return true
  if (/^hx-(?:get|post)$/.test(attribute)) return !/^\/(?!\/)/.test(value)
  return (
    /^(?:href|src|action|formaction|xlink:href)$/.test(attribute) &&
    // Nothing at all is the page itself: "load the page again".
    !/^(?:$|#|\?|\/(?!\/)|https:\/\/)/.test(value)
  )
}

/** Links, pictures and markup that stand neither in code nor escaped; a bar ends a cell of a table, in code too. */
export function liveMarkdown(text: string, base: string): readonly string[] {
  const parts = text
    .replaceAll(/^```\n[\s\S]*?\n```$/gm, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('| ') ? (line.match(/(?:\\.|[^|\\])+/g) ?? []) : [line]))
    .map((part) => part.replaceAll(/`[^`]*`/g, ''))
  const targets = parts.flatMap((part) =>
    Array.from(part.matchAll(/(?<!\\)\[(?:\\.|[^\]\\])*\]\(([^)]*)\)/g), ([, to = '']) => to),
  )
  return [
    ...targets.filter((to) => !to.startsWith(base) && !to.startsWith('https://')),
    ...parts.flatMap((part) => part.match(/(?<!\\)<[^\s]{0,20}/g) ?? []),
  ]
}
