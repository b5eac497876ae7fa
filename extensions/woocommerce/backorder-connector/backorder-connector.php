<?php
/**
 * Plugin Name: Backorder Connector
 * Description: Tells buyers when goods on backorder ship: on the product page, in the cart, at the checkout and in their account; and tells you in your orders.
 * Version: 1.0.0
 * Requires at least: 6.5
 * Requires PHP: 8.0
 * Requires Plugins: woocommerce
 * WC requires at least: 8.2
 * WC tested up to: 11.0
 * Author: Backorder Connector
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: backorder-connector
 * Domain Path: /languages
 *
 * All that is shown was published into this shop beforehand, as meta of products and orders. The plugin
 * asks nobody while a page loads.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** What the connector publishes for a product: its offer, with all words in it. */
const OFFER_META = '_backorder_connector_offer';

/** What the connector keeps beside an order: what is owed of it. */
const RECORD_META = '_backorder_connector';

/** On the line of an order: the ISO date that its buyer was shown. */
const SHOWN_META = '_backorder_shown';

/** What the merchant says of a product; the connector reads it. */
const LEAD_META = '_backorder_lead_days';
const NOTE_META = '_backorder_note';

foreach ( array( 'words', 'step', 'offer', 'buyer', 'cart-units', 'waitlist', 'product-page', 'cart', 'checkout', 'record', 'orders-list', 'order-box', 'product-fields', 'account', 'waiting', 'items-page', 'structured-data', 'settings' ) as $backorder_connector_part ) {
	require_once __DIR__ . "/includes/class-$backorder_connector_part.php";
}
unset( $backorder_connector_part );

/** Says that the plugin works with orders in tables of their own, and with the cart and checkout as blocks. */
function declare_compatibility(): void {
	$features = 'Automattic\WooCommerce\Utilities\FeaturesUtil';
	if ( class_exists( $features ) ) {
		$features::declare_compatibility( 'custom_order_tables', __FILE__, true );
		$features::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
	}
}

/** Everything begins here, and only where WooCommerce is there. */
function start(): void {
	if ( ! class_exists( 'WooCommerce' ) ) {
		return;
	}
	add_action( 'init', __NAMESPACE__ . '\load_words' );
	foreach ( array( Product_Page::class, Cart::class, Checkout::class, Orders_List::class, Order_Box::class, Product_Fields::class, Account::class, Items_Page::class, Structured_Data::class, Settings::class ) as $part ) {
		$part::register();
	}
}

/** The translations that came with the plugin. */
function load_words(): void {
	load_plugin_textdomain( 'backorder-connector', false, dirname( plugin_basename( __FILE__ ) ) . '/languages' );
}

add_action( 'before_woocommerce_init', __NAMESPACE__ . '\declare_compatibility' );
add_action( 'plugins_loaded', __NAMESPACE__ . '\start' );
