import { plainText } from '../ingest/lifecycle/plain-text.ts'
import { wildCard } from '../ingest/lifecycle/template-levels.ts'
import { re2Matcher } from '../ingest/re2-matcher.ts'
import type { NoiseRule } from '../views/red-herrings.ts'

/** Letters and digits that a pattern needs at least, so that it does not match lines of any kind. */
const leastLiteral = 8
/** Longer lines make no rule that somebody could read. */
const mostCharacters = 1000

/**
 * The entry of a rules file that makes lines like this one harmless: as docs/rules.md has it, its sample the line itself.
 * undefined: the line is too long, or holds nothing but what varies.
 */
export function noiseRule(text: string, template: string): NoiseRule | undefined {
  const plain = plainText(text)
  const pattern = [patternOf(template), escaped(plain)].find(
    (each) => isTelling(each) && re2Matcher(each).test(plain),
  )
  if (pattern === undefined || plain.length > mostCharacters) return undefined
  return { lineClasses: [{ kind: 'noise', pattern, samples: [plain] }] }
}

/** What is masked may be anything. */
function patternOf(template: string): string {
  return template.split(wildCard).map(escaped).join('.+?')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function isTelling(pattern: string): boolean {
  return pattern.replace(/[^\p{L}\p{N}]/gu, '').length >= leastLiteral
}
