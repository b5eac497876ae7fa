"""What somebody who is not signed in gets to see."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pages import bearer, framing, presence
from pages.visitor import Stranger


def turn_away(_error: Stranger) -> ResponseReturnValue:
    """To the page where one signs in, and back again; what was to be changed is not."""
    if bearer.sent():
        return "", 401, {"X-Shopify-Retry-Invalid-Session-Request": "1"}  # App Bridge fetches a new token
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Refresh": "true"}  # the whole page asks again, and is sent the right way
    if request.method in ("GET", "HEAD") and not presence.framed():
        return redirect(url_for("entry.signin", next=request.full_path.rstrip("?")), 303)
    if request.method == "GET" and (shop := framing.known_shop()):
        return redirect(framing.again(shop, request.full_path.rstrip("?")), 303)
    return render_template("outside_trouble.html", about="stranger"), 401
