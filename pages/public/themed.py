"""A part of a page that Shopify puts the shop's theme around: in Liquid, in which nothing of ours runs."""

from flask import Response


def page(html: str) -> Response:
    """`html` as it is read; a title with Liquid in it must not be run by the shop."""
    for pair, harmless in (("{{", "&#123;&#123;"), ("{%", "&#123;%")):
        html = html.replace(pair, harmless)
    return Response(html, content_type="application/liquid; charset=utf-8")
