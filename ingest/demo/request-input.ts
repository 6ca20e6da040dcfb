import type { ServiceError } from './service-error.ts'

/** The JSON object of one request. */
export type RequestInput = Readonly<Record<string, unknown>>

/** Reads members of a request; what is missing is undefined, what has the wrong kind or size is refused. */
export interface InputReader {
  text(name: string): string | undefined
  requiredText(name: string): string
  /** A whole number between the two. */
  count(name: string, range: { from: number; to: number }): number | undefined
  number(name: string): number | undefined
  flag(name: string): boolean
  texts(name: string): readonly string[] | undefined
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined
}

/** `refuse` makes the service's own kind of validation error. */
export function inputReader(
  input: RequestInput,
  refuse: (message: string) => ServiceError,
): InputReader {
  const member = (name: string): unknown => input[name] ?? undefined
  const wrong = (name: string, constraint: string): ServiceError =>
    refuse(
      `1 validation error detected: Value '${String(member(name))}' at '${name}' failed to satisfy constraint: ${constraint}`,
    )
  const number = (name: string): number | undefined => {
    const value = member(name)
    if (value === undefined || typeof value === 'number') return value
    throw wrong(name, 'Member must be a number')
  }
  const text = (name: string): string | undefined => {
    const value = member(name)
    if (value === undefined || typeof value === 'string') return value
    throw wrong(name, 'Member must be a string')
  }
  return {
    text,
    number,
    requiredText(name) {
      const value = text(name)
      if (value === undefined || value === '') throw wrong(name, 'Member must not be null')
      return value
    },
    count(name, { from, to }) {
      const value = number(name)
      if (value === undefined || (Number.isInteger(value) && value >= from && value <= to))
        return value
      throw wrong(name, `Member must have value between ${from} and ${to}`)
    },
    flag: (name) => member(name) === true,
    texts(name) {
      const value = member(name)
      if (value === undefined) return undefined
      if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
      throw wrong(name, 'Member must be a list of strings')
    },
    oneOf(name, allowed) {
      const value = text(name)
      const found = allowed.find((entry) => entry === value)
      if (value !== undefined && found === undefined) {
        throw wrong(name, `Member must satisfy enum value set: [${allowed.join(', ')}]`)
      }
      return found
    },
  }
}
