import type { StepScene } from './demo-script.ts'

const units = [
  'all_reduce',
  'all_gather',
  'broadcast',
  'reduce_scatter',
  'reduce',
  'alltoall',
  'scatter',
  'gather',
  'sendrecv',
  'hypercube',
  'timer',
  'common',
  'verifiable',
] as const
const architectures = ['80', '90'] as const

function compilation(unit: string, architecture: string, { random }: StepScene): string[] {
  return [
    `nvcc -gencode=arch=compute_${architecture},code=sm_${architecture} -O3 -std=c++14 -I/usr/local/cuda/include -o ../build/${unit}_sm${architecture}.o -c ${unit}.cu`,
    `ptxas info    : 0 bytes gmem`,
    `ptxas info    : Compiling entry function '_Z${random.integer(10, 40)}${unit}KernelPfi' for 'sm_${architecture}'`,
    `ptxas info    : Used ${random.integer(16, 255)} registers, ${random.integer(320, 700)} bytes cmem[0]`,
    `${unit}.cu(${random.integer(20, 380)}): warning #177-D: variable "error" was declared but never referenced`,
  ]
}

/** What `build_nccl_tests.sh` writes. */
export function ncclTestsLog(scene: StepScene): string[] {
  return [
    'make -C src build BUILDDIR=/opt/nccl-tests/build',
    "make[1]: Entering directory '/opt/nccl-tests/src'",
    ...architectures.flatMap((architecture) =>
      units.flatMap((unit) => compilation(unit, architecture, scene)),
    ),
    "make[1]: Leaving directory '/opt/nccl-tests/src'",
  ]
}

/** The GPU driver that the image brings, and for which `mock-gpu-driver-deb.sh` looks in apt's cache. */
export const demoGpuDriver = { branch: '595', version: '595.58.03' } as const

/** What `apply_hotfix.sh` writes: a nested script under `set -x`. */
export function hotfixLog({ instance, random }: StepScene): string[] {
  const packages = [
    'libnvidia-compute',
    'libnvidia-cfg1',
    'nvidia-utils',
    'nvidia-kernel-common',
  ] as const
  const held = packages.flatMap((name) => [
    `+ apt-mark hold ${name}-${demoGpuDriver.branch}`,
    `${name}-${demoGpuDriver.branch} set on hold.`,
  ])
  return [
    'BEGIN: apply hotfix',
    `+ bash -x /tmp/sagemaker-lifecycle-07f7a580/src/hotfix/hold-lustre-client.sh`,
    "+ echo 'Error: Could not find package' # only when apt-cache has none",
    `lustre-client-modules-6.8.0-10${random.integer(29, 35)}-aws set on hold.`,
    ...(instance.role === 'compute' && instance.instanceGroup.includes('gpu')
      ? ['+ bash -x /tmp/sagemaker-lifecycle-07f7a580/src/hotfix/mock-gpu-driver-deb.sh', ...held]
      : []),
    'END: apply hotfix',
  ]
}
