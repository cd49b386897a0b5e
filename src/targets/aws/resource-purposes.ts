/**
 * What each kind of resource is there for, in the order in which CloudFormation comes to make them. A kind that is
 * missing here would be listed last and unexplained; a test walks every variant of the stack to prevent that.
 */
export const resourcePurposes: Readonly<Record<string, string>> = {
  'AWS::EC2::VPC': 'private network without a way in or out',
  'AWS::EC2::Subnet': 'one in each of two zones, for database, proxy and functions',
  'AWS::EC2::RouteTable': 'routes inside the network only',
  'AWS::EC2::SubnetRouteTableAssociation': 'ties each subnet to its routes',
  'AWS::EC2::SecurityGroup': 'decide who may connect to whom',
  'AWS::EC2::SecurityGroupIngress': 'lets functions and proxy connect on port 3306, and nobody else',
  'AWS::Logs::LogGroup': 'logs of functions, proxy and API, kept as long as you set',
  'AWS::IAM::Role': 'what each function and the proxy may do, and no more',
  'AWS::IAM::Policy': 'lets the proxy read the database password',
  'AWS::SecretsManager::Secret': 'user name and generated password of the database',
  'AWS::EC2::VPCEndpoint': "the functions' way to Secrets Manager",
  'AWS::RDS::DBSubnetGroup': 'where the database may be placed',
  'AWS::RDS::DBInstance': 'keeps every recorded request as a row',
  'AWS::SecretsManager::SecretTargetAttachment': "adds the database's address to the secret",
  'AWS::RDS::DBProxy': 'pools connections, so that functions cannot drown the database',
  'AWS::RDS::DBProxyTargetGroup': 'ties the proxy to the database and sets its pool',
  'AWS::Lambda::Function': 'record requests, read them back and, with a secret of their own, rotate it',
  'AWS::Lambda::Permission': 'lets the API, and Secrets Manager where it rotates, call a function',
  'AWS::SecretsManager::RotationSchedule': 'rotates the password every 30 days, or when you ask',
  'AWS::ApiGatewayV2::Api': 'the HTTP API behind your URL',
  'AWS::ApiGatewayV2::Integration': 'ties the API to the webhook function',
  'AWS::ApiGatewayV2::Route': 'sends every method and path to it',
  'AWS::ApiGatewayV2::Stage': 'throttles requests and writes the access log',
  'AWS::CloudWatch::Alarm': 'tells when requests, proxy or database are in trouble',
}
