// What `sync --on-failure` runs, for a notification: it is told what the file says, and says nothing to the file.
import { spawn } from 'node:child_process'
import type { OverviewRecord } from '../../views/overview.ts'
import type { CommandContext } from './command-context.ts'
import { printable } from './printable.ts'
import { withStores } from './with-stores.ts'

/** Failed instances of each cluster when the command last ran for it. */
export type ToldFailures = Map<string, number>

interface FailureHook {
  readonly command: string
  readonly databasePath: string
  readonly clusterId: string
  readonly told: ToldFailures
}

/**
 * Runs the command when instances of the cluster's latest bring-up have failed, and of a watched one again when more have. It
 * gets the record of `summary --json` on standard input; what it prints goes to stderr. How it ends is reported, and is no error.
 */
export async function runFailureHook(hook: FailureHook, context: CommandContext): Promise<void> {
  const record = withStores(hook.databasePath, (stores) => stores.overview(hook.clusterId))
  const { failed } = record.cluster.bringUps[0] ?? record.cluster
  if (failed <= (hook.told.get(hook.clusterId) ?? 0)) return
  hook.told.set(hook.clusterId, failed)
  const end = await endOf(hook.command, record, context)
  context.stderr.write(printable(`--on-failure: ${hook.command}: ${end}\n`))
}

function endOf(command: string, record: OverviewRecord, context: CommandContext): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      // Results alone go to our stdout.
      stdio: ['pipe', 2, 2],
      env: { ...context.env, ...variables(record) },
      signal: context.signal,
    })
    child.once('error', ({ message }) => resolve(message))
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
    // A command that does not read its input closes it early: that is its right.
    child.stdin?.once('error', () => undefined)
    child.stdin?.end(`${JSON.stringify(record, null, 2)}\n`)
  })
}

/** The figures that a message needs, without a JSON parser. Never a part of the command's text. */
function variables({ cluster, verdict, groups }: OverviewRecord): Readonly<Record<string, string>> {
  const [bringUp] = cluster.bringUps
  const [group] = groups.groups
  return {
    HYPERSCOPE_CLUSTER: cluster.name,
    HYPERSCOPE_CLUSTER_ID: cluster.clusterId,
    HYPERSCOPE_REGION: cluster.region,
    HYPERSCOPE_BRING_UP: bringUp?.bringUpId ?? '',
    HYPERSCOPE_BRING_UP_FAILED: String(bringUp?.failed ?? cluster.failed),
    HYPERSCOPE_EXPECTED: String(verdict.expected),
    HYPERSCOPE_FAILED: String(verdict.failed),
    HYPERSCOPE_HUNG: String(verdict.hung),
    HYPERSCOPE_NO_LOG: String(verdict.noLog),
    HYPERSCOPE_UNDER_WAY: String(verdict.underWay),
    HYPERSCOPE_SUCCEEDED: String(verdict.succeeded),
    HYPERSCOPE_GROUPS: String(groups.groupsInAll),
    HYPERSCOPE_TOP_GROUP: variable(group?.name ?? group?.title ?? ''),
    HYPERSCOPE_TOP_GROUP_INSTANCES: String(group?.instances ?? 0),
  }
}

/** A variable cannot hold NUL nor any length, a line of a log can. */
function variable(text: string): string {
  return text.replaceAll('\0', '').slice(0, 300)
}
