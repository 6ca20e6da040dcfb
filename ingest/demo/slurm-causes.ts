import { demoGpuDriver } from './build-log.ts'
import { aptLockLines, enrootDownload } from './container-log.ts'
import { type DemoCause, saidLines } from './demo-cause.ts'
import { controllerWait } from './slurm-log.ts'
import { entryScriptTraceback } from './slurm-script.ts'
import { lustreMountFailure } from './storage-log.ts'

const inStep = { stage: 'execution', facet: undefined } as const

/** Causes that leave instances failed. */
export const slurmCauses = {
  dpkgLock: {
    ...inStep,
    slug: 'dpkg-lock',
    step: './utils/install_docker.sh',
    exit: 100,
    strikesBefore: 'Hit:1 ',
    retrySeconds: 45,
    write: ({ random }) => {
      const lock = aptLockLines(random)
      const retry = (attempt: number) =>
        `[WARN] apt-get failed, retrying in 20 seconds (attempt ${attempt} of 3)`
      return saidLines([...lock, retry(1), ...lock, retry(2), ...lock], 0, [1])
    },
  },
  fsxMountTimeout: {
    ...inStep,
    slug: 'fsx-mount-timeout',
    step: './mount_fsx.sh',
    exit: 1,
    facet: { facet: 'availability_zone', value: 'c' },
    strikesBefore: '[INFO] Attempt 1 of 5',
    retrySeconds: 85,
    write: () => {
      const tries = [1, 2, 3, 4, 5].flatMap((attempt) => [
        `[INFO] Attempt ${attempt} of 5`,
        '[STEP] Mounting FSx...',
        lustreMountFailure('Connection timed out'),
        ...(attempt < 5
          ? [`[WARN] Mount command failed — retrying in ${attempt * 5} seconds`]
          : []),
      ])
      const trap = [
        'Error occurred in command: return 1',
        'Exit code: 1',
        'Exit logs:',
        'Mount status:',
        'LNet status:',
      ]
      const final = '[ERROR] FSx mount failed after 5 attempts'
      return saidLines([...tries, final, ...trap], 2, [tries.length])
    },
  },
  gpuDriverPackage: {
    ...inStep,
    slug: 'gpu-driver-package-missing',
    step: './apply_hotfix.sh',
    exit: 1,
    facet: { facet: 'instance_group', value: 'worker-gpu-b' },
    strikesBefore: '+ apt-mark hold libnvidia',
    write: () => {
      const { branch, version } = demoGpuDriver
      const name = `libnvidia-compute-${branch}`
      return saidLines(
        [
          `+ apt-cache madison ${name}`,
          `Error: Could not find package ${name} with version ${version} in apt-cache`,
          '+ exit 1',
        ],
        1,
      )
    },
  },
  controllerUnreachable: {
    ...inStep,
    slug: 'slurm-controller-unreachable',
    step: './start_slurm.sh',
    exit: 1,
    strikesBefore: '[WARN] slurmctld at',
    write: () => {
      const waits = Array.from({ length: 20 }, (_, wait) => controllerWait(wait * 15))
      return saidLines(
        [
          ...waits,
          'slurmd: error: fetch_config: DNS SRV lookup failed',
          'slurmd: error: _establish_configuration: failed to load configs',
          'slurmd: fatal: Could not establish a configuration source',
        ],
        22,
        [20, 21],
      )
    },
  },
  githubUnresolved: {
    ...inStep,
    slug: 'github-dns',
    step: './utils/install_enroot_pyxis.sh',
    exit: 6,
    strikesBefore: 'Attempt 1 of 5: curl',
    retrySeconds: 55,
    write: () => {
      const tries = [1, 2, 3, 4, 5].flatMap((attempt) => [
        `Attempt ${attempt} of 5: ${enrootDownload}`,
        'curl: (6) Could not resolve host: github.com',
        ...(attempt < 5 ? [`Command failed. Retrying in ${attempt * 5} seconds...`] : []),
      ])
      return saidLines([...tries, `Command failed after 5 attempts: ${enrootDownload}`], 1, [
        tries.length,
      ])
    },
  },
  keypairPrompt: {
    ...inStep,
    slug: 'ssh-keypair-race',
    step: './utils/gen-keypair-ubuntu.sh',
    exit: 1,
    strikesBefore: 'Generating public/private',
    promptBefore: 'Overwrite (y/n)? ',
    write: () =>
      saidLines(
        ['Generating public/private rsa key pair.', '/fsx/ubuntu/.ssh/id_rsa already exists.'],
        1,
      ),
  },
  compilerKilled: {
    ...inStep,
    slug: 'out-of-memory',
    step: './utils/build_nccl_tests.sh',
    exit: 'SIGKILL',
    strikesBefore: 'nvcc -gencode=arch=compute_90',
    write: ({ random }) =>
      saidLines(
        [
          "nvcc error   : 'cicc' died due to signal 9 (Kill signal)",
          `make[1]: *** [Makefile:71: ../build/all_gather_sm90.o] Error 9`,
          `./utils/build_nccl_tests.sh: line 41: ${random.integer(20_000, 99_000)} Killed                  make -j "$(nproc)"`,
        ],
        0,
        [1, 2],
      ),
  },
  parameterMissing: {
    ...inStep,
    slug: 'provisioning-parameter-missing',
    step: undefined,
    exit: undefined,
    strikesBefore: 'Mount fsx:',
    write: () => saidLines(entryScriptTraceback("KeyError: 'fsx_dns_name'"), 5),
  },
  notInResourceConfig: {
    ...inStep,
    slug: 'not-in-resource-config',
    step: undefined,
    exit: undefined,
    strikesBefore: 'This node ip address',
    write: () => {
      const reason =
        "Failed to get IP address of the current host. Reason: OSError(101, 'Network is unreachable')."
      const fallback =
        'Exceeded maximum retries (7) to get IP address. Returning default IP address 127.0.0.1.'
      const exception = "ValueError: This instance not found in resource config. Can't process"
      const all = [...Array<string>(7).fill(reason), fallback, ...entryScriptTraceback(exception)]
      return saidLines(all, all.length - 1, [0, 7])
    },
  },
} as const satisfies Record<string, DemoCause>
