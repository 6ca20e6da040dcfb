// Lines of healthy and failing scripts that speak of passwords, keys and tokens, or look like them, and hold none.
import { demoCluster } from '../../../ingest/demo/demo-cluster.ts'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'

const tricky: readonly string[] = [
  'passwd: password expiry information changed.',
  'passwd: all authentication tokens updated successfully.',
  'passwd:         files systemd sss',
  'Enter password:',
  'debconf: (This frontend requires a controlling tty.) Password: prompt',
  'pam_unix(passwd:chauthtok): password changed for ubuntu',
  'chpasswd: (user ubuntu) pam_chauthtok() failed, error:',
  'Permission denied (publickey,password).',
  'Failed password for invalid user admin from 10.0.0.1 port 22 ssh2',
  '+ PASSWORD=$(aws secretsmanager get-secret-value --secret-id slurm/db --query SecretString --output text)',
  '+ docker login --username AWS --password-stdin 012345678901.dkr.ecr.us-west-2.amazonaws.com',
  'WARNING! Using --password via the CLI is insecure. Use --password-stdin.',
  'Login Succeeded',
  'password authentication is disabled',
  "syntax error near unexpected token `done'",
  'max_tokens=4096 pad_token=</s> eos_token_id=2',
  'tokenizer: GPT2TokenizerFast',
  'num_tokens: 1234567, tokens per second: 98765.4',
  'Token indices sequence length is longer than the specified maximum sequence length',
  'token_type=bearer',
  'NextToken: null',
  'SECRET_ARN=arn:aws:secretsmanager:us-west-2:012345678901:secret:slurm-AbCdEf',
  'secret "slurm-munge" created',
  'munge: Credential created in 0.003 seconds',
  'STATUS:           Success (0)',
  'Generating public/private rsa key pair.',
  'Your public key has been saved in /root/.ssh/id_rsa.pub',
  'SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG root@ip-10-1-2-3',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN8V9a0bq1QfVxv7v0zv2c5vFq1m9x2dJm0l2b3c ops',
  '+--[ED25519 256]--+',
  '|oXXX B@o.+B       |',
  'Started getty@tty1.service - Getty on tty1.',
  'Started user@1000.service - User Manager for UID 1000.',
  'kex algorithms: curve25519-sha256@libssh.org,sntrup761x25519-sha512@openssh.com',
  'mount.lustre 10.1.2.3@tcp:/fsx /fsx',
  'fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com@tcp:/abcdefgh',
  'npm warn deprecated glob@7.2.3: no longer supported',
  'added left-pad@1.3.0',
  'Cloning into git@github.com:example/ops.git',
  'HEAD is now at 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 Merge branch main',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08: Pull complete',
  'Digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  /tmp/installer.run',
  'gpg: key 6ED86C9E5F1E2A3B: public key "Example Packages" imported',
  'Get:12 http://us-west-2.ec2.archive.ubuntu.com/ubuntu jammy-updates/main amd64 libssl3 amd64 3.0.2-0ubuntu1.18 [1905 kB]',
  'download: s3://bucket/lcs/on_create.sh to ../../tmp/on_create.sh',
  'https://example.com/@scope/package/-/package-1.2.3.tgz',
  'curl -fsSL -o /tmp/x.tgz https://host.example:8443/y',
  'curl: (22) The requested URL returned error: 401',
  'authorization failed: access denied',
  'Authorization header is missing',
  'WWW-Authenticate: Bearer realm="https://auth.example.com/token"',
  'PWD=/root',
  'OLDPWD=/tmp/lcs',
  'bypass=1 first_pass=3',
  'tests: pass=12 fail=0',
  'key=value',
  'keyring: /usr/share/keyrings/docker.gpg',
  'private_key=/etc/ssl/private/node.pem',
  '"KeyName": "ops",',
  '"AccessKeyId": null,',
  'Job 1234 step_pass: true',
  'slurmctld: error: auth_munge: Invalid credential',
  'slurmd: debug: credential for job 1234 revoked',
  'error: Munge decode failed: Invalid credential format',
  'The following secrets are mounted: /run/secrets/a /run/secrets/b',
  'kubelet: Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file',
  'NCCL INFO comm 0x55d0c8a7f2b0 rank 3 nranks 8 cudaDev 3 busId a01c0 - Init COMPLETE',
  'systemd[1]: Reached target Login Prompts.',
  'std::map<std::string, int>::at',
  'usermod: no changes',
  'useradd -m -s /bin/bash -u 1001 ops',
  'cut -d: -f1 /etc/passwd | sort -u',
  '/usr/lib/python3/dist-packages/awscli/customizations/codeartifact/login.py',
  'INFO: sk-learn 1.4.2 and disk-usage-reports-for-the-team are installed',
]

/** 10 000 of them: half of them the demo's own lines, and the tricky ones with other numbers each time. */
export function ordinaryLines(): readonly string[] {
  const cluster = demoCluster({ seed: 7, instances: 60 })
  const demo = cluster.instances
    .flatMap((instance) => cluster.stream(instance)?.messages ?? [])
    .flatMap((message) => message.split('\n'))
  const random = seededRandom('ordinary')
  const step = Math.floor(demo.length / 5000)
  const varied = Array.from({ length: 5000 }, (_, index) =>
    (tricky[index % tricky.length] as string).replace(/(?<![\w.])[1-9]\d*(?![\w.])/g, () =>
      String(random.integer(1, 99)),
    ),
  )
  return [...demo.filter((_, index) => index % step === 0).slice(0, 5000), ...varied]
}
