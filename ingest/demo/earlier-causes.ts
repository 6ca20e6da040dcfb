import { type DemoCause, saidLines } from './demo-cause.ts'

/** A package mirror that was changing during the earlier bring-up, and has been at rest since. */
function mirrorChanging(step: string, exit: number | undefined): DemoCause {
  return {
    slug: 'apt-hash-mismatch',
    stage: 'execution',
    step,
    exit,
    facet: undefined,
    strikesBefore: 'Fetched ',
    write: () =>
      saidLines(
        [
          'E: Failed to fetch http://us-west-2.ec2.archive.ubuntu.com/ubuntu/dists/jammy-updates/main/binary-amd64/Packages.gz  Hash Sum mismatch',
          'E: Some index files failed to download. They have been ignored, or old ones used instead.',
        ],
        0,
        [1],
      ),
  }
}

/** Causes of the earlier bring-up that nothing fails of any more. */
export const earlierCauses = {
  slurmMirror: mirrorChanging('./utils/install_ansible.sh', 100),
  eksMirror: mirrorChanging('install_packages.sh', undefined),
} as const
