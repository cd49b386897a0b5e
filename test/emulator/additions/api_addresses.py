"""HTTP APIs under an address that needs no name service and keeps every path as it was sent."""

import os

from ministack import app
from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

_PREFIX = "/_aws/execute-api/"


def install():
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, parse = handlers["create"], app._parse_execute_api_url

    def create_reachable(logical_id, properties, stack):
        api_id, attributes = create(logical_id, properties, stack)
        endpoint = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}{_PREFIX}{api_id}"
        apigateway._apis[api_id]["apiEndpoint"] = endpoint
        return api_id, {**attributes, "ApiEndpoint": endpoint}

    def parse_exactly(host, path):
        # ministack takes the first segment for a stage and, to put it back, drops a slash at the end.
        if not path.startswith(_PREFIX):
            return parse(host, path)
        api_id, _, rest = path[len(_PREFIX):].partition("/")
        return api_id, "", "/" + rest

    handlers["create"] = create_reachable
    app._parse_execute_api_url = parse_exactly
    resolve = app._resolve_stage_and_path

    def resolve_exactly(api_id, stage, path):
        return ("$default", path) if stage == "" else resolve(api_id, stage, path)

    app._resolve_stage_and_path = resolve_exactly
