import type { FakeService } from '../service.ts'
import { ec2Service } from './ec2-service.ts'
import { lambdaService } from './lambda-service.ts'
import { logsService } from './logs-service.ts'
import { monitoringService } from './monitoring-service.ts'
import { pricingService } from './pricing-service.ts'
import { rdsService } from './rds-service.ts'
import { secretsManagerService } from './secrets-manager-service.ts'

/** All services of the fake beside CloudFormation, S3 and STS. */
export const allServices: readonly FakeService[] = [
  ec2Service,
  lambdaService,
  logsService,
  monitoringService,
  pricingService,
  rdsService,
  secretsManagerService,
]
