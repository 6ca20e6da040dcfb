import { OperatorError } from '../ingest/operator-error.ts'

/** What the environment may set; a flag of the command line wins over it. */
export interface Settings {
  /** HYPERSCOPE_DB; default `hyperscope.db` in the working folder. */
  readonly databasePath: string
  /** HYPERSCOPE_PORT, 0 to 65535; 0 takes any free port. */
  readonly port: number
}

/** Throws OperatorError `invalid-option`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  return {
    databasePath: env.HYPERSCOPE_DB ?? 'hyperscope.db',
    port: parsePort(env.HYPERSCOPE_PORT ?? '8117', 'HYPERSCOPE_PORT'),
  }
}

/** `where` names the flag or variable in the error. */
export function parsePort(text: string, where: string): number {
  return parseWholeNumber(text, { where, min: 0, max: 65_535 })
}

/** A whole number in a range. Throws OperatorError `invalid-option`, naming where the text stood. */
export function parseWholeNumber(
  text: string,
  range: { readonly where: string; readonly min: number; readonly max: number },
): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= range.min && number <= range.max) return number
  throw new OperatorError(
    'invalid-option',
    `${range.where} is ${JSON.stringify(text)}.`,
    `Use a whole number from ${range.min} to ${range.max}.`,
  )
}
