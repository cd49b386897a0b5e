import { startRuntime } from './targets/local/lambda/bootstrap/start.ts'

await startRuntime()
