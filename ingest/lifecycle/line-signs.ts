import { normalForm, PhraseIndex } from './phrase-index.ts'

/**
 * What a phrase says of its line. `error`: something is wrong. `wrapper`: only reports that something below failed.
 * `exit`: a step ended badly here. `success`: what came before worked. `warning`, `noise`: sounds like an error and is
 * none. `passed`: progress, whatever words follow. `step`: a step begins.
 */
export type SignKind =
  | 'error'
  | 'wrapper'
  | 'exit'
  | 'success'
  | 'warning'
  | 'noise'
  | 'passed'
  | 'step'

/** A class of lines: an entry of data/line-classes.json. */
export interface LineClass {
  readonly kind: SignKind
  readonly weight: number
  /** True: the phrases count only at the start of a line. */
  readonly atStart: boolean
  /** Lower case; `#` stands for any number but 0. */
  readonly phrases: readonly string[]
}

/** What a line says it says early; what comes later is data. */
const lookedAt = 4000

/** What the phrases of one line say, the heaviest of each kind; 0: none. */
export interface LineSigns extends Readonly<Record<SignKind, number>> {
  /** The heaviest error phrase; undefined: none. */
  readonly because: string | undefined
}

/** A line plays itself down in its first words; further on it quotes: `fatal: … FAILED! => {…, "ignored": false}`. */
const frontEnd = 160
const playsDown: Readonly<Record<SignKind, boolean>> = {
  error: false,
  wrapper: true,
  exit: false,
  success: false,
  warning: true,
  noise: true,
  passed: false,
  step: false,
}

/** Reads signs off lines with one set of classes. */
export class SignReader {
  readonly #index: PhraseIndex<LineClass>

  constructor(classes: readonly LineClass[]) {
    const phrases = classes.flatMap((lineClass) =>
      lineClass.phrases.map((text) => ({ text, meaning: lineClass, atStart: lineClass.atStart })),
    )
    this.#index = new PhraseIndex(phrases)
  }

  /** The signs of a visible line. */
  signsOf(text: string): LineSigns {
    const signs = {
      error: 0,
      wrapper: 0,
      exit: 0,
      success: 0,
      warning: 0,
      noise: 0,
      passed: 0,
      step: 0,
    }
    let because: string | undefined
    for (const { phrase, from } of this.#index.find(normalForm(text.slice(0, lookedAt)))) {
      const { kind, weight } = phrase.meaning
      if (weight <= signs[kind] || (from > frontEnd && playsDown[kind])) continue
      signs[kind] = weight
      if (kind === 'error') because = phrase.text
    }
    return { ...signs, because }
  }
}
