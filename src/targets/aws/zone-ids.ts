interface SubnetLike {
  Type: string
  Properties?: { AvailabilityZoneId?: unknown }
}

/**
 * The ids of the two zones that a stack was made with, from its template; undefined when CloudFormation chose them.
 * A stack has to keep them: other zones would replace its subnets and its proxy.
 */
export function readZoneIds(template: object): readonly [string, string] | undefined {
  const resources = Object.values((template as { Resources?: Record<string, SubnetLike> }).Resources ?? {})
  const ids = resources
    .filter(({ Type }) => Type === 'AWS::EC2::Subnet')
    .map(({ Properties }) => Properties?.AvailabilityZoneId)
  const [one, other] = ids
  return typeof one === 'string' && typeof other === 'string' ? [one, other] : undefined
}
