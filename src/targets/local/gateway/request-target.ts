import { decodePercent } from './percent-decoding.ts'

export interface RequestTarget {
  /** Decoded; slashes and dots are kept as they were sent. */
  rawPath: string
  /** As sent, without the question mark. */
  rawQueryString: string
}

const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

/**
 * Splits the target of a request line. Takes the origin form (`/path?query`), the absolute form that proxies are sent
 * (`http://host/path`, RFC 9112 section 3.2.2) and `*`. Users report that HTTP APIs cut rawPath at a `%3F`; that is not
 * done here, so that no part of a path is lost.
 */
export function parseTarget(target: string): RequestTarget {
  const origin = target.startsWith('/') ? target : target.replace(absoluteForm, '')
  const mark = origin.indexOf('?')
  const path = mark < 0 ? origin : origin.slice(0, mark)
  return { rawPath: path === '' ? '/' : decodePercent(path), rawQueryString: mark < 0 ? '' : origin.slice(mark + 1) }
}
