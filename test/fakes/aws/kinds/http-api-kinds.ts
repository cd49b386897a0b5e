import type { ResourceKind } from '../service.ts'
import { collectTags } from '../state/tags.ts'
import { readText } from './properties.ts'

const api: ResourceKind = {
  seconds: { create: 3, delete: 2 },
  replacedBy: ['ProtocolType'],
  create(properties, context) {
    const { account, region } = context
    const id = account.ids.make(10, 'lower')
    const endpoint = account.apiEndpoint?.(id) ?? `https://${id}.execute-api.${region}.amazonaws.com`
    const name = readText(properties, 'Name')
    const tags = collectTags(properties, context)
    account.httpApis.set(id, { id, name, endpoint, stages: new Set(), createdAt: account.now(), tags })
    return { physicalId: id, attributes: { ApiId: id, ApiEndpoint: endpoint } }
  },
  update(id, properties, _, { account }) {
    const found = account.httpApis.get(id)
    if (found) found.name = readText(properties, 'Name')
    return { physicalId: id, attributes: { ApiId: id, ApiEndpoint: found?.endpoint ?? '' } }
  },
  delete: (id, _, { account }) => void account.httpApis.delete(id),
}

const integration: ResourceKind = {
  seconds: { create: 2, delete: 1 },
  replacedBy: ['ApiId'],
  create(properties, { account }) {
    const id = account.ids.make(7, 'lower')
    const found = account.httpApis.get(readText(properties, 'ApiId'))
    if (found) found.functionArn = readText(properties, 'IntegrationUri')
    return { physicalId: id, attributes: { IntegrationId: id } }
  },
}

const route: ResourceKind = {
  seconds: { create: 2, delete: 1 },
  replacedBy: ['ApiId'],
  create(_, { account }) {
    const id = account.ids.make(7, 'lower')
    return { physicalId: id, attributes: { RouteId: id } }
  },
}

const stage: ResourceKind = {
  seconds: { create: 4, delete: 2 },
  replacedBy: ['ApiId', 'StageName'],
  create(properties, { account }) {
    const name = readText(properties, 'StageName')
    account.httpApis.get(readText(properties, 'ApiId'))?.stages.add(name)
    return { physicalId: name }
  },
  delete(name, properties, { account }) {
    account.httpApis.get(readText(properties, 'ApiId'))?.stages.delete(name)
  },
}

export const httpApiKinds: Record<string, ResourceKind> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
}
