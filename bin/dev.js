#!/usr/bin/env node
// Runs from the sources: builds them (about 0.2 s) and then starts the program as a user would.
import { buildProgram } from '../scripts/build.mjs'

await buildProgram()
await import('./run.js')
