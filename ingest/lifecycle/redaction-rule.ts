import { LiteralIndex } from './literal-index.ts'
import { type Matcher, type MatchWalk, type Span, shapeText } from './matcher.ts'
import { type TextBytes, textBytes } from './text-bytes.ts'

/** What is replaced: nothing; secrets; or secrets and what tells accounts, instances and addresses apart. */
export const redactionLevels = ['none', 'secrets', 'identifiers'] as const
export type RedactionLevel = (typeof redactionLevels)[number]

/** A secret that goes on over the lines after the one that begins it. */
export interface SecretBlock {
  readonly end: Matcher
  /** How a line of it looks; the first that matches says what is replaced. */
  readonly body: readonly MatchWalk[]
  /** A line that holds nothing secret and does not end the block. */
  readonly between: Matcher
}

/** One kind of secret: an entry of data/redaction.json. */
export interface RedactionRule {
  /** Begins the pseudonyms: `<github-token-1>`. */
  readonly id: string
  readonly meaning: string
  readonly level: Exclude<RedactionLevel, 'none'>
  /** A line without one of these words, in small letters, is not looked at; none: every line is. */
  readonly contains: readonly string[]
  /** A line without so many letters, digits, + and / in a row is not looked at. */
  readonly run: number
  /** Where the secret stands: the pattern's named groups, or all that it matches. */
  readonly walk: MatchWalk
  /** Is replaced, but opens nothing: no sync warns of it. */
  readonly quiet: boolean
  /** What looks like the secret and is none: `password=none`. */
  readonly except: Matcher | undefined
  readonly block: SecretBlock | undefined
}

/** A secret's place in a line. */
export interface Secret extends Span {
  readonly rule: RedactionRule
}

/** What stands in place of a secret. */
export function pseudonymOf(rule: RedactionRule, number: number): string {
  return `<${rule.id}-${number}>`
}

const pseudonym = /<[a-z0-9]+(?:-[a-z0-9]+)*-\d+>/
const onlyPseudonym = new RegExp(`^${pseudonym.source}$`)

/** Whether somebody has replaced a secret in this text: an export that was read back. */
export function holdsPseudonym(text: string): boolean {
  return pseudonym.test(text)
}

/** Finds secrets in single lines; what stands in place of one is none. */
export class SecretFinder {
  readonly #rules: readonly RedactionRule[]
  readonly #index: LiteralIndex
  readonly #runs: readonly number[]

  constructor(rules: readonly RedactionRule[], level: RedactionLevel = 'secrets') {
    const wanted = redactionLevels.indexOf(level)
    this.#rules = rules.filter((rule) => redactionLevels.indexOf(rule.level) <= wanted)
    this.#index = new LiteralIndex(this.#rules.map(({ contains }) => contains))
    this.#runs = this.#rules.flatMap(({ contains, run }) =>
      contains.length === 0 && run > 0 ? run : [],
    )
  }

  /** Of each rule the words of which a line with such a secret holds one, if not a run; none: it may be any line. */
  get words(): readonly (readonly string[])[] {
    return this.#rules.flatMap(({ contains, run }) =>
      contains.length === 0 && run > 0 ? [] : [contains],
    )
  }

  /** Whether a line has a run of characters in which a rule without words finds secrets. */
  mayHoldRun(line: TextBytes): boolean {
    return this.#runs.some((run) => hasRun(line, run))
  }

  /**
   * All secrets of a line, by place; where rules overlap, the earlier rule's name for all that they cover together. Empty
   * ones, of rules with a block, say that the block begins here.
   */
  secrets(line: string): readonly Secret[] {
    const places = this.#index.held(line)
    if (places.length === 0) return []
    const rules = places.map((place) => this.#rules[place] as RedactionRule)
    const scanned = textBytes(line)
    return joined(
      rules
        .filter(({ run }) => hasRun(scanned, run))
        .flatMap((rule) => this.#secretsOf(rule, line)),
    )
  }

  /** False: no line that differs from this one in digits alone holds a secret. True for some that hold none. */
  mayHold(line: string): boolean {
    const shape = shapeText(line)
    const scanned = textBytes(line)
    return this.#rules.some(
      ({ contains, run, walk }) =>
        (contains.length === 0 || contains.some((word) => shape.includes(shapeText(word)))) &&
        hasRun(scanned, run) &&
        (walk.digitSensitive || walk.spans(line).length > 0),
    )
  }

  #secretsOf(rule: RedactionRule, line: string): readonly Secret[] {
    return rule.walk
      .spans(line)
      .filter(({ from, end }) => rule.except?.test(line.slice(from, end)) !== true)
      .filter(({ from, end }) => from < end || rule.block !== undefined)
      .filter(({ from, end }) => !onlyPseudonym.test(line.slice(from, end)))
      .map((span) => ({ ...span, rule }))
  }
}

/** Looks at every `run`th byte first: a run cannot lie between two of them. */
function hasRun({ bytes, end }: TextBytes, run: number): boolean {
  for (let at = run - 1; run > 0 && at < end; at += run) {
    let from = at
    while (from >= 0 && isRunCode(bytes[from] as number)) from -= 1
    let to = at
    while (to < end && isRunCode(bytes[to] as number)) to += 1
    if (to - from - 1 >= run) return true
  }
  return run === 0
}

function isRunCode(code: number): boolean {
  const small = code | 0x20
  return (small >= 0x61 && small <= 0x7a) || (code >= 0x2f && code <= 0x39) || code === 0x2b
}

/** Overlapping ones become one. Comes in the order of the rules, which names the joint ones; a sort by place keeps it. */
export function joined(found: readonly Secret[]): readonly Secret[] {
  if (found.length < 2) return found
  const order = new Map(found.map((secret, index) => [secret, index]))
  const rank = (secret: Secret) => order.get(secret) ?? 0
  const all: Secret[] = []
  let lowest = 0
  for (const secret of found.toSorted((a, b) => a.from - b.from || rank(a) - rank(b))) {
    const last = all.at(-1)
    if (last === undefined || secret.from >= last.end) {
      all.push(secret)
      lowest = rank(secret)
      continue
    }
    const rule = rank(secret) < lowest ? secret.rule : last.rule
    lowest = Math.min(lowest, rank(secret))
    all[all.length - 1] = { from: last.from, end: Math.max(last.end, secret.end), rule }
  }
  return all
}
