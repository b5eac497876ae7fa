"""`/webhooks`: a secret goes in and never comes out, nothing is unique, creation pings at once."""

import re
from typing import Any

from sandbox.woocommerce.calls import Answer, Call, batch, page_of
from sandbox.woocommerce.errors import RestError, not_one_of
from sandbox.woocommerce.order_body import ALL_METHODS
from sandbox.woocommerce.outbox import Webhook
from sandbox.woocommerce.reading import webhook_of
from sandbox.woocommerce.shop import Shop

HOOKS = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "order.restored": ["untrashed_post", "woocommerce_untrash_order"],
    "product.created": [
        "woocommerce_process_product_meta",
        "woocommerce_new_product",
        "woocommerce_new_product_variation",
    ],
    "product.updated": [
        "woocommerce_process_product_meta",
        "woocommerce_update_product",
        "woocommerce_update_product_variation",
    ],
    "product.deleted": ["wp_trash_post"],
    "product.restored": ["untrashed_post"],
    "customer.created": ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
    "customer.updated": ["profile_update", "woocommerce_update_customer"],
    "customer.deleted": ["delete_user"],
    "coupon.created": ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
    "coupon.updated": ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
    "coupon.deleted": ["wp_trash_post"],
    "coupon.restored": ["untrashed_post"],
}
STATUSES = ["active", "paused", "disabled"]


def list_webhooks(call: Call) -> Answer:
    newest_first = sorted(call.shop.outbox.webhooks.values(), key=lambda w: w.id, reverse=True)
    rows, headers = page_of(call, newest_first)
    return Answer([webhook_body(call.shop, webhook) for webhook in rows], headers=headers)


def get_webhook(call: Call, webhook_id: int) -> Answer:
    return Answer(webhook_body(call.shop, webhook_of(call.shop, webhook_id)))


def create_webhook(call: Call) -> Answer:
    return Answer(_create(call, call.body), 201)


def update_webhook(call: Call, webhook_id: int) -> Answer:
    return Answer(_update(call, {**call.body, "id": webhook_id}))


def delete_webhook(call: Call, webhook_id: int) -> Answer:
    webhook = webhook_of(call.shop, webhook_id)
    if not call.flag("force"):
        message = "Webhooks do not support trashing."
        raise RestError(501, "woocommerce_rest_trash_not_supported", message)
    return Answer(_delete(call, webhook.id))


def batch_webhooks(call: Call) -> Answer:
    return batch(
        call,
        {
            "create": lambda item: _create(call, item),
            "update": lambda item: _update(call, item),
            "delete": lambda webhook_id: _delete(call, int(webhook_id)),
        },
    )


def webhook_body(shop: Shop, webhook: Webhook) -> dict[str, Any]:
    resource, event = webhook.topic.split(".", 1)
    return {
        "id": webhook.id,
        "name": webhook.name,
        "status": webhook.status,
        "topic": webhook.topic,
        "resource": resource,
        "event": event,
        "hooks": [event] if resource == "action" else HOOKS[webhook.topic],
        "delivery_url": webhook.delivery_url,
        **shop.stamps("date_created", webhook.created),
        **shop.stamps("date_modified", webhook.modified),
        "_links": shop.links(f"webhooks/{webhook.id}", ALL_METHODS),
    }


def _create(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    """Always active, whatever status was asked for; without a secret a random one that nobody can read."""
    shop, now = call.shop, call.shop.now()
    topic, url = _topic(str(wanted.get("topic") or "")), _url(str(wanted.get("delivery_url") or ""))
    name = str(wanted.get("name") or f"Webhook created on {now:%b %d, %Y @ %I:%M %p}")
    secret = str(wanted.get("secret") or shop.new_key(50))
    webhook = Webhook(shop.new_id("webhook"), name, topic, url, secret, now)
    shop.outbox.webhooks[webhook.id] = webhook
    call.later.append(lambda: shop.outbox.ping(webhook))
    return webhook_body(shop, webhook)


def _update(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    """A new status does not forget the failures counted; a new secret signs what is already owed."""
    webhook = webhook_of(call.shop, int(wanted.get("id") or 0))
    if wanted.get("status", "active") not in STATUSES:
        raise not_one_of("status", STATUSES)
    if "topic" in wanted:
        webhook.topic = _topic(str(wanted["topic"]))
    if "delivery_url" in wanted:
        webhook.delivery_url = _url(str(wanted["delivery_url"]))
    for name in ("name", "status", "secret"):
        if name in wanted:
            setattr(webhook, name, str(wanted[name]))
    webhook.modified = call.shop.now()
    call.later.append(lambda: call.shop.outbox.ping(webhook))
    return webhook_body(call.shop, webhook)


def _delete(call: Call, webhook_id: int) -> dict[str, Any]:
    body = webhook_body(call.shop, webhook_of(call.shop, webhook_id))
    del call.shop.outbox.webhooks[webhook_id]
    return body


def _topic(topic: str) -> str:
    """Any `action.woocommerce_…` passes, whether such a hook exists or not."""
    if topic in HOOKS or topic.startswith("action.woocommerce_"):
        return topic
    message = "Webhook topic is required and must be valid."
    raise RestError(400, "woocommerce_rest_shop_webhook_invalid_topic", message)


def _url(url: str) -> str:
    if re.match(r"https?://", url):
        return url
    message = "Webhook delivery URL must be a valid URL starting with http:// or https://."
    raise RestError(400, "woocommerce_rest_shop_webhook_invalid_delivery_url", message)
