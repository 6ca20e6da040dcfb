import { RE2JS, RE2Set } from 're2js'
import {
  type Matcher,
  type MatcherSet,
  type MatchWalk,
  type Span,
  shapeText,
} from './lifecycle/matcher.ts'
import { requiredPieces } from './required-pieces.ts'

/** Of two characters even: whether they stand in a line costs nothing where others are looked for. */
const shortestPiece = 2

/**
 * Whose a pattern is. `own`: a user's, compiled and tried at once. `shipped`: the tests have tried it; it is compiled when it is
 * used, as most meet no text in one run of the program.
 */
export type RuleOrigin = 'own' | 'shipped'

/**
 * Compiles a pattern in RE2's syntax (https://github.com/google/re2/wiki/Syntax), which takes linear time whatever
 * the text. Throws the library's own error, whose message names the fault, when the pattern is not one.
 */
export function re2Matcher(source: string, origin: RuleOrigin = 'own'): Matcher {
  const compiled = pattern(source, origin)
  const needs = requiredPieces(source, shortestPiece)
  return {
    ...{ source, needs, shapeNeeds: needs.map((pieces) => pieces.map(shapeText)) },
    digitSensitive: isDigitSensitive(source),
    test: (text) => compiled().test(text),
    groups(text) {
      const matcher = compiled().matcher(text)
      if (!matcher.find()) return undefined
      const named = Object.entries(matcher.getNamedGroups())
      return Object.fromEntries(named.map(([name, value]) => [name, value ?? undefined]))
    },
  }
}

/** The same for all matches of a pattern, as far as they do not overlap. */
export function re2Walk(source: string, origin: RuleOrigin = 'own'): MatchWalk {
  const compiled = pattern(source, origin)
  return {
    digitSensitive: isDigitSensitive(source),
    spans(text) {
      const found: Span[] = []
      const names = Object.keys(compiled().namedGroups())
      const matcher = compiled().matcher(text)
      while (matcher.find()) {
        const span = (group: string | number) => ({
          from: matcher.start(group),
          end: matcher.end(group),
        })
        const groups = names.map(span).filter(({ from }) => from >= 0)
        found.push(...(groups.length === 0 ? [span(0)] : groups))
      }
      return found
    },
  }
}

/** Tests many patterns in one pass; compiled when the first text is tried. */
export function re2MatcherSet(matchers: readonly Matcher[]): Pick<MatcherSet, 'matching'> {
  const compiled = onceUsed(() => {
    const set = new RE2Set()
    for (const matcher of matchers) set.add(matcher.source)
    set.compile()
    return set
  })
  const byPlace = (a: number, b: number) => a - b
  return { matching: (text) => compiled().match(text).sort(byPlace) }
}

function pattern(source: string, origin: RuleOrigin): () => RE2JS {
  const compiled = onceUsed(() => RE2JS.compile(source))
  if (origin === 'own') compiled()
  return compiled
}

function onceUsed<Thing extends object>(make: () => Thing): () => Thing {
  let thing: Thing | undefined
  return () => {
    thing ??= make()
    return thing
  }
}

// What is neither a literal digit nor a class, and may hold digits all the same: repetition counts and group names.
const harmless = /\{\d+(?:,\d*)?\}|\(\?P?<\w+>/y
const characterClass = /\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/y
// Escapes that take all digits or none; any other escape of a letter or digit is not looked into.
const wholeEscape = /\\(?:[dDsSwWbBAz]|[^A-Za-z0-9])/y
const allDigits: ReadonlySet<string> = new Set(['0-9', '\\d', '\\w', '\\S'])
const classRange = /\[:\^?\w+:\]|\\[dDsSwW]|0-9|\\?([^\\])-\\?([^\]\\])|\\?([^\\])/gy

/**
 * True unless the pattern certainly treats all ten digits alike: no literal digit, and classes that hold all digits or
 * none. Then replacing digits of a text by other digits, one by one, cannot change whether it matches.
 */
export function isDigitSensitive(source: string): boolean {
  let at = 0
  while (at < source.length) {
    const skipped = matchAt(harmless, source, at) ?? matchAt(wholeEscape, source, at)
    const charClass = skipped ?? matchAt(characterClass, source, at)
    const part = charClass ?? source.charAt(at)
    if (skipped === undefined && isSensitivePart(part)) return true
    at += part.length
  }
  return false
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function isSensitivePart(part: string): boolean {
  if (part.length > 1) return isSensitiveClass(part)
  return part === '\\' || (part >= '0' && part <= '9')
}

function isSensitiveClass(charClass: string): boolean {
  const body = charClass.slice(charClass.startsWith('[^') ? 2 : 1, -1)
  const items = [...body.matchAll(classRange)]
  if (items.some(([item]) => allDigits.has(item))) return false
  const understood = items.reduce((length, [item]) => length + item.length, 0)
  if (understood < body.length || items.some(([item]) => /^\\[^DWs\W]/.test(item))) return true
  const held = [...'0123456789'].filter((digit) => items.some((item) => holds(item, digit)))
  return held.length > 0 && held.length < 10
}

function holds([, from, to, single]: RegExpExecArray, digit: string): boolean {
  if (from !== undefined && to !== undefined) return from <= digit && digit <= to
  return digit === single
}
