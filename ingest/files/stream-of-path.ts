import type { LogGroupLayout } from '../lifecycle/log-group-name.ts'
import { otherStreamKind, parseLogStreamName } from '../lifecycle/log-stream-name.ts'

/** A lifecycle stream that a path names. */
export interface PathStream {
  readonly layout: LogGroupLayout
  readonly name: string
}

/** What a path says of the stream in it. `other`: a known kind of stream that holds no lifecycle log. */
export type PathMeaning =
  | { readonly stream: PathStream }
  | { readonly other: string }
  | { readonly instanceId: string; readonly file: string }
  | undefined

const instanceIdPattern = /(?<![a-z0-9])i-[a-f0-9]{8}(?:[a-f0-9]{9})?(?![a-z0-9])/
const endings = /(?:\.(?:gz|json|ndjson|jsonl|csv|txt|tar|tgz|zip))+$/

/**
 * The stream that a path names, looked for from its end: an export task names the folder of a stream after it with `-`
 * for `/`, others name a file so, or after the instance alone.
 */
export function streamOfPath(label: string, layouts: readonly LogGroupLayout[]): PathMeaning {
  const parts = label.split(/[/!\\]/).map((part) => part.replace(endings, ''))
  const file = parts.at(-1) ?? label
  for (const part of parts.toReversed()) {
    // A file called `i-0123456789abcdef0-part2` holds a part of a log; a folder called so is a stream.
    const names = part === file && instanceIdPattern.exec(part)?.index === 0 ? [] : namesOf(part)
    for (const name of names) {
      const meaning = meaningOf(name, layouts)
      if (meaning !== undefined) return meaning
    }
  }
  const instanceId = instanceIdPattern.exec(label)?.[0]
  return instanceId === undefined ? undefined : { instanceId, file: script(file, instanceId) }
}

/** What a file's name says beside the instance. */
function script(file: string, instanceId: string): string {
  return file.replace(new RegExp(`[-_.]?${instanceId}[-_.]?`), '') || 'provisioning.log'
}

/** What a stream name says by itself. */
export function meaningOf(
  name: string,
  layouts: readonly LogGroupLayout[],
): { readonly stream: PathStream } | { readonly other: string } | undefined {
  for (const layout of layouts) {
    if (parseLogStreamName(name, layout) !== undefined) return { stream: { layout, name } }
    const other = otherStreamKind(name, layout)
    if (other !== undefined) return { other }
  }
  return undefined
}

/** The stream names that become this text when each `/` becomes `-`, as far as any layout may have them. */
function namesOf(part: string): readonly string[] {
  const id = instanceIdPattern.exec(part)
  if (id === null) return []
  const before = part.slice(0, id.index)
  const after = part.slice(id.index + id[0].length)
  const tail = id[0] + after.replace(/^-/, '/')
  if (!before.endsWith('-')) return before === '' ? [tail] : []
  const prefix = before.slice(0, -1)
  const dashes = Array.from(prefix.matchAll(/-/g), ({ index }) => index)
  const split = dashes.map(
    (place) => `${prefix.slice(0, place)}/${prefix.slice(place + 1)}/${tail}`,
  )
  return [...split, `${prefix}/${tail}`]
}
