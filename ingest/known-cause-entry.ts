import type { KnownCause, KnownCauseScope } from './lifecycle/known-cause.ts'
import type { Matcher } from './lifecycle/matcher.ts'
import { stages } from './lifecycle/stage.ts'
import { OperatorError } from './operator-error.ts'
import { re2Matcher } from './re2-matcher.ts'

const required = [
  'id',
  'title',
  'explanation',
  'kind',
  'patterns',
  'fix',
  'risk',
  'verify',
] as const
const allowed: ReadonlySet<string> = new Set([
  ...required,
  ...['breadth', 'upstream', 'except', 'scope', 'sources', 'samples', 'counterSamples'],
])
const scopeFields: ReadonlySet<string> = new Set(['stages', 'step', 'exitCodes'])

export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** OperatorError `invalid-rules` that names file and entry. */
export function invalidEntry(place: string, why: string, cause?: unknown): OperatorError {
  const nextStep = 'Correct the entry; data/known-causes.json shows the form of each field.'
  return new OperatorError('invalid-rules', `${place}: ${why}.`, nextStep, cause)
}

interface EntryPlace extends Pick<KnownCause, 'origin'> {
  readonly place: string
}

/**
 * Compiles one entry of a catalogue. Throws OperatorError `invalid-rules`; `at.place` names the entry in it,
 * `rules.json, known cause apt-lock-held`.
 */
export function knownCauseEntry(fields: JsonObject, at: EntryPlace): KnownCause {
  const { place, origin } = at
  refuseUnknown(fields, allowed, place)
  for (const name of required) {
    if (fields[name] === undefined) throw invalidEntry(place, `the field ${name} is missing`)
  }
  const cause: KnownCause = {
    ...{ id: slug(fields, place), origin },
    title: text(fields, 'title', place),
    explanation: text(fields, 'explanation', place),
    kind: choice(fields, 'kind', ['transient', 'deterministic', 'either'], place),
    breadth: choice({ breadth: 'specific', ...fields }, 'breadth', ['specific', 'general'], place),
    upstream:
      fields.upstream === undefined
        ? undefined
        : choice(fields, 'upstream', ['controller', 'shared-service'], place),
    patterns: texts(fields, 'patterns', place).map((source) => compiled(source, at)),
    except: texts(fields, 'except', place).map((source) => compiled(source, at)),
    scope: scope(fields, at),
    fix: texts(fields, 'fix', place),
    risk: text(fields, 'risk', place),
    verify: text(fields, 'verify', place),
    sources: texts(fields, 'sources', place),
    samples: {
      matching: texts(fields, 'samples', place),
      other: texts(fields, 'counterSamples', place),
    },
  }
  if (cause.patterns.length === 0) throw invalidEntry(place, 'patterns is empty')
  return cause
}

function refuseUnknown(fields: JsonObject, names: ReadonlySet<string>, place: string): void {
  const unknown = Object.keys(fields).find((name) => !names.has(name))
  if (unknown !== undefined) {
    throw invalidEntry(place, `${unknown} is no field; expected ${[...names].join(', ')}`)
  }
}

function text(fields: JsonObject, name: string, place: string): string {
  const value = fields[name]
  if (typeof value === 'string' && value.trim() !== '') return value
  throw invalidEntry(place, `${name} is ${JSON.stringify(value)}; expected text`)
}

function slug(fields: JsonObject, place: string): string {
  const id = text(fields, 'id', place)
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return id
  throw invalidEntry(place, `id is "${id}"; expected small letters, digits and single hyphens`)
}

function texts(fields: JsonObject, name: string, place: string): readonly string[] {
  const value = fields[name] ?? []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw invalidEntry(place, `${name} is not a list of texts`)
}

function choice<const Choice extends string>(
  fields: JsonObject,
  name: string,
  choices: readonly Choice[],
  place: string,
): Choice {
  const found = choices.find((item) => item === fields[name])
  if (found !== undefined) return found
  const value = JSON.stringify(fields[name])
  throw invalidEntry(place, `${name} is ${value}; expected one of ${choices.join(', ')}`)
}

function compiled(source: string, { place, origin }: EntryPlace): Matcher {
  try {
    return re2Matcher(source, origin)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw invalidEntry(place, `"${source}" is not a pattern in RE2 syntax: ${why}`, error)
  }
}

function scope(fields: JsonObject, at: EntryPlace): KnownCauseScope {
  const { place } = at
  const value = fields.scope ?? {}
  if (!isJsonObject(value)) throw invalidEntry(place, 'scope is not an object')
  refuseUnknown(value, scopeFields, `${place}, scope`)
  const { stages: inStages, step, exitCodes } = value
  return {
    stages:
      inStages === undefined
        ? undefined
        : texts(value, 'stages', place).map((stage) =>
            choice({ stages: stage }, 'stages', stages, place),
          ),
    step: step === undefined ? undefined : compiled(text(value, 'step', place), at),
    exitCodes: exitCodes === undefined ? undefined : exitCodesOf(exitCodes, place),
  }
}

function exitCodesOf(value: unknown, place: string): readonly number[] {
  const fits = (code: unknown) =>
    typeof code === 'number' && Number.isInteger(code) && code >= 0 && code <= 255
  if (Array.isArray(value) && value.every(fits)) return value
  throw invalidEntry(place, 'exitCodes is not a list of whole numbers from 0 to 255')
}

/**
 * Throws OperatorError `invalid-rules` unless the patterns match every sample, one at least, and no counter-sample.
 */
export function trySamples(cause: KnownCause, fileName: string): void {
  const { id, patterns, except, samples } = cause
  const place = `${fileName}, known cause ${id}`
  const matches = (line: string) =>
    patterns.some((pattern) => pattern.test(line)) && !except.some((pattern) => pattern.test(line))
  if (samples.matching.length === 0) throw invalidEntry(place, 'samples is empty')
  const missed = samples.matching.find((line) => !matches(line))
  if (missed !== undefined) throw invalidEntry(place, `no pattern matches the sample "${missed}"`)
  const hit = samples.other.find(matches)
  if (hit !== undefined) throw invalidEntry(place, `a pattern matches the counter-sample "${hit}"`)
}
