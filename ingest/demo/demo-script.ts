import type { DemoCause } from './demo-cause.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What a step needs to know to write its lines. */
export interface StepScene {
  readonly instance: DemoInstance
  /** 1, 2, … in its bring-up. */
  readonly attempt: number
  readonly startMs: number
  readonly durationMs: number
  readonly random: SeededRandom
}

/** One sub-script of the lifecycle scripts, and what it writes when nothing fails. */
export interface ScriptStep {
  /** As an analysis of the log names it. */
  readonly name: string
  readonly seconds: readonly [shortest: number, longest: number]
  readonly opening: string
  readonly closing: string
  body(scene: StepScene): string[]
}

/** A set of lifecycle scripts: the Slurm base-config or the EKS one. */
export interface DemoScript {
  steps(instance: DemoInstance): readonly ScriptStep[]
  /** Lines before the first step. */
  prologue(instance: DemoInstance): string[]
  /** Lines after the last step. */
  epilogue(instance: DemoInstance): string[]
  /** What the wrappers write once a step (undefined: the entry script itself) has failed. */
  collapse(step: ScriptStep | undefined, cause: DemoCause): string[]
  /** From the last line of a failed script to its end: the EKS scripts wait for the log to be uploaded. */
  readonly failureLingerMs: number
}
