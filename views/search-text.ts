import { count, counted } from './format.ts'
import { type SearchRecord, type SearchResult, unfinishedWords } from './search.ts'

/** What was found, as text: counts first, then `instance:line: text`. */
export function searchText({ query, result, unfinished }: SearchRecord): string {
  if (result === undefined) return ''
  const lines = query.not
    ? result.found.map(({ instanceId, state }) => `${instanceId}  ${state}`)
    : result.found.flatMap(({ instanceId, excerpt }) =>
        excerpt
          .filter(({ isHit }) => isHit)
          .map(({ ordinal, text }) => `${instanceId}:${ordinal}: ${text}`),
      )
  const missing =
    unfinished === null ? [] : [`NOT ALL IS COPIED: the last sync ${unfinishedWords(unfinished)}`]
  return `${[headline(query.not, result), ...notes(result), ...missing, '', ...lines].join('\n').trimEnd()}\n`
}

function headline(not: boolean, result: SearchResult): string {
  const { instances, failed, healthy, lines } = result
  const what = not
    ? `${counted(instances.with, 'instance')} without a line that matches`
    : `${counted(lines, 'line')} on ${counted(instances.with, 'instance')}`
  const of = `of ${count(instances.of)} (failed ${count(failed.with)} of ${count(failed.of)}, healthy ${count(healthy.with)} of ${count(healthy.of)})`
  return `${result.isWhole ? '' : 'at least '}${what} ${of}`
}

function notes(result: SearchResult): readonly string[] {
  const { isWhole, searchedLines, totalLines, withoutLog, next, found } = result
  const shown = found.reduce(
    (sum, { excerpt }) => sum + excerpt.filter((line) => line.isHit).length,
    0,
  )
  return [
    isWhole
      ? ''
      : `PARTIAL: ${count(searchedLines)} of ${count(totalLines)} lines searched; --seconds gives it more time`,
    withoutLog === 0 ? '' : `${counted(withoutLog, 'instance')} without a line to search`,
    shown < result.lines || next !== undefined
      ? `showing ${counted(shown, 'line')} on ${counted(found.length, 'instance')}`
      : '',
  ].filter((note) => note !== '')
}
