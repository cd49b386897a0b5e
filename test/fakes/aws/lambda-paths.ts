/** The operations of Lambda by method and path, to name a call without the service's help. */
export const lambdaRoutes: readonly { operation: string; method: string; path: RegExp }[] = [
  { operation: 'Invoke', method: 'POST', path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/invocations$/ },
  { operation: 'ListFunctions', method: 'GET', path: /^\/2015-03-31\/functions\/?$/ },
  { operation: 'GetFunction', method: 'GET', path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)$/ },
  {
    operation: 'GetFunctionConfiguration',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/,
  },
  {
    operation: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/,
  },
  {
    operation: 'UpdateFunctionCode',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/code$/,
  },
  { operation: 'DeleteFunction', method: 'DELETE', path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)$/ },
  { operation: 'GetAccountSettings', method: 'GET', path: /^\/2016-08-19\/account-settings\/?$/ },
  {
    operation: 'PutFunctionConcurrency',
    method: 'PUT',
    path: /^\/2017-10-31\/functions\/(?<FunctionName>[^/]+)\/concurrency$/,
  },
]
