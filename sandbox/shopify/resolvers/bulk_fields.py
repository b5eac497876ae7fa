"""Bulk operations and selling plans as the schema names them."""

from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, execute, parse, validate

from sandbox.shopify import bulk
from sandbox.shopify.bulk import Operation
from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.mutation import mutation
from sandbox.shopify.resolvers.table import Call, Context, resolve, serves
from sandbox.shopify.sales import PlanGroup, SellingPlan
from sandbox.shopify.store import Refused


@mutation("bulkOperationRunQuery")
def run_query(call: Call) -> dict[str, Any]:
    try:
        document = parse(call.args["query"])
    except GraphQLError as error:
        raise Refused(f"Invalid bulk query: {error.message}", "INVALID", ["query"]) from error
    wrong = validate(call.info.schema, document)
    if wrong:
        raise Refused(f"Invalid bulk query: {wrong[0].message}", "INVALID", ["query"])
    return {"bulkOperation": bulk.begin(call.shop, document)}


@serves("QueryRoot", "bulkOperation")
def operation(call: Call) -> Operation | None:
    """A look at it is what makes it go on."""

    def run(document: DocumentNode, window: slice) -> ExecutionResult:
        context = Context(call.shop, window=window)
        result = execute(call.info.schema, document, context_value=context, field_resolver=resolve)
        if not isinstance(result, ExecutionResult):
            raise TypeError("a resolver of the sandbox went asynchronous")
        return result

    found = call.shop.find(Operation, call.args["id"])
    if found is not None:
        bulk.work(found, run)
    return found


@serves("BulkOperation", "rootObjectCount")
def roots(call: Call) -> str:
    return str(call.source.roots)


@serves("BulkOperation", "objectCount")
def objects(call: Call) -> str:
    return str(call.source.objects)


@serves("BulkOperation", "fileSize")
def file_size(call: Call) -> str | None:
    return str(len(call.source.written)) if call.source.status == "COMPLETED" else None


@serves("BulkOperation", "url")
def url(call: Call) -> str | None:
    """None where nothing was found, as Shopify has it."""
    done = call.source.status == "COMPLETED" and call.source.written
    return f"{call.info.context.base}bulk/{call.source.key}.jsonl" if done else None


@serves("QueryRoot", "sellingPlanGroups")
def plan_groups(call: Call) -> Connection[PlanGroup]:
    return page([one for one in call.shop.things.values() if isinstance(one, PlanGroup)], call.args)


@serves("SellingPlanGroup", "sellingPlans")
def plans(call: Call) -> Connection[SellingPlan]:
    return page(call.source.plans, call.args)


@serves("LineItem", "sellingPlan")
def plan_of_line(call: Call) -> dict[str, Any] | None:
    plan: SellingPlan | None = call.source.plan
    return {"name": plan.name, "sellingPlanId": plan.gid} if plan else None


@serves("LineItem", "customAttributes")
def properties_of_line(call: Call) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in call.source.properties.items()]
