// Invented secrets in the places where scripts print them. Values come from a seed; those with a prefix that a service
// looks for are put together from pieces, so that nobody takes this file for a leak.
import { type SeededRandom, seededRandom } from '../../../ingest/demo/seeded-random.ts'

export interface Planted {
  readonly line: string
  readonly secret: string
}

const small = 'abcdefghijklmnopqrstuvwxyz'
const letters = `${small}${small.toUpperCase()}0123456789`

function text(random: SeededRandom, length: number, alphabet = letters): string {
  return Array.from({ length }, () => alphabet[random.integer(0, alphabet.length - 1)]).join('')
}

/** At least one capital letter, one small one and one digit, and signs as a generator of passwords would put them. */
function password(random: SeededRandom): string {
  return `${text(random, 4)}${random.pick(['-', '#', '!', '%', '+', '@', '/', '=', '.', '_'])}Xk${random.integer(10, 99)}${text(random, 5)}`
}

const base64 = `${letters}+/`

const kinds: readonly [value: (random: SeededRandom) => string, lines: readonly string[]][] = [
  [
    (random) => `AK${'IA'}${text(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    [
      '+ export AWS_ACCESS_KEY_ID=@',
      '"AccessKeyId": "@",',
      '\u001b[31m@\u001b[0m is not valid',
      'a,@,b',
    ],
  ],
  [
    (random) => `${text(random, 20)}/${text(random, 17)}+${random.integer(0, 9)}`,
    [
      'aws_secret_access_key = @',
      '"SecretAccessKey": "@",',
      '+ aws configure set aws_secret_access_key @',
      `AK${'IA'}IOSFODNN7EXAMPLE @`,
      "AWS_SECRET_ACCESS_KEY='@'",
      'secret key: @',
    ],
  ],
  [
    (random) => `IQoJb3JpZ2lu${text(random, 120, base64)}==`,
    [
      'AWS_SESSION_TOKEN=@',
      '"SessionToken": "@",',
      'curl "https://b.s3.amazonaws.com/k?X-Amz-Security-Token=@&x=1"',
    ],
  ],
  [
    (random) => `AQAEA${text(random, 40)}==`,
    ['TOKEN=@', '+ curl -H "X-aws-ec2-metadata-token: @" http://169.254.169.254/'],
  ],
  [
    (random) => random.hex(64),
    [
      'GET https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=@',
      'SignedHeaders=host, Signature=@',
    ],
  ],
  [
    password,
    [
      '+ DB_PASSWORD=@',
      "++ MYSQL_ROOT_PASSWORD='@'",
      'export PGPASSWORD="@"',
      'StoragePass=@',
      'AccountingStoragePass = @',
      '{"username": "slurm", "password": "@", "port": 3306}',
      '{\\"username\\":\\"slurm\\",\\"password\\":\\"@\\"}',
      "{'ldap_password': '@', 'x': 1}",
      '    password: @',
      'ldap_default_authtok = @',
      'ldap_password: "@"',
      'bindpw @',
      '+ ldapsearch -x -D cn=admin,dc=example,dc=com -w @ -b dc=example,dc=com',
      '+ mysql -u root -p@ slurm_acct_db',
      '+ sshpass -p @ ssh ops@10.0.0.1',
      '+ mysqladmin --user=root --password=@ status',
      'tool --db-password @ --verbose',
      "+ echo 'ubuntu:@' | chpasswd",
      '<password>@</password>',
      'redis-cli -h cache -a @ ping',
      "+ curl -sS -u 'deploy:@' https://host.example/x",
      'ansible: ansible_become_pass=@',
      'requirepass @',
      '2026-11-26T02:04:31.123Z + ADMIN_PASSWORD=@',
      '\u001b[33mpassword=\u001b[1m@\u001b[0m',
      'machine git.example.com login ops password @',
    ],
  ],
  [
    (random) => text(random, 12),
    [
      'git clone https://deploy:@@git.example.com/ops.git',
      'redis://:@@cache.example.com:6379/0',
      'postgresql://slurm:@@db.example.com/acct?sslmode=require',
      'http_proxy=http://proxy:@@proxy.example.com:3128',
    ],
  ],
  [
    (random) => `gh${'p_'}${text(random, 36)}`,
    ['Cloning https://@@github.com/example/ops', 'GITHUB_TOKEN=@', 'token @ expired'],
  ],
  [
    (random) => `gl${'pat-'}${text(random, 20)}`,
    ['--header "PRIVATE-TOKEN: @"', 'using @ for the registry'],
  ],
  [
    (random) => `hf${'_'}${text(random, 34)}`,
    ['huggingface-cli login --token @', 'HF_TOKEN=@', 'Token is valid: @'],
  ],
  [(random) => random.hex(40), ['wandb login @', 'WANDB_API_KEY=@', 'wandb login --relogin @']],
  [
    (random) => `xo${'xb-'}${random.integer(1e9, 9e9)}-${text(random, 24)}`,
    ['SLACK=@', 'posting with @'],
  ],
  [
    (random) => `T${text(random, 8)}/B${text(random, 8)}/${text(random, 24)}`,
    ['curl -X POST https://hooks.slack.com/services/@'],
  ],
  [(random) => `sk-${'proj-'}${text(random, 48)}`, ['OPENAI_API_KEY=@', 'key @ rejected']],
  [(random) => `nv${'api-'}${text(random, 48)}`, ['docker login nvcr.io with @']],
  [(random) => `np${'m_'}${text(random, 36)}`, ['//registry.example.com/:_authToken=@']],
  [
    (random) => `eyJ${text(random, 30)}.eyJ${text(random, 60)}.${text(random, 43)}`,
    ['SLURM_JWT=@', 'Authorization: Bearer @', 'X-SLURM-USER-TOKEN:@'],
  ],
  [(random) => `eyJ${text(random, 200, base64)}==`, ['+ docker login -u AWS -p @ example.com']],
  [
    (random) => text(random, 32),
    [
      'Authorization: Bearer @',
      "curl -H 'x-api-key: @'",
      'X-Vault-Token: @',
      'Authorization: token @',
      '{"token": "@"}',
      'api_key: @',
      'client_secret=@',
      'export SERVICE_TOKEN=@',
      'munge_key=@',
      '--activation-code @',
      'session-cookie: Cookie: sid=@',
    ],
  ],
  [
    (random) => text(random, 24, base64),
    [
      '{"auths": {"registry.example.com": {"auth": "@"}}}',
      'Authorization: Basic @',
      'AccountName=x;AccountKey=@==;',
    ],
  ],
  [
    (random) => `$6$${text(random, 16)}$${text(random, 86, `${letters}./`)}`,
    ['ubuntu:@:19000:0:99999:7:::', "useradd -m -p '@' ops"],
  ],
  [(random) => text(random, 32, base64), ['userPassword: {SSHA}@', 'olcRootPW: {SSHA}@']],
  [
    (random) => `${text(random, 6, 'abcdef0123456789')}.${text(random, 16, 'abcdef0123456789')}`,
    ['kubeadm join 10.0.0.1:6443 --token @'],
  ],
  [(random) => text(random, 76, base64), ['@', '2026-11-26T02:04:31.123Z @']],
  [
    (random) => `${text(random, 6, small)}.${text(random, 6, small)}@example.com`,
    ['New login by @', 'notify=<@>', 'Author: Ops <@>', 'MAILTO=@'],
  ],
]

/** Every line of every kind, `rounds` times with other values. */
export function plantedSecrets(rounds: number): readonly Planted[] {
  return kinds.flatMap(([value, lines], kind) =>
    lines.flatMap((line, place) =>
      Array.from({ length: rounds }, (_, round) => {
        const secret = value(seededRandom('planted', kind, place, round))
        const [before = '', ...after] = line.split('@')
        return { secret, line: `${before}${secret}${after.join('@').replace(/^@@/, '@')}` }
      }),
    ),
  )
}
