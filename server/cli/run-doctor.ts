import { checkAccess } from '../../ingest/cloudwatch/check-access.ts'
import { logGroupNames } from '../../ingest/lifecycle/log-group-name.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { checkDatabase } from './check-database.ts'
import type { CommandContext } from './command-context.ts'
import { defined } from './defined.ts'
import { printable, printableJson } from './printable.ts'

export interface DoctorJob {
  readonly db: string
  readonly cluster?: string
  readonly logGroup?: string
  readonly region?: string
  readonly profile?: string
  readonly json?: true
}

type Finding = ReturnType<typeof checkAccess> extends AsyncIterable<infer One> ? One : never

/** Prints one finding after the other as they come; exit code 4 when something is in the way of a sync. */
export async function runDoctor(job: DoctorJob, context: CommandContext): Promise<void> {
  const findings: Finding[] = []
  const add = (finding: Finding) => {
    findings.push(finding)
    if (job.json !== true) context.stdout.write(findingText(finding))
  }
  for (const finding of checkDatabase(job.db)) add(finding)
  const { cluster, logGroup, region, profile } = job
  if (cluster !== undefined || logGroup !== undefined) {
    const { layouts } = loadRules()
    const checks = checkAccess({
      ...defined({ cluster, logGroup, region, profile }),
      signal: context.signal,
      localNowMs: context.now,
      logGroupNames: (info) => logGroupNames(info, layouts),
    })
    for await (const finding of checks) add(finding)
  }
  if (job.json === true) context.stdout.write(printableJson({ findings }))
  if (findings.some(({ ok }) => ok === false)) context.setExitCode(4)
}

function findingText({ check, ok, detail, fix }: Finding): string {
  const mark = ok === true ? 'ok     ' : ok === false ? 'FAILED ' : 'warning'
  const advice = fix === undefined ? '' : `\n         ${fix.replaceAll('\n', '\n         ')}`
  return printable(`${mark}  ${check}: ${detail}${advice}\n`)
}
