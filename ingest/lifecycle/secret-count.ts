import type { Line } from './line.ts'
import { holdsPseudonym, type RedactionRule, type SecretFinder } from './redaction-rule.ts'

/** Lines of a stream where one rule finds a secret. */
export interface SecretLines {
  readonly rule: string
  readonly lines: number
  /** Ordinal of the first of them. */
  readonly firstLine: number
}

/** The same over the streams of a cluster. */
export interface FoundSecrets {
  readonly rule: string
  readonly lines: number
  readonly instances: number
}

/** A line on which a secret of several lines begins: what follows says whether it is there, or a name in its place. */
interface Begun {
  readonly rule: RedactionRule
  readonly ordinal: number
}

/** Counts the lines of one stream that look like secrets. */
export class SecretCount {
  readonly #finder: SecretFinder
  readonly #found = new Map<string, { lines: number; readonly firstLine: number }>()
  #begun: Begun | undefined

  constructor(finder: SecretFinder) {
    this.#finder = finder
  }

  /** Whether the next line has to be looked at, whatever it says. */
  get isOpen(): boolean {
    return this.#begun !== undefined
  }

  /** Takes lines in their order. */
  add({ ordinal, text }: Line): void {
    if (this.#begun?.rule.block?.between.test(text) !== true) this.#settle(text)
    const secrets = this.#finder.secrets(text)
    if (secrets.length === 0) return
    for (const rule of new Set(secrets.map((secret) => secret.rule))) {
      if (rule.quiet) continue
      const isThere = secrets.some((secret) => secret.rule === rule && secret.from < secret.end)
      if (isThere) this.#count(rule, ordinal)
      else this.#begun = { rule, ordinal }
    }
  }

  /** Counts a secret that has begun, unless its first line holds a name in its place. */
  #settle(text: string): void {
    const begun = this.#begun
    this.#begun = undefined
    if (begun !== undefined && !holdsPseudonym(text)) this.#count(begun.rule, begun.ordinal)
  }

  #count({ id }: RedactionRule, ordinal: number): void {
    const known = this.#found.get(id)
    if (known === undefined) this.#found.set(id, { lines: 1, firstLine: ordinal })
    else known.lines += 1
  }

  /** By rule. */
  rows(): readonly SecretLines[] {
    this.#settle('')
    const rows = Array.from(this.#found, ([rule, counts]) => ({ rule, ...counts }))
    return rows.sort((a, b) => (a.rule < b.rule ? -1 : 1))
  }
}

/** undefined: nothing was found. */
export function secretsSentence(found: readonly FoundSecrets[]): string | undefined {
  if (found.length === 0) return undefined
  const parts = found.map(
    ({ rule, lines, instances }) =>
      `${rule} ${lines} (${instances} ${instances === 1 ? 'instance' : 'instances'})`,
  )
  const lines = found.reduce((sum, each) => sum + each.lines, 0)
  const subject = lines === 1 ? '1 line looks' : `${lines} lines look`
  return `${subject} like secrets: ${parts.join(', ')}. The file holds them as they were printed; what they open should be changed.`
}
