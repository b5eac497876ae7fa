"""What shopify.app.toml tells Shopify is what the code asks for and answers."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.shopify import webhook
from adapters.shopify.facts import ALL_ORDERS, APP_PROXY, NEEDED
from adapters.shopify.subscriptions import ONLY, PATH, TOPICS
from adapters.shopify.transport import VERSION
from adapters.shopify.variant_offers import KEY
from jobs.custom_installs import CALLBACK
from pages.shopify import HOME
from sandbox.shopify.topics import path_of

TOLD: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "shopify.app.toml").read_text())
SUBSCRIPTIONS: list[dict[str, Any]] = TOLD["webhooks"]["subscriptions"]


def named(kind: str) -> list[str]:
    return [topic for one in SUBSCRIPTIONS for topic in one.get(kind, [])]


def test_every_scope_that_our_documents_need_is_asked_for_and_no_other() -> None:
    asked = set(TOLD["access_scopes"]["scopes"].split(","))
    contained = {f"read_{one.removeprefix('write_')}" for one in asked if one.startswith("write_")}
    # Shopify refuses an app that lists this one before it was approved.
    proxied = {APP_PROXY, APP_PROXY.replace("write_", "read_")}
    assert asked | contained == set(NEEDED) - {ALL_ORDERS} | proxied
    assert not asked & contained


def test_what_the_theme_reads_is_declared_where_and_as_it_is_written() -> None:
    declared = TOLD["variant"]["metafields"]["app"]
    assert set(declared) == {KEY}
    assert declared[KEY]["type"] == "json"
    assert declared[KEY]["access"] == {"admin": "merchant_read", "storefront": "public_read"}


def test_the_shops_own_address_for_buyers_leads_to_us() -> None:
    proxy = TOLD["app_proxy"]
    assert (proxy["prefix"], proxy["subpath"]) == ("apps", "backorder")
    assert proxy["url"] == TOLD["application_url"].replace(HOME, "/proxy")


def test_every_topic_that_we_subscribe_by_the_api_is_an_app_level_one_too() -> None:
    # Whether access was granted is told by a topic of the app itself.
    assert sorted(named("topics")) == sorted([*map(path_of, TOPICS), "app/scopes_update"])


def test_the_buyers_data_stays_out_of_the_same_deliveries() -> None:
    lean = {
        topic: one["include_fields"]
        for one in SUBSCRIPTIONS
        if "include_fields" in one
        for topic in one["topics"]
    }
    assert lean == {path_of(topic): list(fields) for topic, fields in ONLY.items()}
    assert all("updated_at" in one.get("include_fields", ["updated_at"]) for one in SUBSCRIPTIONS)


def test_the_three_compliance_topics_are_there() -> None:
    assert set(named("compliance_topics")) == {"customers/data_request", "customers/redact", "shop/redact"}


@pytest.mark.parametrize("topic", [*named("topics"), *named("compliance_topics")])
def test_every_topic_means_something_to_us(topic: str) -> None:
    assert topic in webhook.TOPICS or topic.partition("/")[0] in webhook.FAMILIES


def test_the_addresses_are_ours() -> None:
    assert {one["uri"] for one in SUBSCRIPTIONS} == {PATH}
    assert urlsplit(TOLD["application_url"]).path == HOME
    assert [urlsplit(one).path for one in TOLD["auth"]["redirect_urls"]] == [CALLBACK]
    assert TOLD["embedded"] is True
    assert TOLD["webhooks"]["api_version"] == VERSION


def test_every_extension_is_deployed_with_the_app() -> None:
    """Shopify's CLI looks into extensions/* only, unless it is told where they are."""
    root = Path(__file__).parents[2]
    found = {path.parent for where in TOLD["extension_directories"] for path in root.glob(f"{where}/*.toml")}
    assert found == {path.parent for path in (root / "extensions").glob("*/*/shopify.extension.toml")}
    assert len({path.name for path in found}) >= 6
