"""WooCommerce: its webhooks, its REST API behind the `woocommerce` library, and the storefront contract."""
