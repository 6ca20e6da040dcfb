// The EKS base-config of awslabs/awsome-distributed-ai (1.architectures/7.sagemaker-hyperpod-eks): two nested scripts
// under `set -ex`, then extensions. Far shorter than the Slurm one.
import { ncclTestsLog } from './build-log.ts'
import { observabilityLog } from './container-log.ts'
import type { DemoCause } from './demo-cause.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { DemoScript, ScriptStep, StepScene } from './demo-script.ts'
import { aptInstall, aptUpdate, ubuntuPackages } from './package-log.ts'

function section(
  name: string,
  seconds: readonly [number, number],
  body: (scene: StepScene) => string[],
): ScriptStep {
  return { name, seconds, opening: `[start] ${name}`, closing: `[stop] ${name}`, body }
}

function mainLog({ instance, random }: StepScene): string[] {
  const waits = random.integer(1, 6)
  return [
    '+ LOG_FILE=/var/log/provision/provisioning.log',
    'Disk for containerd and kubelet: /opt/sagemaker',
    ...Array<string>(waits).fill('Waiting for /opt/sagemaker to be mounted...'),
    '+ mkdir -p /opt/sagemaker/containerd/data-root',
    'Setting containerd data root to /opt/sagemaker/containerd/data-root',
    'Detected OS version: 2023',
    '+ [[ -f /etc/eks/containerd/containerd-config.toml ]]',
    `+ sed -i -e '/^[# ]*root\\s*=/d' /etc/eks/containerd/containerd-config.toml`,
    `+ hostnamectl set-hostname ${instance.hostname}`,
    `sudo: unable to resolve host ${instance.hostname}: Name or service not known`,
    `containerd data root moved: ${random.integer(3, 40)} files, ${random.integer(110, 900)} MB`,
    '+ rm -rf /opt/sagemaker/kubelet',
    "+ local message='[error] on_create_main.sh failed, waiting 60 seconds before exit'",
    'Setting kubelet root to /opt/sagemaker/kubelet',
    ...motd(),
  ]
}

function motd(): string[] {
  return [
    '\u001b[1;36m── ml-prod on Amazon Linux 2023 ──\u001b[0m',
    '✔ containerd · ✔ kubelet · ✔ nodeadm',
  ]
}

function packageLog(scene: StepScene): string[] {
  return [
    ...aptUpdate(scene.random),
    ...aptInstall(scene, ubuntuPackages.enroot),
    ...aptInstall(scene, ubuntuPackages.ansible),
    ...ncclTestsLog(scene),
  ]
}

function eksSteps(instance: DemoInstance): ScriptStep[] {
  return [
    section('on_create_main.sh', [20, 45], mainLog),
    section('install_packages.sh', [60, 110], packageLog),
    ...(instance.role === 'compute'
      ? [section('run_extensions.sh', [30, 60], observabilityLog)]
      : []),
  ]
}

function collapse(step: ScriptStep | undefined, _cause: DemoCause): string[] {
  const name = step?.name ?? 'on_create.sh'
  return [
    `[error] ${name} failed, waiting 60 seconds before exit, to make sure logs are uploaded`,
    '[stop] on_create.sh with error',
  ]
}

export const eksScript: DemoScript = {
  steps: eksSteps,
  prologue: () => ['[start] on_create.sh'],
  epilogue: () => ['[stop] on_create.sh'],
  collapse,
  failureLingerMs: 61_000,
}
