"""English: installing a Shopify shop, and pages inside its admin."""

TEXTS = {
    "shopify.again.title": "Opening the app",
    "shopify.again.text": "Shopify is asked who you are. If nothing happens, open the app again from the "
    "shop's admin.",
    "shopify.again.open": "Open the app in the admin",
    "shopify.no_shop.title": "Open the app in your shop's admin",
    "shopify.no_shop.text": "This address belongs inside the admin of a Shopify shop: choose the app "
    "there, under Apps. Nothing was changed.",
    "shopify.no_app.title": "No Shopify app is set up here",
    "shopify.no_app.text": "Whoever runs this service has not told it the app's client id and secret. "
    "Nothing was changed.",
    "shopify.taken_off.title": "You were taken off this account",
    "shopify.taken_off.text": "An owner of the account can let you in again, on the page People. Nothing "
    "was changed.",
    "shopify.not_invited.title": "An owner must let you in first",
    "shopify.not_invited.text": "This shop belongs to an account with several stores, and you would see "
    "them all. Ask an owner to invite the address that you use at Shopify, on the page People; then open "
    "the app again.",
    "shopify.not_let_in.title": "Shopify did not let the app in",
    "shopify.not_let_in.text": "Nothing was stored. Open the app once more from the shop's admin; if it "
    "was taken off there, install it again first.",
    "shut_out.text": "{shop} takes nothing from this app since {at}, because nobody opened it there for "
    "90 days. Nothing is lost: everything waits. Open the app once in the admin of {shop}.",
    "shut_out.open": "Open the app in the admin of {shop}",
    "stores.add_shopify": "Add a Shopify shop by its own app",
    "stores.add_outside": "Stores are added outside of Shopify's admin: open {url} in a window of its own.",
    "custom.title": "Install a Shopify shop by its own app",
    "custom.first": "First, in Shopify's Dev Dashboard",
    "custom.step.create": "Create an app for your shop, with these scopes:",
    "custom.step.callback": "Give it this redirect URL:",
    "custom.step.keys": "Copy its client id and its secret into the form below.",
    "custom.keys": "The shop and its app",
    "custom.shop.help": "Like lamps.myshopify.com.",
    "custom.secret.help": "It is sealed at once, never shown again, and deleted when the app is taken off.",
    "custom.go": "Go on",
    "custom.ask": "At Shopify, the admin of {shop} shows what the app may do. Say yes there, in this "
    "browser, within ten minutes. Nothing is written to the shop but webhooks, and nobody gets mail.",
    "custom.at_shopify": "Say yes at Shopify",
    "custom.once_more": "Begin again",
    "custom.none.title": "The shop was not installed",
    "custom.none.unknown": "Nobody here asked for this. Nothing was stored.",
    "custom.none.other_browser": "It was asked for in another browser: go on in that one. Nothing was "
    "stored.",
    "custom.none.used": "This answer of Shopify's was used already. Nothing more was stored.",
    "custom.none.expired": "It was asked for more than ten minutes ago. Nothing was stored.",
    "custom.none.other_shop": "Shopify answered for another shop than {shop}. Nothing was stored.",
    "custom.none.unsigned": "The answer is not signed by Shopify, or the secret is another app's. Nothing "
    "was stored.",
    "custom.none.refused": "The app was not approved at Shopify. Nothing was stored.",
    "custom.none.scopes": "The app may not do what it must: {scopes}. Give it these scopes in the Dev "
    "Dashboard. Nothing was stored.",
    "custom.none.elsewhere": "{shop} was installed meanwhile by the public app, or by another account. "
    "Nothing was stored.",
    "custom.none.trouble": "Shopify did not let us in: {told}. Nothing was stored.",
    "field.shop_domain": "Shop",
    "field.client_id": "Client id",
    "field.client_secret": "Client secret",
    "done.installed": "The shop is installed. Its open orders are read now; every switch is off.",
    "access.title": "What the shop keeps from the app",
    "access.read_all_orders": "Orders older than 60 days are out of sight: Shopify has not approved "
    "read_all_orders. A backorder that gets older stays here as it was last seen.",
    "access.protected_customer_data": "Buyers' names and addresses are kept from the app: Shopify has not "
    "approved it for protected customer data. Letters cannot be turned on.",
    "access.read_customers": "The app may not read customers. Letters cannot be turned on.",
    "access.read_purchase_options": "Purchase options are out of sight: pre-orders that other tools left "
    "as selling plans are not found, and no card can be charged later.",
    "access.read_inventory_transfers": "Transfers are out of sight: tell what is on its way by hand.",
    "access.read_inventory_shipments": "Shipments of transfers are out of sight: tell what is on its way "
    "by hand.",
    "access.write_orders": "The app may not change orders. Tags and the record cannot be turned on.",
    "access.write_products": "The app may not change products. Dates in the shop and selling beyond stock "
    "cannot be turned on.",
    "access.write_merchant_managed_fulfillment_orders": "The app may not hold fulfilment orders. Holds "
    "cannot be turned on.",
    "access.write": "The keys only read. Nothing that writes to the shop can be turned on.",
    "access.other": "Missing: {scope}. What needs it does not work.",
}
