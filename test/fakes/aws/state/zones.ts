/** Which zone a name stands for differs from account to account; these are this account's. */
const zoneIds: Readonly<Record<string, readonly string[]>> = {
  'us-east-1': ['use1-az4', 'use1-az6', 'use1-az1', 'use1-az2', 'use1-az3', 'use1-az5'],
  'us-east-2': ['use2-az1', 'use2-az2', 'use2-az3'],
  'us-west-1': ['usw1-az3', 'usw1-az1'],
  'us-west-2': ['usw2-az2', 'usw2-az1', 'usw2-az3', 'usw2-az4'],
  'eu-west-1': ['euw1-az3', 'euw1-az1', 'euw1-az2'],
  'eu-central-1': ['euc1-az2', 'euc1-az3', 'euc1-az1'],
}

export interface FakeZone {
  name: string
  id: string
}

/** The zones of a region, by their names' order. Regions that are not listed have three. */
export function listZones(region: string): FakeZone[] {
  const ids = zoneIds[region] ?? [1, 2, 3].map((number) => `${shorten(region)}-az${number}`)
  return ids.map((id, index) => ({ id, name: `${region}${'abcdef'.charAt(index)}` }))
}

/** By name or id; one that does not exist is taken for a name. */
export function findZone(region: string, nameOrId: string): FakeZone {
  return listZones(region).find(({ name, id }) => name === nameOrId || id === nameOrId) ?? { name: nameOrId, id: '' }
}

export const regions = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const

/** `ap-northeast-1` becomes `apne1`, roughly as AWS does it. */
function shorten(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-')
  return `${area}${direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0))}${number}`
}
