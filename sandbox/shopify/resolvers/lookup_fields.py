"""What is looked up beside an order or a shop: fraud risk, address, net payment, one shipment by its gid."""

from typing import Any

from sandbox.shopify import payments
from sandbox.shopify.resolvers.order_fields import bag
from sandbox.shopify.resolvers.table import Call, serves
from sandbox.shopify.transfers import Shipment, Transfer

ADVICE = {"HIGH": "CANCEL", "MEDIUM": "INVESTIGATE", "LOW": "ACCEPT"}


@serves("Order", "risk")
def risk(call: Call) -> dict[str, Any]:
    level: str = call.source.risk_level
    return {"recommendation": ADVICE.get(level, "NONE"), "assessments": [{"riskLevel": level}]}


@serves("Order", "netPaymentSet")
def net_payment(call: Call) -> dict[str, Any]:
    return bag(call.source.currency, payments.received(call.source))


@serves("Order", "shippingAddress")
def shipping_address(call: Call) -> dict[str, Any]:
    return {"countryCodeV2": call.source.country}


@serves("Shop", "shopAddress")
def shop_address(_call: Call) -> dict[str, Any]:
    return {"countryCodeV2": "DE"}


@serves("InventoryShipmentLineItem", "unreceivedQuantity")
def unreceived(call: Call) -> int:
    return int(call.source.unreceived)


@serves("QueryRoot", "inventoryTransfer")
def transfer(call: Call) -> Transfer | None:
    return call.shop.find(Transfer, call.args["id"])


@serves("QueryRoot", "inventoryShipment")
def shipment(call: Call) -> Shipment | None:
    return call.shop.find(Shipment, call.args["id"])
