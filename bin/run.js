#!/usr/bin/env node
await import('../dist/main.js').then(({ run }) => run())
