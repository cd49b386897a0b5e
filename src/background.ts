import { runBackground } from './targets/local/supervisor/run-background.ts'

await runBackground(process.argv[2])
