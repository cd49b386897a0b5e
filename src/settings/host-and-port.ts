/** `HOST:PORT`, as it can be typed and put into a URL: an IPv6 host is in brackets. */
export function formatHostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
