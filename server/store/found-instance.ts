import type { SearchInstance, SearchLine } from '../../views/search.ts'
import type { LineMatcher } from '../search-matcher.ts'
import type { LineRange, LogStore } from './log-store.ts'
import type { Hit, InstanceHits } from './search-scan.ts'

const contextLines = 2
/** Hits that stand no further apart are read at once: they mostly share a block. */
const readOver = 400

interface Sources {
  readonly logs: LogStore
  readonly matcher: LineMatcher
}

/** The hits of an instance, each with the lines around it. */
export function foundInstance(found: InstanceHits, sources: Sources): SearchInstance {
  const { instance, lines, hits } = found
  const byStream = Map.groupBy(hits, ({ logStreamId }) => logStreamId)
  const excerpt = [...byStream.values()].flatMap((own) => [...excerptOf(own, sources)])
  return { instanceId: instance.instanceId, state: instance.state, lines, excerpt }
}

/** `hits`: of one stream, in order. */
function* excerptOf(hits: readonly Hit[], { logs, matcher }: Sources): Generator<SearchLine> {
  const hitAt = new Set(hits.map(({ ordinal }) => ordinal))
  const shownAt = new Set(hits.map(contextOf).flatMap(ordinalsOf))
  for (const span of spansOf(hits)) {
    for (const line of logs.eachLine(span)) {
      if (!shownAt.has(line.ordinal)) continue
      const isHit = hitAt.has(line.ordinal)
      const attempt = logs.attemptAt(span.logStreamId, line.ordinal)
      yield { ...line, attempt, matches: isHit ? matcher.ranges(line.text) : [], isHit }
    }
  }
}

function contextOf({ logStreamId, within, ordinal }: Hit): LineRange {
  return {
    logStreamId,
    fromLine: Math.max(within.firstLine, ordinal - contextLines),
    toLine: Math.min(within.lastLine, ordinal + contextLines),
  }
}

function ordinalsOf({ fromLine, toLine }: LineRange): readonly number[] {
  return Array.from({ length: toLine - fromLine + 1 }, (_, at) => fromLine + at)
}

/** What is read for hits of one stream, in order. */
function spansOf(hits: readonly Hit[]): readonly LineRange[] {
  const spans: LineRange[] = []
  for (const context of hits.map(contextOf)) {
    const last = spans.at(-1)
    if (last !== undefined && context.fromLine <= last.toLine + readOver) {
      spans[spans.length - 1] = { ...last, toLine: Math.max(last.toLine, context.toLine) }
    } else spans.push(context)
  }
  return spans
}
