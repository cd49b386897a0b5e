/**
 * RDS Proxy's own rule for names (letters, digits and single hyphens, a letter first), because the environment's
 * name becomes part of the proxy's. AWS allows 63 characters; 32 leave room for what is put before and behind, and
 * for the path of the local database's socket.
 */
export const environmentNamePattern = /^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/
export const environmentNameMaxLength = 32
export const environmentNameShape = `a name of up to ${environmentNameMaxLength} letters, digits and single hyphens that begins with a letter`

/** Whether an environment can have this name. */
export function isEnvironmentName(name: string): boolean {
  return name.length <= environmentNameMaxLength && environmentNamePattern.test(name)
}
