/**
 * Loaded by `import()` when two templates are to be compared. What is imported that way has to be a module of our own:
 * of a CommonJS file, which the package has, a bundle's chunk offers no names.
 */
export { fullDiff } from '@aws-cdk/cloudformation-diff/lib/diff-template.js'
