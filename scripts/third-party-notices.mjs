import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './bundle-options.mjs'

/**
 * The licences of everybody else's code that is in the bundles, as those licences ask for.
 * @param metafiles esbuild's records of the bundles
 */
export function writeNotices(metafiles) {
  const folders = metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(findPackage))
  const notices = [...new Set(folders)].sort().map(writeNotice)
  return `This program contains the following packages.\n\n${notices.join('\n')}`
}

/** Folder of the package that a file belongs to; the last one, for packages bring packages of their own. */
function findPackage(file) {
  const [folder] = file.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/) ?? []
  return folder === undefined ? [] : [folder]
}

function writeNotice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(resolve(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(resolve(root, folder)).find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each))
  const path = file && resolve(root, folder, file)
  const text = path && existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`
}
