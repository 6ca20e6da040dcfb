// Hostile lines as pages show them: text and classes of ours, and nothing that commands a terminal or turns text round.
import { textPieces } from '../../views/ansi.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { hostileLines } from '../server/hostile-text.ts'

/** What may not be left in a text: everything that commands a terminal or turns text round, tabs aside. */
const commands = /(?!\t)[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u

const ownClasses = /^(?:control|(?:ansi-(?:ground-)?\w+ ?)*)$/

/** Lines that are held at a time; each so many follow a seed of their own, one after the other. */
const linesOfSeed = 50_000

function problemsOf(line: string): readonly string[] {
  const pieces = textPieces(line)
  const isStrange = pieces.some(
    ({ text, classes }) => !ownClasses.test(classes) || commands.test(text),
  )
  // The number stands behind all codes: none has swallowed what follows it.
  const [number = 'none'] = /~\d+~$/.exec(line) ?? []
  const isWhole = pieces
    .map(({ text }) => text)
    .join('')
    .endsWith(number)
  return [
    ...(isStrange ? [`not text and classes of ours alone: ${JSON.stringify(line)}`] : []),
    ...(isWhole ? [] : [`swallowed its end: ${JSON.stringify(line)}`]),
  ]
}

/** Takes so many hostile lines to pieces. */
export async function showHostile(options: {
  readonly lines: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const broken: string[] = []
  for (let done = 0; done < options.lines; done += linesOfSeed) {
    const count = Math.min(linesOfSeed, options.lines - done)
    for (const line of hostileLines(count, options.seed + done / linesOfSeed))
      broken.push(...problemsOf(line))
  }
  return {
    promise: 'a hostile line becomes text and classes of ours alone, and loses nothing else',
    ...{ trials: options.lines, broken, seen: '' },
  }
}
