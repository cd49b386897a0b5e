import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { builtBootstrap, isAlive, returnedBy, startFixture, waitUntil } from './function-fixture.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'runtime-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a runtime that uses an ordinary HTTP client can attach', async () => {
  const bootstrap = join(await temporaryFolder(), 'bootstrap.mjs')
  await writeFile(
    bootstrap,
    `const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
     for (;;) {
       const next = await fetch(base + 'next')
       const id = next.headers.get('lambda-runtime-aws-request-id')
       const event = await next.json()
       if (event.fail) {
         await fetch(base + id + '/error', { method: 'POST', body: JSON.stringify({ errorType: 'Own', errorMessage: 'x' }) })
       } else {
         const body = new ReadableStream({ start(out) { out.enqueue(Buffer.from('{"got":')); out.enqueue(Buffer.from(event.n + '}')); out.close() } })
         await fetch(base + id + '/response', { method: 'POST', body, duplex: 'half' })
       }
     }`,
  )
  const { lambda, pids } = await startFixture('', { bootstrap })
  for (const n of [1, 2, 3]) expect(returnedBy(await lambda.invoke({ n }))).toEqual({ got: n })
  expect(await lambda.invoke({ fail: true })).toMatchObject({ kind: 'function-error', errorType: 'Own' })
  expect(returnedBy(await lambda.invoke({ n: 4 }))).toEqual({ got: 4 })
  expect(pids).toHaveLength(1)
})

test('an environment that is awake ends by itself when the program that started it is killed', async () => {
  const folder = await temporaryFolder()
  await writeFile(
    join(folder, 'index.mjs'),
    `export const handler = () => { console.log('running'); return new Promise(() => setInterval(() => {}, 1000)) }`,
  )
  await build({
    entryPoints: [resolve('src/targets/local/lambda/function.ts')],
    outfile: join(folder, 'function.mjs'),
    ...({ bundle: true, platform: 'node', format: 'esm', logLevel: 'error' } as const),
  })
  await writeFile(
    join(folder, 'parent.mjs'),
    `import { startFunction } from './function.mjs'
     const log = (line) => { if (line.endsWith('running')) console.log(pid) }
     let pid
     const options = { name: 'f', timeoutMs: 60000, memoryMb: 128, concurrency: 1, variables: {}, log }
     const [codeFolder, bootstrap] = process.argv.slice(2)
     startFunction({ ...options, codeFolder, bootstrap, onProcess: (change) => { pid = change.pid } }).invoke({})`,
  )
  const parent = spawn(process.execPath, [join(folder, 'parent.mjs'), folder, builtBootstrap])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [output] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(output.toString())
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await waitUntil(() => !isAlive(pid))
})
