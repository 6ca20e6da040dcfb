// The Slurm base-config of awslabs/awsome-distributed-ai (1.architectures/5.sagemaker-hyperpod), its order of steps and
// its wording, misspelling and trailing blank included, with one step of the demo team's own at its end.
import { addUsersLog, keypairLog, motdLog, sshToComputeLog } from './account-log.ts'
import { hotfixLog, ncclTestsLog } from './build-log.ts'
import { dockerLog, enrootLog, observabilityLog } from './container-log.ts'
import type { DemoCause } from './demo-cause.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { DemoScript, ScriptStep, StepScene } from './demo-script.ts'
import { aptInstall, aptUpdate, pipInstall, ubuntuPackages } from './package-log.ts'
import { accountingLog, startSlurmLog, userAssociationsLog } from './slurm-log.ts'
import { demoFileSystem, fsxUbuntuLog, mountFsxLog } from './storage-log.ts'

const staged = '/tmp/sagemaker-lifecycle-07f7a580/src'

interface StepOptions {
  readonly name: string
  readonly argument?: string
  readonly seconds: readonly [number, number]
  readonly body: (scene: StepScene) => string[]
}

/** A step that lifecycle_script.py runs through its `ExecuteBashScript`. */
function wrapped({ name, argument = '', seconds, body }: StepOptions): ScriptStep {
  const opening = `Execute script: ${name} ${argument}`
  return { name, seconds, opening, closing: `Script ${name} executed successully`, body }
}

function ansibleLog(scene: StepScene): string[] {
  const { random } = scene
  return [
    'Installing Ansible...',
    ...aptUpdate(random),
    ...aptInstall(scene, ubuntuPackages.ansible),
    ...pipInstall(random),
    'Ansible version:',
    'ansible [core 2.17.14]',
    '  config file = None',
    `  python version = 3.10.12 (main, ${random.pick(['May 27', 'Jul 29', 'Aug 15'])} 2026, 17:12:29) [GCC 11.4.0] (/usr/bin/python3)`,
    '  jinja version = 3.1.6',
  ]
}

function pluginLog({ random }: StepScene): string[] {
  return [
    '+ sed -i s/required/optional/ /opt/slurm/etc/plugstack.conf.d/pyxis.conf',
    `plugstack.conf: ${random.integer(1, 3)} include(s) kept`,
    'pam_slurm_adopt: cgroup wheel group added',
    'logrotate: /etc/logrotate.d/slurm written',
  ]
}

const observability: ScriptStep = {
  name: 'observability installation',
  seconds: [25, 55],
  opening: 'Starting observability installation',
  closing: 'Finished observability installation',
  body: observabilityLog,
}

const docker = wrapped({ name: './utils/install_docker.sh', seconds: [28, 60], body: dockerLog })

function stepsBeforeSlurm(instance: DemoInstance): ScriptStep[] {
  const { dns, mountName } = demoFileSystem
  const accounting = wrapped({
    name: './setup_mariadb_accounting.sh',
    seconds: [35, 50],
    body: accountingLog,
  })
  return [
    wrapped({ name: './utils/install_ansible.sh', seconds: [70, 105], body: ansibleLog }),
    wrapped({
      name: './mount_fsx.sh',
      argument: `${dns} ${mountName} /fsx`,
      seconds: [15, 32],
      body: mountFsxLog,
    }),
    wrapped({ name: './add_users.sh', seconds: [3, 7], body: addUsersLog }),
    ...(instance.role === 'controller' ? [accounting] : []),
    wrapped({
      name: './apply_hotfix.sh',
      argument: instance.role,
      seconds: [28, 48],
      body: hotfixLog,
    }),
    wrapped({ name: './utils/motd.sh', argument: instance.role, seconds: [1, 2], body: motdLog }),
    wrapped({ name: './utils/fsx_ubuntu.sh', seconds: [10, 24], body: fsxUbuntuLog }),
  ]
}

function stepsFromSlurm(instance: DemoInstance): ScriptStep[] {
  const associations = wrapped({
    name: './setup_user_associations.sh',
    seconds: [6, 12],
    body: userAssociationsLog,
  })
  return [
    wrapped({
      name: './start_slurm.sh',
      argument: instance.role,
      seconds: [8, 16],
      body: startSlurmLog,
    }),
    ...(instance.role === 'controller' ? [associations] : []),
    wrapped({ name: './utils/gen-keypair-ubuntu.sh', seconds: [2, 5], body: keypairLog }),
    wrapped({ name: './utils/ssh-to-compute.sh', seconds: [1, 3], body: sshToComputeLog }),
  ]
}

