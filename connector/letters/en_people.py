"""What letters to the merchant's own people say in English."""

TEXTS = {
    "people_hello": "Hello,",
    "signin_subject": "Your link to sign in",
    "signin_opening": "somebody, most likely you, asked to sign in to {product} with this address.",
    "signin_for": "Sign in to {account}",
    "signin_lasts": "The link works once, within {minutes} minutes, and opens a page with one button.",
    "signin_not_you": "If it was not you, do nothing: without this letter nobody can sign in as you.",
    "invitation_subject": "{by} invites you to {account}",
    "invitation_opening": "{by} has given you access to the backorders of {account} as {role}.",
    "invitation_lasts": "The link works once, within {days} days. "
    "After that, sign in with this address: {url}",
    "invitation_not_you": "If you do not know who that is, do nothing.",
    "start_subject": "Begin with {shop}",
    "start_opening": "somebody, most likely you, wants to run the backorders of {shop} with {product}.",
    "start_for": "Begin with {shop}",
    "start_lasts": "The link works once, within {minutes} minutes. Until you use it, nothing is kept.",
    "start_not_you": "If it was not you, do nothing.",
    "product": "Backorder Connector",
    "role_owner": "an owner",
    "role_manager": "a manager",
    "role_support": "a member of support",
    "role_warehouse": "a member of the warehouse",
    "role_accountant": "an accountant",
}
