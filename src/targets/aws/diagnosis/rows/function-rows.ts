import { aws, type FailureRow, quoteWords } from '../failure-row.ts'

const kind = 'AWS::Lambda::Function'

/** Lambda. */
export const functionRows: readonly FailureRow[] = [
  {
    recognise: { kind, codes: ['CodeStorageExceeded'], words: /code storage limit exceeded/i },
    explain: (about) => ({
      name: 'CodeStorageFull',
      message: `The account's storage for the code of functions in ${about.env.region} is full.`,
      nextSteps: [aws(about, 'lambda get-account-settings'), about.env.command('deploy')],
    }),
  },
  {
    recognise: { kind, words: /unzipped size must be smaller|request must be smaller than|code size/i },
    explain: (about) => ({
      name: 'FunctionTooLarge',
      message: `Lambda finds a function's bundle too large${quoteWords(about)}.`,
      nextSteps: ['npm install rds-proxy-webhook@latest', about.env.command('deploy')],
    }),
  },
  {
    recognise: {
      kind,
      words: /runtime.*(not supported|is no longer supported|unsupported|not valid)|value nodejs\S* at 'runtime'/i,
    },
    explain: (about) => ({
      name: 'RuntimeNotInRegion',
      message: `Lambda does not offer the functions' runtime in ${about.env.region}${quoteWords(about)}.`,
      nextSteps: [about.env.command('deploy --region REGION')],
    }),
  },
  {
    recognise: {
      kind,
      words: /UnreservedConcurrentExecution|concurrent executions?.*(limit|quota|below)/i,
      codes: ['TooManyRequests'],
    },
    explain: (about) => ({
      name: 'NoConcurrencyLeft',
      message: `The account's functions have used up their concurrency in ${about.env.region}${quoteWords(about)}.`,
      nextSteps: [
        aws(about, 'lambda get-account-settings'),
        aws(
          about,
          'service-quotas list-service-quotas --service-code lambda --query "Quotas[?contains(QuotaName, \'Concurrent\')].[QuotaName,Value,QuotaCode]"',
        ),
        about.env.command('deploy'),
      ],
    }),
  },
  {
    recognise: {
      kind,
      words: /error occurred while GetObject|S3 Error Code: (NoSuchKey|NoSuchBucket|AccessDenied|PermanentRedirect)/i,
    },
    explain: (about) => ({
      name: 'BundleNotFound',
      message: `Lambda could not fetch a function's bundle from the asset bucket${quoteWords(about)}.`,
      nextSteps: [about.env.command('deploy')],
    }),
  },
  {
    recognise: {
      kind,
      words: /role .*(cannot be assumed by Lambda)|execution role does not have permissions to call/i,
    },
    explain: (about) => ({
      name: 'FunctionRoleNotReady',
      message: `Lambda could not use a function's role yet: IAM takes a while to make a new one known${quoteWords(about)}.`,
      nextSteps: [about.env.command('deploy')],
    }),
  },
]