function slurmSteps(instance: DemoInstance): ScriptStep[] {
  const isGpu = instance.instanceGroup.includes('gpu')
  const pyxis = wrapped({
    name: './utils/install_enroot_pyxis.sh',
    argument: `SlurmNodeType.${instance.role.toUpperCase()}_NODE`,
    seconds: [40, 80],
    body: enrootLog,
  })
  const plugins = wrapped({
    name: './utils/slurm_fix_plugstackconf.sh',
    seconds: [1, 2],
    body: pluginLog,
  })
  const nccl = wrapped({
    name: './utils/build_nccl_tests.sh',
    seconds: [55, 95],
    body: ncclTestsLog,
  })
  return [
    ...stepsBeforeSlurm(instance),
    ...stepsFromSlurm(instance),
    ...(isGpu ? [docker, observability] : []),
    docker,
    pyxis,
    plugins,
    ...(isGpu ? [nccl] : []),
  ]
}

function prologue(instance: DemoInstance): string[] {
  const group = `{'Name': '${instance.instanceGroup}', 'InstanceType': '${instance.instanceType}', 'Instances': [{'InstanceName': '${instance.instanceGroup}-1', 'AgentIpAddress': '10.0.92.7', 'CustomerIpAddress': '${instance.privateIp}', 'InstanceId': '${instance.instanceId}'}]}`
  return [
    'Env var SAGEMAKER_RESOURCE_CONFIG_PATH is unset, trying to read from default location path',
    'env var SAGEMAKER_RESOURCE_CONFIG_PATH is set to: /opt/ml/config/resource_config.json',
    'Running lifecycle_script.py with resourceConfig: /opt/ml/config/resource_config.json, provisioning_parameters: provisioning_parameters.json',
    'slurm.conf is not present. It is fine for login/compute nodes',
    `This node ip address is ${instance.privateIp}`,
    group,
    `Mount fsx: ${demoFileSystem.dns}. Mount point: ${demoFileSystem.mountName}`,
    'This is a slurm cluster. Do additional slurm setup',
  ]
}

function traceback(step: ScriptStep | undefined): string[] {
  return [
    'Traceback (most recent call last):',
    `  File "${staged}/lifecycle_script.py", line 279, in <module>`,
    '    main(args)',
    `  File "${staged}/lifecycle_script.py", line ${step === undefined ? 187 : 231}, in main`,
    step === undefined
      ? '    self_ip, self_group = resolve_self(params, resource_config)'
      : `    ExecuteBashScript("${step.name}").run()`,
  ]
}

function collapse(step: ScriptStep | undefined, cause: DemoCause): string[] {
  // Outside every step the exception itself is the cause and writes its own traceback.
  if (step === undefined) return []
  const how =
    cause.exit === 'SIGKILL'
      ? 'died with <Signals.SIGKILL: 9>.'
      : `returned non-zero exit status ${cause.exit ?? 1}.`
  const [, argument = ''] = step.opening.replace('Execute script: ', '').trimEnd().split(' ')
  const shown = argument.startsWith('SlurmNodeType.')
    ? `, <${argument}: '${argument.slice(14, -5).toLowerCase()}'>`
    : argument === ''
      ? ''
      : `, '${argument}'`
  return [
    ...traceback(step),
    '  File "/usr/lib/python3.10/subprocess.py", line 526, in run',
    '    raise CalledProcessError(retcode, process.args,',
    `subprocess.CalledProcessError: Command '['sudo', 'bash', '${step.name}'${shown}]' ${how}`,
  ]
}

/** The traceback of an exception that lifecycle_script.py raises itself. */
export function entryScriptTraceback(exception: string): string[] {
  return [...traceback(undefined), exception]
}

export const slurmScript: DemoScript = {
  steps: slurmSteps,
  prologue,
  epilogue: () => ['[INFO]: Success: All provisioning scripts completed'],
  collapse,
  failureLingerMs: 1500,
}
