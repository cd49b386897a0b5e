import { delimiter, join } from 'node:path'

/** MySQL first: it is what RDS runs. On MariaDB's systems `mysqld` is a link to `mariadbd`. */
const PROGRAM_NAMES = ['mysqld', 'mariadbd']

/** Where packages put server programs; most are not in an ordinary user's PATH. */
const USUAL_FOLDERS = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/local/libexec',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  '/opt/mysql/bin',
  ...['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'].flatMap((prefix) => [
    join(prefix, 'bin'),
    ...['mysql@8.4', 'mysql', 'mariadb'].map((formula) => join(prefix, 'opt', formula, 'bin')),
  ]),
]

/** Paths at which a server program may be, in the order in which they are tried. */
export function listSearchPlaces(pathVariable: string | undefined): string[] {
  const folders = [
    ...(pathVariable ?? '').split(delimiter).filter((folder) => folder.startsWith('/')),
    ...USUAL_FOLDERS,
  ]
  return [...new Set(folders)].flatMap((folder) => PROGRAM_NAMES.map((name) => join(folder, name)))
}
