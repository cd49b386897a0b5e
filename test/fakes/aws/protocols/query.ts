import { type FakeAnswer, type FakeService, FakeServiceError } from '../service.ts'
import { readForm } from './form.ts'
import type { Operations } from './operations.ts'
import { makeRequestId } from './request-id.ts'
import { writeXml } from './xml.ts'

/**
 * A service on the AWS query protocol (CloudFormation, RDS, STS): the operation is the form's `Action`, the answer
 * `<XResponse><XResult>..</XResult></XResponse>`. Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 *
 * @param name signing name
 * @param namespace of the XML, such as `http://rds.amazonaws.com/doc/2014-10-31/`
 */
export function createQueryService(name: string, namespace: string, operations: Operations): FakeService {
  return {
    name,
    async answer(request, account) {
      const form = request.body.toString('utf8')
      const action = new URLSearchParams(form).get('Action') ?? ''
      const operation = operations[action]
      if (operation === undefined) throw unknownAction(action, form)
      return answerQuery(action, namespace, await operation(readForm(form), { account, request }))
    },
  }
}

/** The answer to a query request that went well. */
export function answerQuery(action: string, namespace: string, result: object): FakeAnswer {
  const id = makeRequestId()
  const body = `<${action}Response xmlns="${namespace}"><${action}Result>${writeXml(result)}</${action}Result>\
<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${action}Response>`
  return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body }
}

/** An error as the AWS query protocol writes it. */
export function answerQueryError({ code, message, status }: FakeServiceError): FakeAnswer {
  const id = makeRequestId()
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message }
  const body = `<ErrorResponse>${writeXml({ Error: error, RequestId: id })}</ErrorResponse>`
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body }
}

function unknownAction(action: string, form: string): FakeServiceError {
  const version = new URLSearchParams(form).get('Version') ?? ''
  return new FakeServiceError('InvalidAction', `Could not find operation ${action} for version ${version}`)
}
