/**
 * Whether AWS says that a thing is not there. Each service has a code of its own for it: DBInstanceNotFoundFault,
 * ResourceNotFoundException, InvalidNetworkInterfaceID.NotFound.
 */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /NotFound/.test(error.name)
}
