import type { Matcher } from './lifecycle/matcher.ts'
import { OperatorError } from './operator-error.ts'
import { type RuleOrigin, re2Matcher } from './re2-matcher.ts'

// load-known-causes.ts and load-redaction-rules.ts read the last two.
const lists = ['layouts', 'markers', 'steps', 'lineClasses', 'knownCauses', 'redaction'] as const
type ListName = (typeof lists)[number]

/** A file of rules: JSON, an object of lists of entries. Every complaint is OperatorError `invalid-rules`. */
export class RuleFile {
  readonly #name: string
  readonly #origin: RuleOrigin
  readonly #lists: Readonly<Record<string, unknown>>

  constructor(name: string, text: string, origin: RuleOrigin) {
    this.#name = name
    this.#origin = origin
    this.#lists = this.#parsed(text)
    for (const key of Object.keys(this.#lists)) {
      if (!lists.some((list) => list === key)) {
        throw invalidRules(`${name}: ${key} is not a list of rules`, `Use ${lists.join(', ')}.`)
      }
    }
  }

  /** The entries of one list; an absent list has none. */
  list(name: ListName): RuleEntry[] {
    return entriesOf(this.#lists[name] ?? [], `${this.#name}: ${name}`, this.#origin)
  }

  #parsed(text: string): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(text)
      if (isRecord(value)) return value
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw invalidRules(`${this.#name} is not JSON: ${why}`, 'Correct the file.', error)
    }
    throw invalidRules(`${this.#name} is not a JSON object`, `Use {"markers": [...]}.`)
  }
}

/** One entry of a list of rules, read field by field; each method says which field it cannot read, and why. */
export class RuleEntry {
  readonly #place: string
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #origin: RuleOrigin

  constructor(place: string, fields: Readonly<Record<string, unknown>>, origin: RuleOrigin) {
    this.#place = place
    this.#fields = fields
    this.#origin = origin
  }

  /** Refuses fields other than these and the ones that every entry has: a misspelt field must not be ignored. */
  allow(...names: readonly string[]): void {
    const common = ['pattern', 'meaning', 'source', 'samples', 'counterSamples']
    for (const field of Object.keys(this.#fields)) {
      if (!names.includes(field) && !common.includes(field)) {
        this.refuse(
          field,
          `is not a field of this list; it has ${[...names, ...common].join(', ')}`,
        )
      }
    }
  }

  text(field: string): string {
    return this.optionalText(field) ?? this.refuse(field, 'is missing')
  }

  optionalText(field: string): string | undefined {
    const value = this.#fields[field]
    if (value === undefined || (typeof value === 'string' && value !== '')) return value
    return this.refuse(field, `is ${JSON.stringify(value)}; expected text`)
  }

  choice<Choice extends string>(field: string, choices: readonly Choice[]): Choice {
    const value = this.text(field)
    const found = choices.find((choice) => choice === value)
    return (
      found ??
      this.refuse(field, `is ${JSON.stringify(value)}; expected one of ${choices.join(', ')}`)
    )
  }

  /** A flag that is absent is off. */
  flag(field: string): boolean {
    const value = this.#fields[field] ?? false
    if (typeof value === 'boolean') return value
    return this.refuse(field, `is ${JSON.stringify(value)}; expected true or false`)
  }

  /** A whole number from 1 to `most`. */
  count(field: string, most: number): number {
    const value = this.#fields[field]
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
    return fits ? value : this.refuse(field, `is ${JSON.stringify(value)}; expected 1 to ${most}`)
  }

  /** The same where the field may be absent. */
  optionalCount(field: string, most: number): number | undefined {
    return this.#fields[field] === undefined ? undefined : this.count(field, most)
  }

  /** The entry's own `pattern` with its `samples` and `counterSamples`. */
  sampledMatcher(groups: readonly string[]): Matcher {
    return this.#compiled('pattern', {
      samples: 'samples',
      counterSamples: 'counterSamples',
      groups,
    })
  }

  /** The pattern of a field that has samples of its own: `logGroup`, `logGroupSamples`, `logGroupCounterSamples`. */
  matcher(field: string, groups: readonly string[]): Matcher {
    const names = { samples: `${field}Samples`, counterSamples: `${field}CounterSamples`, groups }
    return this.#compiled(field, names)
  }

  /** A pattern that stands in a field, by `compile`. */
  compiled<Compiled>(
    field: string,
    source: string,
    compile: (source: string, origin: RuleOrigin) => Compiled,
  ): Compiled {
    try {
      return compile(source, this.#origin)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return this.refuse(field, `is not a pattern in RE2 syntax: ${why}`)
    }
  }

  entries(field: string): RuleEntry[] {
    return entriesOf(this.#fields[field] ?? [], `${this.#place}, ${field}`, this.#origin)
  }

  refuse(field: string, why: string): never {
    throw invalidRules(`${this.#place}, field ${field}: ${why}`, 'Correct the entry.')
  }

  #compiled(field: string, names: SampleNames): Matcher {
    const matcher = this.#pattern(field, names.groups)
    if (this.#origin === 'shipped') return matcher
    const samples = this.texts(names.samples)
    if (samples.length === 0)
      this.refuse(names.samples, 'is empty: a pattern needs a line it must match')
    for (const sample of samples) {
      if (!matcher.test(sample))
        this.refuse(names.samples, `${field} does not match ${quoted(sample)}`)
    }
    for (const sample of this.texts(names.counterSamples)) {
      if (matcher.test(sample))
        this.refuse(names.counterSamples, `${field} matches ${quoted(sample)}`)
    }
    return matcher
  }

  #pattern(field: string, groups: readonly string[]): Matcher {
    const source = this.text(field)
    for (const group of groups) {
      if (!source.includes(`<${group}>`)) this.refuse(field, `lacks the group (?P<${group}>…)`)
    }
    return this.compiled(field, source, re2Matcher)
  }

  /** A list of texts; an absent one is empty. */
  texts(field: string): readonly string[] {
    const value = this.#fields[field] ?? []
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    return this.refuse(field, 'is not a list of texts')
  }
}

interface SampleNames {
  readonly samples: string
  readonly counterSamples: string
  readonly groups: readonly string[]
}

function entriesOf(value: unknown, place: string, origin: RuleOrigin): RuleEntry[] {
  if (!Array.isArray(value)) throw invalidRules(`${place} is not a list`, 'Correct the file.')
  return value.map((fields: unknown, index) => {
    const entryPlace = `${place}, entry ${index + 1}`
    if (!isRecord(fields)) throw invalidRules(`${entryPlace} is not an object`, 'Correct the file.')
    return new RuleEntry(entryPlace, fields, origin)
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}

function invalidRules(message: string, nextStep: string, cause?: unknown): OperatorError {
  return new OperatorError('invalid-rules', `${message}.`, nextStep, cause)
}
