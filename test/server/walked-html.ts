const voidTags = new Set(['br', 'hr', 'img', 'input', 'link', 'meta'])
// Shapes of SVG close themselves.
const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>|<!doctype html>/g

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * Walks a page tag by tag. Throws where a tag does not close, closes another, or has an attribute without quotes; a
 * `<` or `>` outside of tags is one that was not escaped.
 */
export function walkedHtml(page: string): readonly Element[] {
  const elements: Element[] = []
  const open: string[] = []
  let from = 0
  for (const match of page.matchAll(tag)) {
    refuseBareMarkup(page.slice(from, match.index))
    from = match.index + match[0].length
    const [, closing, name, attributes = '', selfClosing] = match
    if (name === undefined) continue
    if (closing === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}> at ${match.index}`)
      continue
    }
    elements.push({ name, attributes: attributesOf(attributes) })
    if (selfClosing !== '/' && !voidTags.has(name)) open.push(name)
  }
  refuseBareMarkup(page.slice(from))
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`)
  return elements
}

function refuseBareMarkup(text: string): void {
  if (/[<>]/.test(text)) throw new Error(`bare markup in ${JSON.stringify(text.slice(0, 200))}`)
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}
