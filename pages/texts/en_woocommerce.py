"""English: adding a WooCommerce store."""

TEXTS = {
    "woo.add": "Add a WooCommerce store",
    "woo.title": "Add a WooCommerce store",
    "woo.where": "Where is your store?",
    "woo.how": "Give its address. Then your store itself asks you whether we may come in: you sign in "
    "there and press Approve. No key needs to be copied.",
    "woo.address.help": "As buyers see it, like https://shop.example. An address of its admin pages will do.",
    "woo.check": "Look for the store",
    "woo.framed": "Open this page in a window of its own: your store can only send you back there.",
    "woo.elsewhere": "That address leads to another one: {to}. Is that your store?",
    "woo.elsewhere.yes": "Yes, that is my store",
    "woo.ask.title": "Your store was found",
    "woo.ask.found": "It answers at {address}.",
    "woo.ask.there": "Next you sign in to your store as an administrator and press Approve.",
    "woo.ask.then": "Your store hands us a key, and we try it there before anything is kept.",
    "woo.ask.only": "Then we make webhooks in your store and read it. Nothing else is changed there, and "
    "nobody gets mail, until you turn a switch on.",
    "woo.ask.soon": "Do it within 15 minutes, in this browser.",
    "woo.ask.go": "Go on to my store",
    "woo.again": "Begin again",
    "woo.last": "Your last attempt: {address}, {at}",
    "woo.came.title": "No store was added",
    "woo.came.unknown": "This link belongs to nothing that was begun in this account. Nothing was kept.",
    "woo.came.other_browser": "This was begun in another browser, or you began anew since. For your safety "
    "nothing was kept. Begin again here, and approve in this browser.",
    "woo.came.refused": "{address} was told not to let us in. Nothing was kept. If that was a mistake, "
    "begin again and press Approve.",
    "woo.came.keys": "The key that came does not open {address}. Nothing was kept. Begin again, and see "
    "that you sign in to that very store.",
    "woo.came.read_only": "The key of {address} may not both read and write. Nothing was kept. Begin "
    "again, and approve what is asked.",
    "woo.came.not_attached": "{address} let us in, but could not be added. Nothing was kept. See what it "
    "said, mend that, and begin again.",
    "woo.came.expired": "It took longer than 15 minutes until {address} answered. Nothing was kept. Begin "
    "again.",
    "woo.came.no_keys": "{address} says yes, but its key did not reach us. Nothing was kept. See that your "
    "store may call other sites (a firewall may be in the way), and begin again.",
    "woo.came.unfinished": "{address} is still being added. Load this page again in a moment; if this "
    "stays, begin again.",
    "woo.plugin": "Plugin for WordPress",
    "woo.plugin.what": "It shows buyers the dates: on product pages, in the cart, at the checkout and in "
    "their account. In your own WordPress it adds a column, a filter and a box to the orders.",
    "woo.plugin.how": "In WordPress: Plugins, Add New, Upload Plugin. It shows something once the switches "
    "for dates before the purchase are on here.",
    "woo.plugin.fetch": "Download the plugin (zip)",
    "done.attached": "Your store is attached; its open orders are being read. All switches are off.",
    "field.address": "Address of the store",
}
