import {
  invalidEntry,
  isJsonObject,
  type JsonObject,
  knownCauseEntry,
  trySamples,
} from './known-cause-entry.ts'
import {
  type KnownCause,
  type KnownCauseCatalogue,
  type KnownCauses,
  knownCauseCatalogue,
} from './lifecycle/known-cause.ts'
import { prefilteredMatcherSet } from './prefiltered-matcher-set.ts'
import { rulesText } from './rules-text.ts'

const shippedFile = new URL('data/known-causes.json', import.meta.resolve('#package.json'))

/** The entries of one file, and the ids that it switches off. */
export interface KnownCauseFile {
  readonly causes: readonly KnownCause[]
  readonly disabled: ReadonlySet<string>
}

/**
 * Reads and compiles the catalogue: data/known-causes.json and, before it, the list `knownCauses` of the user's file
 * given with --rules. A user's entry replaces the shipped one of its id; `{"id": "…", "disabled": true}` removes it.
 * Throws OperatorError `invalid-rules`, naming file and entry.
 */
export function loadKnownCauses(userRulesPath?: string): KnownCauseCatalogue {
  const shipped = parseKnownCauses(rulesText(shippedFile), 'data/known-causes.json', 'shipped')
  if (userRulesPath === undefined) {
    return knownCauseCatalogue({ causes: shipped.causes, disabled: [] }, prefilteredMatcherSet)
  }
  const user = parseKnownCauses(rulesText(userRulesPath), userRulesPath, 'own')
  // The tests try the samples of the shipped causes; nobody but us can try the user's.
  for (const cause of user.causes) trySamples(cause, userRulesPath)
  return knownCauseCatalogue(mergeKnownCauses(user, shipped), prefilteredMatcherSet)
}

/** The user's entries, then the shipped ones that they neither replace nor switch off. */
function mergeKnownCauses(user: KnownCauseFile, shipped: KnownCauseFile): KnownCauses {
  const own = new Set(user.causes.map(({ id }) => id))
  const others = shipped.causes.filter(({ id }) => !own.has(id))
  return {
    causes: [...user.causes, ...others.filter(({ id }) => !user.disabled.has(id))],
    disabled: others.filter(({ id }) => user.disabled.has(id)),
  }
}

/** Compiles the text of a file of rules; other lists than `knownCauses` are left to load-rules.ts. */
export function parseKnownCauses(
  text: string,
  fileName: string,
  origin: KnownCause['origin'],
): KnownCauseFile {
  const entries = entriesOf(text, fileName)
  const causes: KnownCause[] = []
  const disabled = new Set<string>()
  const ids = new Set<string>()
  for (const [index, fields] of entries.entries()) {
    const place = placeOf(fields, fileName, index)
    if (fields.disabled === true && typeof fields.id === 'string') {
      disabled.add(fields.id)
      continue
    }
    const cause = knownCauseEntry(fields, { place, origin })
    if (ids.has(cause.id)) throw invalidEntry(place, 'the id stands twice in the file')
    ids.add(cause.id)
    causes.push(cause)
  }
  return { causes, disabled }
}

function placeOf(fields: JsonObject, fileName: string, index: number): string {
  return `${fileName}, known cause ${typeof fields.id === 'string' ? fields.id : index + 1}`
}

function entriesOf(text: string, fileName: string): readonly JsonObject[] {
  const file = parseJson(text, fileName)
  const list = isJsonObject(file) ? (file.knownCauses ?? []) : undefined
  if (!Array.isArray(list)) throw invalidEntry(fileName, 'expected {"knownCauses": [ … ]}')
  return list.map((fields: unknown, index) => {
    if (isJsonObject(fields)) return fields
    throw invalidEntry(`${fileName}, known cause ${index + 1}`, 'is not an object')
  })
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw invalidEntry(fileName, `is not JSON: ${why}`, error)
  }
}
