// The second level of templates. The mask knows values by their shape; a user name or a host's nickname has none. What
// gives them away is that many otherwise equal templates differ in just that place. For every place, the templates that
// are equal but for it form a slot; a slot with many different words is a variable.
//
// The outcome depends on the set of templates alone: not on their order, not on how often each was seen.

/** A slot needs this many different words before its place counts as a variable. */
const slotWords = 5
/** A template needs this many other fixed words for one of its places to be a variable. */
const fixedWords = 2
const rounds = 3
/** Places after this one are never variables: a line that long is data. */
const longestTemplate = 48
export const wildCard = '<*>'

interface Tokens {
  readonly parts: string[]
  /** Places in `parts` that hold a fixed word, the first word of the line left out. */
  places: number[]
}

/** Each template with its variables found; same order and length as the input. */
export function generalisedTemplates(templates: readonly string[]): readonly string[] {
  let current = templates.map((template) => template)
  for (let round = 0; round < rounds; round += 1) {
    const next = generaliseOnce(current)
    if (next === current) return current
    current = next
  }
  return current
}

function generaliseOnce(templates: string[]): string[] {
  const distinct = [...new Set(templates)]
  const tokens = distinct.map(tokensOf)
  const slots = slotsOf(tokens)
  const renamed = new Map<string, string>()
  for (const [index, template] of distinct.entries()) {
    const token = tokens[index] as Tokens
    const variables = token.places.filter((place) => isVariable(slots, token, place))
    if (variables.length > 0) renamed.set(template, withWildCards(token, variables))
  }
  if (renamed.size === 0) return templates
  return templates.map((template) => renamed.get(template) ?? template)
}

/** For each slot the words seen in it, at most `slotWords` of them. */
function slotsOf(all: readonly Tokens[]): Map<string, Set<string>> {
  const slots = new Map<string, Set<string>>()
  for (const token of all) {
    for (const place of token.places) {
      const key = slotKey(token, place)
      const words = slots.get(key) ?? new Set()
      words.add(token.parts[place] as string)
      slots.set(key, words)
    }
  }
  return slots
}

function isVariable(slots: Map<string, Set<string>>, token: Tokens, place: number): boolean {
  return (slots.get(slotKey(token, place))?.size ?? 0) >= slotWords
}

function slotKey(token: Tokens, place: number): string {
  const before = token.parts.slice(0, place).join('')
  return `${before}\u0000${token.parts.slice(place + 1).join('')}`
}

function withWildCards(token: Tokens, places: readonly number[]): string {
  const parts = [...token.parts]
  for (const place of places) parts[place] = wildCard
  return collapsed(parts.join(''))
}

/** Wild cards with only blanks and commas between them are one. */
function collapsed(template: string): string {
  return template.replace(/<\*>(?:[ ,:=.-]*<\*>)+/g, wildCard)
}

function tokensOf(template: string): Tokens {
  const parts = template.split(/(<\*>|[\s=:,()[\]{}"'|;<>]+)/).filter((part) => part !== '')
  const words: number[] = []
  for (const [place, part] of parts.entries()) {
    if (part !== wildCard && /[\p{L}]/u.test(part) && place < longestTemplate) words.push(place)
  }
  const places = words.length > fixedWords ? words.filter((place) => place > 0) : []
  return { parts, places }
}
