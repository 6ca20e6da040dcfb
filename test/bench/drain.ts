// The tree of Drain (He, Zhu, Zheng, Lyu: "Drain: An online log parsing approach with fixed depth tree", ICWS 2017), as
// plainly as its paper has it: every line is split, walks down by its length and first tokens, and is compared with each
// template of its leaf. The peer that templates are measured against.
const depth = 2
const similarity = 0.4
const mostChildren = 100
const wildCard = '<*>'

// What its authors' own examples mask first: addresses, long hexadecimal ids, numbers.
const masks = [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, /\b(?:0x)?[0-9a-f]{8,}\b/gi, /\b\d+(?:\.\d+)?\b/g]

function masked(line: string): string {
  return masks.reduce((text, mask) => text.replace(mask, wildCard), line)
}

interface Node {
  readonly children: Map<string, Node>
  readonly templates: string[][]
}

const newNode = (): Node => ({ children: new Map(), templates: [] })

export class Drain {
  readonly #root = newNode()

  add(line: string): readonly string[] {
    const tokens = masked(line).trim().split(/\s+/)
    const leaf = this.#leafOf(tokens)
    const best = closest(leaf.templates, tokens)
    if (best === undefined) {
      leaf.templates.push(tokens)
      return tokens
    }
    for (const [index, token] of tokens.entries()) if (best[index] !== token) best[index] = wildCard
    return best
  }

  #leafOf(tokens: readonly string[]): Node {
    let node = child(this.#root, String(tokens.length))
    for (const token of tokens.slice(0, depth)) {
      const isKnown = node.children.has(token)
      const isVariable = /\d/.test(token) || (!isKnown && node.children.size >= mostChildren)
      node = child(node, isVariable ? wildCard : token)
    }
    return node
  }
}

function child(node: Node, key: string): Node {
  const known = node.children.get(key) ?? newNode()
  node.children.set(key, known)
  return known
}

function closest(templates: readonly string[][], tokens: readonly string[]): string[] | undefined {
  let best: string[] | undefined
  let highest = similarity
  for (const template of templates) {
    const same = template.filter((token, index) => token === tokens[index]).length
    if (same / tokens.length < highest) continue
    highest = same / tokens.length
    best = template
  }
  return best
}
