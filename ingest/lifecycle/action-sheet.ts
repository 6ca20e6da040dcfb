// What an operator can do about a failure group, as text to read and commands to copy. Nothing here is ever run. The
// commands hold only names that AWS's own rules for them allow; anything else is left out and said.
import type { KnownCause } from './known-cause.ts'
import type { TransienceVerdict } from './transience.ts'

export interface ActionInstance {
  readonly instanceId: string
  readonly instanceGroup: string | undefined
  readonly controller: boolean
}

export interface ActionInput {
  readonly clusterName: string
  readonly region: string
  readonly orchestrator: 'slurm' | 'eks' | undefined
  readonly instances: readonly ActionInstance[]
  readonly verdict: TransienceVerdict
  readonly knownCause: KnownCause | undefined
}

export interface ActionStep {
  readonly title: string
  /** What must be true before. */
  readonly preconditions: readonly string[]
  /** To copy; printed as they stand. */
  readonly commands: readonly string[]
  readonly notes: readonly string[]
  readonly risk: string
}

export interface ActionSheet {
  readonly steps: readonly ActionStep[]
  /** Instances that no command names, and why. */
  readonly excluded: readonly { readonly instanceId: string; readonly reason: string }[]
}

/** BatchReplaceClusterNodes takes 1 to 25 ids: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BatchReplaceClusterNodes.html */
export const replaceBatchSize = 25

const instanceIdForm = /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/
const clusterForm =
  /^(?:[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}|arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:cluster\/[a-z0-9]{12})$/
const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/

const replaceRisk =
  'Each named instance is terminated and a new one provisioned with the same image and configuration: everything on its root and secondary volumes is lost, and jobs on it end.'

/** Puts together what to do about one failure group: correct, check, replace. The input's order does not matter. */
export function actionSheet(input: ActionInput): ActionSheet {
  const { replaceable, excluded } = sorted(input)
  return { steps: [...correctSteps(input), ...replaceSteps(input, replaceable)], excluded }
}

function sorted({ instances, orchestrator }: ActionInput) {
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]))
  const unique = [...byId.values()].toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
  const replaceable: string[] = []
  const excluded: { instanceId: string; reason: string }[] = []
  for (const { instanceId, controller } of unique) {
    if (!instanceIdForm.test(instanceId)) {
      excluded.push({ instanceId, reason: 'Its id has not the form of an instance id.' })
    } else if (controller && orchestrator !== 'eks') {
      excluded.push({ instanceId, reason: 'SageMaker does not replace Slurm controllers.' })
    } else replaceable.push(instanceId)
  }
  return { replaceable, excluded }
}

function correctSteps({ knownCause, verdict }: ActionInput): readonly ActionStep[] {
  if (knownCause !== undefined) {
    const step = {
      title: `Correct: ${knownCause.title}`,
      preconditions: [],
      commands: [],
      notes: knownCause.fix,
      risk: knownCause.risk,
    }
    const check = {
      title: 'Check that it is corrected',
      preconditions: ['Fill in what stands in <angle brackets>.'],
      commands: [knownCause.verify],
      notes: [],
      risk: 'None: it only reads.',
    }
    return [step, check]
  }
  if (verdict.verdict === 'transient') return []
  const notes = ['The cause is not in the catalogue: read the decisive line and its evidence.']
  const risk = 'None.'
  return [{ title: 'Find and correct the cause', preconditions: [], commands: [], notes, risk }]
}

const preconditionsByVerdict = {
  transient: ['Evidence says that running again can pass.'],
  deterministic: ['The cause is corrected and the check above passes; else they fail again.'],
  unclear: ['Try one instance first: whether it passes is the missing evidence.'],
} as const satisfies Record<TransienceVerdict['verdict'], readonly string[]>

function replaceSteps(input: ActionInput, replaceable: readonly string[]): readonly ActionStep[] {
  const { clusterName, region, verdict } = input
  if (replaceable.length === 0 || !clusterForm.test(clusterName) || !regionForm.test(region)) {
    return []
  }
  const batches = batchesOf(replaceable)
  const many = batches.length === 1 ? '' : ` in ${batches.length} batches, one after the other`
  const commands = batches.map(
    (ids) =>
      `aws sagemaker batch-replace-cluster-nodes --region ${region} --cluster-name ${clusterName} --node-ids ${ids.join(' ')}`,
  )
  return [
    {
      title: `Replace ${replaceable.length} ${replaceable.length === 1 ? 'instance' : 'instances'}${many}`,
      preconditions: [
        ...preconditionsByVerdict[verdict.verdict],
        'The cluster is InService, and was brought up to date once with UpdateClusterSoftware.',
        'Nothing on the volumes of these instances is needed.',
      ],
      commands,
      notes: [verdict.sentence],
      risk: replaceRisk,
    },
  ]
}

function batchesOf(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / replaceBatchSize) }, (_, at) =>
    ids.slice(at * replaceBatchSize, (at + 1) * replaceBatchSize),
  )
}
