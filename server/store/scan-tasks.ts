import type { BlockPlace, PlacesByStream } from './search-blocks.ts'
import type { SearchedLines, SearchScope } from './search-scope-store.ts'

/** A block to be searched for an instance; `place`: that of the instance in the scope. */
export interface ScanTask {
  readonly place: number
  readonly range: SearchedLines
  readonly block: BlockPlace
}

/** The blocks that hold lines of the scope, in its order. */
export function scanTasks(scope: SearchScope, blocks: PlacesByStream): readonly ScanTask[] {
  return placesWithin(scope, blocks).flatMap((place) =>
    (scope.withLog[place]?.ranges ?? []).flatMap((range) =>
      (blocks.get(range.logStreamId) ?? [])
        .filter((block) => block.firstLine <= range.lastLine && block.lastLine >= range.firstLine)
        .map((block) => ({ place, range, block })),
    ),
  )
}

function placesWithin({ byStream }: SearchScope, blocks: PlacesByStream): readonly number[] {
  const places = new Set<number>()
  for (const logStreamId of blocks.keys()) {
    for (const place of byStream.get(logStreamId) ?? []) places.add(place)
  }
  return [...places].sort((a, b) => a - b)
}
