"""English: what a merchant may put into the shop's own pages."""

TEXTS = {
    "addresses": "For your shop's pages",
    "addresses.items": "A page of all items that take longer, to link to",
    "addresses.proxy": "The same page inside your theme, for your shop's menu",
    "addresses.availability": "What may be promised of an item, for scripts of your own (JSON)",
    "addresses.widget": "The date on product pages without the plugin: this line in the theme",
    "addresses.waitlist": "The waitlist, for the plugin's settings",
}
