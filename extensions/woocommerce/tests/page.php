<?php
/**
 * Everything that the plugin writes, on one plain page: `php page.php [LOCALE] [OFFER]`, OFFER being a file with
 * what was published for a product. For eyes, and for tools that look at pages.
 */

error_reporting( E_ALL );
set_error_handler(
	function ( int $kind, string $said, string $file, int $line ): bool {
		throw new ErrorException( $said, 0, $kind, $file, $line );
	}
);

require __DIR__ . '/stubs.php';
World::anew();
require dirname( __DIR__ ) . '/backorder-connector/backorder-connector.php';
do_action( 'plugins_loaded' );
do_action( 'init' );
World::$locale = $argv[1] ?? 'en_US';
World::$may    = array( 'manage_woocommerce', 'edit_product' );
World::$pages  = 3;

$read      = fn( string $file ) => json_decode( file_get_contents( $file ), true, 512, JSON_THROW_ON_ERROR );
$published = fn( string $name ) => $read( __DIR__ . "/fixtures/$name.json" );
$here      = new WC_Product( 12, 'Walnut Lamp <b>' );
$waits     = new WC_Product( 13, 'Brass "Hook" & Eye' );
$order     = new WC_Order( 1 );
$offer     = isset( $argv[2] ) ? $read( $argv[2] ) : $published( 'offer' );

$order->meta['_backorder_connector']       = $published( 'record' );
$here->meta['_backorder_connector_offer']  = $offer;
array_shift( $offer['regions']['']['steps'] );
$waits->meta['_backorder_connector_offer'] = $offer;
$gone       = new WC_Product( 14, 'Glass Lamp' );
$gone->meta['_backorder_connector_offer']  = array( 'regions' => array( '' => array( 'end' => array( 'en' => 'Sold out: no date is known yet' ), 'steps' => array() ) ) );
World::$found                              = array( 13 );
World::$shop->cart                         = new WC_Cart();

World::$options['backorder_connector_public_url'] = 'https://connector.example/waitlist';

/** A product's availability, as WooCommerce's template writes it. */
function availability( WC_Product $product, string $was ): string {
	$text = apply_filters( 'woocommerce_get_availability_text', $was, $product );
	return apply_filters( 'woocommerce_get_stock_html', '<p class="stock">' . wp_kses_post( $text ) . '</p>', $product );
}

do_action( 'admin_menu' );
$said = apply_filters( 'woocommerce_get_item_data', array(), array( 'key' => 'a', 'data' => $here, 'quantity' => 3 ) );
?>
<!doctype html>
<html lang="<?php echo 'ja' === World::$locale ? 'ja' : 'en'; ?>">
<head><meta charset="utf-8"><title>Backorder Connector</title><meta name="viewport" content="width=device-width"></head>
<body><main>
<h1>Backorder Connector</h1>
<section id="product"><?php echo availability( $here, '2 in stock' ), availability( $waits, 'Available on backorder' ), availability( $gone, 'Out of stock' ); ?></section>
<section id="cart"><dl><dt><?php echo $said[0]['key']; ?></dt><dd><?php echo $said[0]['value']; ?></dd></dl></section>
<section id="items"><?php echo Hooks::$shortcodes['backorder_items'](); ?></section>
<section id="account"><?php do_action( 'woocommerce_order_details_after_order_table', $order ); ?></section>
<section id="orders"><?php do_action( 'restrict_manage_posts', 'shop_order' ); do_action( 'manage_shop_order_posts_custom_column', 'backorder_connector', 1 ); ?></section>
<section id="box"><?php BackorderConnector\Order_Box::show( $order ); ?></section>
<section id="settings"><?php echo str_replace( array( '<h1>', '</h1>' ), array( '<h2>', '</h2>' ), (function () { ob_start(); World::$menus['backorder-connector'][3](); return ob_get_clean(); })() ); ?></section>
</main></body>
</html>
