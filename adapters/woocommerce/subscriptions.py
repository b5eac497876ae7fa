"""Our webhooks at the shop: each topic once, alive, and signed with the secret that we hold now.

The secret of a webhook can never be read back, and one that the shop disabled is again disabled by its
next single failure, because enabling keeps the count. So what is not as it should be is made anew. The
name carries a fingerprint of the secret, by which one signed with an older secret is known.
"""

import hmac

from adapters.woocommerce.answers import Missing
from adapters.woocommerce.bodies import Webhook, read_as
from adapters.woocommerce.transport import Shop
from connector.domain.storefront import WebhookAmiss

TOPICS = (
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
    "product.created",
    "product.updated",
    "product.deleted",
    "product.restored",
)


def subscribe(shop: Shop, delivery_url: str, secret: str) -> int:
    """Each of `TOPICS` reaches `delivery_url` once; returns how many webhooks were made."""
    kept: set[str] = set()
    for webhook in sorted(_ours(shop, delivery_url), key=lambda found: found.id):
        good = webhook.status == "active" and webhook.name == _name(webhook.topic, secret)
        here = webhook.delivery_url == delivery_url
        if good and here and webhook.topic in TOPICS and webhook.topic not in kept:
            kept.add(webhook.topic)
        else:
            _delete(shop, webhook)
    missing = [topic for topic in TOPICS if topic not in kept]
    for topic in missing:
        made = {"name": _name(topic, secret), "topic": topic, "delivery_url": delivery_url, "secret": secret}
        shop.post("webhooks", made)
    return len(missing)


def amiss(shop: Shop, delivery_url: str, secret: str) -> list[WebhookAmiss]:
    """What `subscribe` would make anew or take away."""
    ours = _ours(shop, delivery_url)
    whys = {topic: _why([one for one in ours if one.topic == topic], secret) for topic in TOPICS}
    return [WebhookAmiss(topic, why) for topic, why in whys.items() if why]


def _why(there: list[Webhook], secret: str) -> str:
    if not there:
        return "missing"
    if len(there) > 1:
        return "twice"
    if there[0].status != "active":
        return "disabled"
    return "" if there[0].name == _name(there[0].topic, secret) else "unsigned"


def unsubscribe(shop: Shop, delivery_url: str) -> int:
    """Returns how many webhooks were taken away."""
    return sum(_delete(shop, webhook) for webhook in _ours(shop, delivery_url))


def _ours(shop: Shop, delivery_url: str) -> list[Webhook]:
    """By the random word that ends the address: where we are reached may have changed, the word has not."""
    found = (read_as(Webhook, body) for body in shop.pages("webhooks"))
    return [webhook for webhook in found if _word(webhook.delivery_url) == _word(delivery_url)]


def _word(delivery_url: str) -> str:
    return delivery_url.rpartition("/")[2]


def _delete(shop: Shop, webhook: Webhook) -> bool:
    try:
        # Without force the shop answers 501 (recorded): webhooks have no trash.
        shop.delete(f"webhooks/{webhook.id}", force=True)
    except Missing:
        return False
    return True


def _name(topic: str, secret: str) -> str:
    fingerprint = hmac.digest(secret.encode(), topic.encode(), "sha256").hex()[:8]
    return f"Backorder Connector {topic} {fingerprint}"
