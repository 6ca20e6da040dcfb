import { demoDay } from './demo-day.ts'
import type { StepScene } from './demo-script.ts'
import { aptInstall, ubuntuPackages } from './package-log.ts'

/** Address of slurmctld in the texts of the demo cluster. */
export const controllerAddress = '10.1.0.10:6817'

const waitEveryMs = 15_000

/** What an instance writes each 15 s while slurmctld does not answer. */
export function controllerWait(waitedSeconds: number): string {
  return `[WARN] slurmctld at ${controllerAddress} does not answer yet, trying again in 15 seconds (waited ${waitedSeconds}s of 300s)`
}

/** The waiting lines that fit into this time. */
export function controllerWaits(durationMs: number): string[] {
  const waits = Math.max(0, Math.min(19, Math.floor((durationMs - 20_000) / waitEveryMs)))
  return Array.from({ length: waits }, (_, wait) => controllerWait(wait * 15))
}

/** What `start_slurm.sh` writes. */
export function startSlurmLog({ instance, startMs, durationMs, random }: StepScene): string[] {
  const { date, weekday } = demoDay(startMs)
  const isController = instance.role === 'controller'
  const daemon = isController ? 'slurmctld' : 'slurmd'
  return [
    '[INFO] START: Starting Slurm daemons',
    `+ [[ ${instance.role} == \\c\\o\\n\\t\\r\\o\\l\\l\\e\\r ]]`,
    'Failed to mask slurmd, perhaps the AMI already masked it?',
    `[INFO] This is a ${instance.role} instance. Start ${daemon}...`,
    ...(isController ? [] : controllerWaits(durationMs)),
    `Created symlink /etc/systemd/system/multi-user.target.wants/${daemon}.service → /etc/systemd/system/${daemon}.service.`,
    `${daemon}: Node configuration: hostname=${instance.hostname} pid=${random.integer(4000, 39_000)}`,
    `● ${daemon}.service - Slurm daemon`,
    `     Active: active (running) since ${weekday} ${date} 02:1${random.integer(0, 9)}:${random.integer(10, 59)} UTC`,
    '[INFO] Start Slurm Script completed',
  ]
}

/** What `setup_mariadb_accounting.sh` writes on the controller. */
export function accountingLog(scene: StepScene): string[] {
  return [
    '[INFO]: Start configuration for SLURM accounting.',
    ...aptInstall(scene, ubuntuPackages.accounting),
    'Enter current password for root (enter for none): ',
    'OK, successfully used password, moving on...',
    'All done!  If you have completed all of the above steps, your MariaDB',
    '[INFO]: Completed configuration for SLURM accounting.',
  ]
}

/** What `setup_user_associations.sh` writes; its logger runs through tee twice, so each line comes twice. */
export function userAssociationsLog({ random }: StepScene): string[] {
  const lines = [
    '[INFO] Waiting for slurmdbd to become active',
    `[INFO] slurmdbd is active (pid ${random.integer(3000, 9000)})`,
  ]
  return lines.flatMap((line) => [line, line])
}
