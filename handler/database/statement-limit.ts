/**
 * RDS Proxy pins a session for a statement whose text is longer than this, in bytes.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html
 */
export const longestStatement = 16_384

/** Whether the text of a statement is short enough not to pin the session. */
export function fitsStatement(sql: string): boolean {
  return sql.length <= longestStatement && Buffer.byteLength(sql) <= longestStatement
}
