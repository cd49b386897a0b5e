import { runProxy } from './targets/local/supervisor/run-proxy.ts'

await runProxy()
