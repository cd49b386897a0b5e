import { randomBytes } from 'node:crypto'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Answer } from './answer.ts'
import { type PageContent, renderPage, renderRefresh } from './page/render-page.ts'
import { refreshHeader } from './page/script.ts'

/** What a request for the page asks for. */
export interface PageRequest {
  /** Only rows below this id. */
  before: number | undefined
  /** Sent by the page's own refresh, not by a person: the newest id that it shows already. */
  shown: number | undefined
}

/** The page request in an event, or undefined when it asks for something else: only GET for HTML does. */
export function readPageRequest(event: APIGatewayProxyEventV2): PageRequest | undefined {
  if (event.requestContext.http.method !== 'GET') return undefined
  if (!event.headers?.accept?.toLowerCase().includes('text/html')) return undefined
  return {
    before: readId(new URLSearchParams(event.rawQueryString).get('before')),
    shown: readId(event.headers[refreshHeader]),
  }
}

/** The page as an answer that runs nothing but its own script and cannot be framed. */
export function answerPage(content: PageContent): Answer {
  const nonce = randomBytes(16).toString('base64')
  return answerHtml(
    renderPage(content, nonce),
    `style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; `,
  )
}

/** The page's new content for its script. It is never a document of its own, and so may run nothing. */
export function answerRefresh(content: PageContent): Answer {
  return answerHtml(renderRefresh(content), '')
}

/** @param allowed directives for what the document may run and load */
function answerHtml(body: string, allowed: string): Answer {
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; ${allowed}base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}

/** An id in plain digits that JavaScript holds exactly; anything else is no id. */
function readId(text: string | null | undefined): number | undefined {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
