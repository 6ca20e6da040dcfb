// What every text holds that a pattern in RE2's syntax matches, read off the pattern.

/** Shorter pieces stand in too many texts to save anything. */
const shortestPiece = 3

/**
 * In small letters, lists of pieces of text: every match of the pattern contains a piece of each. The list that says most is
 * the first; none: no piece is certain. What it does not understand ends a piece, so a piece is never too long. None has fewer
 * characters than `least`.
 */
export function requiredPieces(
  source: string,
  least = shortestPiece,
): readonly (readonly string[])[] {
  const found = alternatives(tokens(source)).map((each) => neededPieces(each, least))
  const [only] = found
  if (found.length === 1 && only !== undefined) return only
  // Of several alternatives each may hold, so one list is all there is.
  const best = found.map(([first]) => first)
  return best.every((first) => first !== undefined) ? [best.flat()] : []
}

/** The pieces and groups that an alternative cannot do without. */
function neededPieces(
  alternative: readonly string[],
  least: number,
): readonly (readonly string[])[] {
  const inGroups = alternative.flatMap((token, place) => {
    const inside = isOptional(alternative, place) ? undefined : insideOf(token)
    return inside === undefined ? [] : requiredPieces(inside, least)
  })
  return [...plainPieces(alternative).map((piece) => [piece.toLowerCase()]), ...inGroups]
    .map((pieces) => ({ pieces, length: shortest(pieces) }))
    .filter(({ length }) => length >= least)
    .sort((a, b) => b.length - a.length)
    .map(({ pieces }) => pieces)
}

/** Whether the token here may be left out. */
function isOptional(all: readonly string[], place: number): boolean {
  return /^[*?{]/.test(all[place + 1] ?? '')
}

const group = /^\((?:\?(?:P?<\w+>|[imsU-]*:))?(.*)\)$/s

/** What a group holds; undefined: the token is none. */
function insideOf(token: string): string | undefined {
  return isFlags(token) ? undefined : group.exec(token)?.[1]
}

function shortest(pieces: readonly string[]): number {
  return Math.min(...pieces.map(({ length }) => length))
}

// A token: a flag group (nothing), a group, a class, an escape, a quantifier, or one character.
const flags = /\(\?[imsU-]+\)/y
const characterClass = /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/y
const escaped = /\\(?:[pP]\{[^}]*\}|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|Q|.)/sy
const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y

function tokens(source: string): readonly string[] {
  const found: string[] = []
  let at = 0
  while (at < source.length) {
    const token = tokenAt(source, at)
    found.push(token)
    at += token.length
  }
  return found
}

/** By their first character. */
const kindsOfToken: Readonly<Record<string, RegExp>> = {
  ...{ '(': flags, '[': characterClass, '\\': escaped },
  ...{ '*': quantifier, '+': quantifier, '?': quantifier, '{': quantifier },
}

function tokenAt(source: string, at: number): string {
  const first = source.charAt(at)
  const kind = kindsOfToken[first]
  if (kind === undefined) return first
  kind.lastIndex = at
  return kind.exec(source)?.[0] ?? (first === '(' ? groupAt(source, at) : first)
}

function groupAt(source: string, at: number): string {
  let end = at + 1
  while (end < source.length && source.charAt(end) !== ')') {
    end += tokenAt(source, end).length
  }
  return source.slice(at, end + 1)
}

function alternatives(all: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [[]]
  for (const token of all) {
    if (token === '|') found.push([])
    else found.at(-1)?.push(token)
  }
  return found
}

/** The character that a token stands for; undefined: it may stand for several, or for none. */
function characterOf(token: string): string | undefined {
  if (token.length === 1 && !'.^$|()'.includes(token)) return token
  if (/^\\[^A-Za-z0-9]$/.test(token)) return token.charAt(1)
  return undefined
}

function plainPieces(alternative: readonly string[]): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const [place, token] of alternative.entries()) {
    const character = characterOf(token)
    if (character === undefined || isQuantifier(token) || isOptional(alternative, place)) {
      if (isFlags(token)) continue
      pieces.push(piece)
      // Of `s+ of` the last s stands before the blank.
      piece = /^\+\??$/.test(token) ? piece.slice(-1) : ''
    } else piece += character
  }
  return [...pieces, piece]
}

/** `(?is)`, which stands for nothing. */
function isFlags(token: string): boolean {
  return /^\(\?[imsU-]+\)$/.test(token)
}

function isQuantifier(token: string): boolean {
  if (!'*+?{'.includes(token.charAt(0))) return false
  quantifier.lastIndex = 0
  return quantifier.exec(token)?.[0] === token
}

/** A piece of text, and the last place of a text, in bytes from 0, where it counts when it begins there; infinite: anywhere. */
export interface PlacedPiece {
  readonly piece: string
  readonly limit: number
}

/**
 * Pieces of which every text holds one that the pattern matches: of an alternative that matches at the start of a text alone
 * those that stand there, as far as there are any, else the best of all. None: no piece is certain.
 */
export function firstPieces(source: string): readonly PlacedPiece[] {
  const all = tokens(source)
  // With the flag m a start may be that of any line of a text.
  const isOfLines = all.some((token) => /^\(\?[isU-]*m[imsU-]*\)$/.test(token))
  const found = alternatives(all.filter((token) => !isFlags(token)))
    .flatMap(unrolled)
    .map((each) => (isOfLines ? ofAlternative(each) : firstOfAlternative(each)))
  return found.every(({ length }) => length > 0) ? found.flat() : []
}

/** `^x+y` begins with `xx` or with `xy`. */
function unrolled(alternative: readonly string[]): readonly (readonly string[])[] {
  const [start, character = '', repeated, ...rest] = alternative
  if (start !== '^' || characterOf(character) === undefined || repeated !== '+')
    return [alternative]
  return [
    ['^', character, character],
    ['^', character, ...rest],
  ]
}

function firstOfAlternative(alternative: readonly string[]): readonly PlacedPiece[] {
  if (alternative[0] === '^') {
    const end = alternative.findIndex((_, place) => place > 0 && !isBounded(alternative, place))
    const bounded = alternative.slice(1, end < 0 ? undefined : end)
    const [pieces] = neededPieces(bounded, 2)
    const limit = bounded.reduce((sum, token) => sum + longest(token), 0)
    if (pieces !== undefined) return pieces.map((piece) => ({ piece, limit }))
  }
  return ofAlternative(alternative)
}

function ofAlternative(alternative: readonly string[]): readonly PlacedPiece[] {
  return anywhere(neededPieces(alternative, 2)[0] ?? [])
}

/** Pieces that count wherever they begin. */
export function anywhere(pieces: readonly string[]): readonly PlacedPiece[] {
  return pieces.map((piece) => ({ piece, limit: Number.POSITIVE_INFINITY }))
}

/** Whether the token here, with what follows it, stands for a bounded number of characters. */
function isBounded(all: readonly string[], place: number): boolean {
  const follows = /^[*+{]/.test(all[place + 1] ?? '')
  return !follows && Number.isFinite(longest(all[place] ?? ''))
}

const beyondAscii = '\x80'
const bytesBeyondAscii = 4

/** Most bytes of what a token stands for; infinite: it holds what repeats. */
function longest(token: string): number {
  const inside = insideOf(token)
  if (inside === undefined)
    return (characterOf(token) ?? beyondAscii) < beyondAscii ? 1 : bytesBeyondAscii
  return Math.max(
    ...alternatives(tokens(inside)).map((each) =>
      each.reduce((sum, own, place) => sum + (isBounded(each, place) ? longest(own) : Infinity), 0),
    ),
  )
}
