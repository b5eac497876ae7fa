"""The small signed cookie that holds a page's token: one on our own pages, another inside a shop's admin."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from pages import presence


class Jar(SecureCookieSessionInterface):
    """Each request decides: another site's frame only sends back what was set for a frame."""

    def get_cookie_name(self, app: Flask) -> str:
        return presence.cookie_name("framed_page" if presence.framed() else "page")

    def get_cookie_secure(self, app: Flask) -> bool:
        return presence.framed() or super().get_cookie_secure(app)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        return "None" if presence.framed() else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        return presence.framed()
