/** Stand in for an account and a region wherever the functions or the secret's ARN need one. */
export const LOCAL_ACCOUNT = '000000000000'
export const LOCAL_REGION = 'us-east-1'

/** The static user name in the secret, as RDS examples have it. */
export const DATABASE_USER = 'admin'
export const DATABASE_NAME = 'webhook'
export const SECRET_NAME = 'rds-proxy-webhook/database'
