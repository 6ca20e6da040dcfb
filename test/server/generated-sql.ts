import { fileBySql, grammaticalSql } from './grammatical-sql.ts'

const pieces = [
  ...[
    'SELECT',
    'FROM',
    'WHERE',
    'instance',
    'log_line',
    '*',
    '(',
    ')',
    ',',
    ';',
    "'",
    '"',
    '--',
    '/*',
    '*/',
  ],
  ...[
    'INSERT INTO',
    'DELETE FROM',
    'UPDATE',
    'SET',
    'DROP TABLE',
    'ATTACH',
    'PRAGMA',
    'writable_schema',
    '=',
  ],
  ...[
    'VACUUM INTO',
    `'${fileBySql}'`,
    'WITH RECURSIVE',
    'n(i)',
    'AS',
    'UNION ALL',
    'SELECT i + 1 FROM n',
  ],
  ...[
    'zeroblob(999999999)',
    'randomblob(1e9)',
    '\u0000',
    '\u202e',
    '🦆',
    'é',
    '\ud800',
    'NULL',
    '1e999',
    '0x7fffffffffffffff',
  ],
  ...[
    'load_extension',
    'RETURNING *',
    'EXPLAIN',
    'JOIN',
    'ON',
    '1',
    'state',
    'pragma_table_info',
    "x'00'",
  ],
]

/** A statement spliced from harmless and harmful pieces, few of which are SQL, or one of SQLite's grammar. */
export function generatedSql(number: (below: number) => number): string {
  if (number(2) === 0) return grammaticalSql(number)
  const words = Array.from({ length: 1 + number(12) }, () => pieces[number(pieces.length)])
  const head = ['', 'SELECT ', 'WITH x AS (SELECT 1) ', 'DELETE FROM instance ', 'PRAGMA '][
    number(5)
  ]
  return `${head}${words.join(number(4) === 0 ? '' : ' ')}`
}
