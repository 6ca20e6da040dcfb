// Patterns that take exponential time in a backtracking engine, given wherever a pattern may come from outside. Nothing is timed:
// what is not linear does not end before a run is given up.
import { re2Matcher } from '../ingest/re2-matcher.ts'
import { lineMatcher } from '../server/search-matcher.ts'
import type { SearchQuery } from '../views/search.ts'
import type { PromiseFigure } from './promises/promise-figure.ts'
import { oneOf, seededNumbers } from './seeded-numbers.ts'

type Pattern = readonly [pattern: string, text: string]

/** An expression for one character or two, and text that it matches over and over. */
const atoms: readonly Pattern[] = [
  ...([
    ['a', 'a'],
    ['\\w', 'a'],
    ['\\d', '1'],
    ['[a-z]', 'q'],
    ['\\s', ' '],
    ['.', 'x'],
  ] as const),
  ...([
    ['[^,]', 'x'],
    ['(?:ab?)', 'ab'],
    ['\\S', '='],
    ['(?:a|b)', 'b'],
    ['[\\w.-]', '.'],
  ] as const),
  ...([
    ['[^\\n]', '"'],
    ['(?:\\d|0)', '0'],
    ['(?i:e)', 'E'],
    ['(?:x|xx)', 'x'],
    ['[/\\\\]', '/'],
  ] as const),
]

const nestings: readonly ((atom: string) => string)[] = [
  (atom) => `^(${atom}+)+$`,
  (atom) => `^(${atom}*)*$`,
  (atom) => `(${atom}+)*\\x00`,
  (atom) => `^(${atom}|${atom})*$`,
  (atom) => `^(${atom}|${atom}?)+$`,
  (atom) => `^((${atom}+)+)+\\x00`,
  (atom) => `^(${atom}+${atom}+)+\\x00`,
  (atom) => `(${atom}*${atom}*${atom}*)\\x00`,
  (atom) => `^(.*${atom}){6}\\x00`,
  (atom) => `^(${atom}{1,9}){1,9}\\x00$`,
  (atom) => `(?:${atom}+,?)+\\x00`,
  (atom) => `${atom}+.*${atom}+.*\\x00`,
  (atom) => `^(?:(${atom})+|(${atom}${atom})+)+\\x00`,
]

const known: readonly Pattern[] = [
  ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}', 'a'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['(?:[^"\\\\]|\\\\.)*"(?:[^"]*)*\\x00', '\\"'],
  [
    '[\\x1b](?:(?:(?:;[-a-zA-Z\\d/#&.:=?%@~_]+)*|[a-zA-Z\\d]+(?:;[-a-zA-Z\\d]*)*)?\\x07)',
    '\u001b;;',
  ],
  ['^\\s+|\\s+$|\\s*\\x00', ' '],
  ['(\\.\\d+)*(-[\\w.]+)*(\\+[\\w.]+)*\\x00', '.1-a'],
  ['^(\\/\\*(.|\\n)*?\\*\\/)+\\x00', '/*'],
  ['(<[^>]*>)*\\x00', '<'],
]

/** Patterns of a list, each with a text that it matches over and over. */
export const listedPatterns: readonly Pattern[] = [
  ...atoms.flatMap(([atom, text]) => nestings.map((nest) => [nest(atom), text] as const)),
  ...known,
]

const joints: readonly ((one: string, other: string) => string)[] = [
  (one, other) => `(?:${one}${other})`,
  (one, other) => `(?:${one}|${other})`,
  (one, other) => `(?:${one}|${other}|${one}${other})`,
  (one, other) => `(?:${one}${other}?)`,
  (one, other) => `(?:${one}*${other})`,
  (one, other) => `(?:${one}{1,4}${other}*)`,
]

/** Two or three atoms joined and nested, on a text of theirs. */
function generatedPattern(number: (below: number) => number): Pattern {
  const [first, firstText] = oneOf(number, atoms)
  const [second, secondText] = oneOf(number, atoms)
  const joined = oneOf(number, joints)(first, second)
  const whole = number(2) === 0 ? joined : oneOf(number, joints)(joined, oneOf(number, atoms)[0])
  const text = oneOf(number, [firstText, secondText, firstText + secondText])
  return [oneOf(number, nestings)(whole), text]
}

/** What a search and a rule make of a pattern on so long a line; a text: the fault for which it is refused. */
function answers([pattern, text]: Pattern, length: number): readonly (boolean | string)[] {
  const line = `${text.repeat(Math.ceil(length / text.length))}!`
  const query = { q: pattern, mode: 'regex', matchCase: true } as SearchQuery
  return [() => lineMatcher(query).test(line), () => re2Matcher(pattern).test(line)].map((ask) => {
    try {
      return ask()
    } catch (error) {
      return (error as Error).message
    }
  })
}

/** Tries all listed patterns, none of which is refused, and so many generated ones, of which some would be too large. */
export async function tryPatterns(options: {
  readonly generated: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const number = seededNumbers(options.seed)
  const trials = listedPatterns.length + options.generated
  const broken: string[] = []
  let refused = 0
  for (let index = 0; index < trials; index += 1) {
    const listed = listedPatterns[index]
    const pattern = listed ?? generatedPattern(number)
    const [search, rule] = answers(pattern, 100_000)
    const isRefused = typeof search === 'string' && typeof rule === 'string'
    if (isRefused) refused += 1
    if (isRefused ? listed !== undefined : search !== rule)
      broken.push(`${pattern[0]}: ${search} in a search, ${rule} in a rule`)
  }
  return {
    promise: 'no regular expression from outside takes more than linear time',
    ...{ trials, broken, seen: `${listedPatterns.length} of a list, ${refused} refused` },
  }
}
