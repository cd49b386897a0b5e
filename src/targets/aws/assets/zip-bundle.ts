/**
 * One file as a zip that is the same whenever and wherever it is made: the time in it is fixed (a zip has no zone, so
 * it is the zip format's own first moment everywhere), and the file can be read by whoever runs the function.
 * The compression is loaded here, because only a deploy needs it.
 */
export async function zipBundle(name: string, content: Uint8Array): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  const unix = 3
  return zipSync({ [name]: [content, { level: 9, mtime: new Date(1980, 0, 1), os: unix, attrs: 0o100644 << 16 }] })
}
