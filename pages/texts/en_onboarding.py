"""English: setting up."""

TEXTS = {
    "steps.title": "Setting up",
    "steps.progress": "{done} of {all} done",
    "steps.done": "done",
    "steps.open": "to do",
    "steps.connected": "Connect a store",
    "steps.connected.how": "Shopify or WooCommerce. Only webhooks are added there; nobody is mailed.",
    "steps.synced": "Let it be read once",
    "steps.synced.how": "Items, stock and open orders: runs by itself. Until it is over nothing is computed.",
    "steps.sender": "Have your sender's domain checked",
    "steps.sender.how": "SPF, DKIM and DMARC say that letters are really yours. "
    "The check tells what is missing.",
    "steps.lead_times": "Say how long goods take",
    "steps.lead_times.how": "Dates rest on it when nothing is on its way. Save it "
    "even if the days shown are right.",
    "steps.switches": "Turn on what may be done outside",
    "steps.switches.how": "Tags, records, holds and letters stay off until you "
    "have seen what they would touch.",
    "steps.test_order": "Place a test order",
    "steps.test_order.how": "Order something in your shop that is out of stock "
    "there: it appears here in a minute.",
    "done.kept": "Nothing differs: it stays as it is, and is now what you said.",
}
