"""The memory of one shop: everything it holds by gid, its clock, and where its news goes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sandbox.shopify.sales import Order
from sandbox.shopify.things import Location, Thing, Variant

FIRST_NUMBER = 9_100_000_000_000_000
"""Above 2^53: real ids are, so a consumer that keeps them as floats shows itself here."""

Body = dict[str, Any]
T = TypeVar("T", bound=Thing)


class Refused(Exception):
    """A wish that Shopify answers with a user error (`code`, `field`), not with a failure."""

    def __init__(self, message: str, code: str | None = None, field: list[str] | None = None) -> None:
        super().__init__(message)
        self.code, self.field = code, field


@dataclass(eq=False, kw_only=True)
class Subscription(Thing):
    """Who wants to hear of a topic, for example orders/create, at which address."""

    kind = "WebhookSubscription"
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    include_fields: list[str] = field(default_factory=list)


class ShopState:
    """Data of one shop. Nothing here locks: `Shop` and the HTTP door hold the sandbox's one lock."""

    def __init__(
        self,
        handle: str,
        numbers: Callable[[], int],
        clock: Callable[[], datetime],
        publish: Callable[["ShopState", str, Body], None],
        **about: str,
    ) -> None:
        self.handle, self.domain = handle, f"{handle}.myshopify.com"
        self.numbers, self.clock, self.publish = numbers, clock, publish
        self.token, self.name, self.email = about["token"], about["name"], about["email"]
        self.timezone, self.currency = ZoneInfo(about["timezone"]), about["currency"]
        self.online_store = f"https://{self.domain}"  # where the buyers' pages are
        self.number = numbers()
        self.things: dict[str, Thing] = {}
        self.locations: list[Location] = []
        self.variants: list[Variant] = []
        self.handles: set[str] = set()  # of products, in the addresses of their pages
        self.orders: dict[str, Order] = {}
        self.flows: list[tuple[str, Body]] = []  # triggers of Shopify Flow that came, with what they carried
        self.subscriptions: list[Subscription] = []
        self.scopes: list[str] = []
        self.idempotent: dict[str, tuple[str, Body]] = {}
        self.definitions: set[tuple[str, str, str]] = set()
        self.placed = 0
        self.installed = True
        self.protected_data = True  # whether the app was approved for buyers' names and addresses
        self.signed_with = ""  # a custom app's own secret; empty: the public app's
        self.bulk_patience = 0

    def now(self) -> datetime:
        """Now in UTC, to the second, as Shopify stamps."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def make(self, kind: type[T], **values: object) -> T:
        """A new thing with the next number, findable by its gid."""
        thing = kind(number=self.numbers(), **values)
        self.things[thing.gid] = thing
        return thing

    def find(self, kind: type[T], gid: str) -> T | None:
        """The thing of that gid, if it is one of that kind."""
        thing = self.things.get(gid)
        return thing if isinstance(thing, kind) else None

    def need(self, kind: type[T], gid: str, code: str | None = None) -> T:
        """The thing of that gid; Refused where there is none."""
        thing = self.find(kind, gid)
        if thing is None:
            raise Refused(f"{kind.kind} {gid} does not exist.", code, ["id"])
        return thing

    def emit(self, topic: str, body: Body) -> None:
        """Tell whoever subscribed to the topic."""
        self.publish(self, topic, body)

    def wants(self, topic: str) -> bool:
        """Whether anybody subscribed to the topic: spares building a large body for nobody."""
        return self.installed and any(one.topic == topic for one in self.subscriptions)
