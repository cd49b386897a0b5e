import { type FakeAnswer, type FakeService, FakeServiceError } from '../service.ts'
import { readForm } from './form.ts'
import type { Operations } from './operations.ts'
import { makeRequestId } from './request-id.ts'
import { writeXml } from './xml.ts'

/**
 * EC2's own query protocol: as the AWS query protocol, but lists are flat in the form (`Filter.1.Value.1`) and made of
 * `<item>` in the answer, members begin with a small letter there, and no element is put around the result.
 * Source: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function createEc2Service(name: string, namespace: string, operations: Operations): FakeService {
  return {
    name,
    async answer(request, account) {
      const form = request.body.toString('utf8')
      const action = new URLSearchParams(form).get('Action') ?? ''
      const operation = operations[action]
      if (operation === undefined) {
        throw new FakeServiceError('InvalidAction', `The action ${action} is not valid for this web service.`)
      }
      return answerEc2(action, namespace, await operation(readForm(form), { account, request }))
    },
  }
}

/** The answer to an EC2 request that went well. */
export function answerEc2(action: string, namespace: string, result: object): FakeAnswer {
  const id = makeRequestId()
  const body = `<${action}Response xmlns="${namespace}"><requestId>${id}</requestId>${writeXml(result, 'item')}\
</${action}Response>`
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id }, body }
}

/** An error as EC2 writes it: `<Response><Errors><Error>`. */
export function answerEc2Error({ code, message, status }: FakeServiceError): FakeAnswer {
  const id = makeRequestId()
  const body = `<Response><Errors>${writeXml({ Error: { Code: code, Message: message } })}</Errors>\
<RequestID>${id}</RequestID></Response>`
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id }, body }
}
