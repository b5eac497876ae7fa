<?php
/** Markup in what was published, or in a translation, is text wherever it is shown. */

const BOLD = '<i>bold</i>';

/** Everything that the plugin writes into pages of the shop and of its admin. */
function everything(): string {
	World::$may   = array( 'manage_woocommerce' );
	World::$pages = 2;
	World::$options['backorder_connector_public_url'] = 'https://connector.example/w';
	$offer                  = waits( BOLD, '2026-12-03', BOLD );
	$offer['alternatives']  = array( 21 );
	$offer['regions']['']['steps'] = array_merge( array( array_merge( $offer['regions']['']['steps'][0], array( 'reach' => 2 ) ) ), $offer['regions']['']['steps'] );
	$waits                  = product( 12, $offer, BOLD );
	product( 21, null, BOLD )->waits = false;
	$words  = array( 'day' => array( 'en' => BOLD ), 'text' => array( 'en' => BOLD ) );
	$order  = order( 1, array( '7' => owed( 2, 1, '2026-12-03', $words + array( 'title' => BOLD, 'sku' => BOLD, 'rests_on' => BOLD ) ) ) );
	$none   = order( 2, null );
	$pages  = array( apply_filters( 'woocommerce_get_availability_text', 'x', $waits ), apply_filters( 'woocommerce_get_stock_html', '', $waits ) );
	$gone   = product( 22, published_end(), BOLD );
	$gone->meta['_backorder_connector_offer']['regions']['']['end'] = array( 'en' => BOLD );
	array_push( $pages, apply_filters( 'woocommerce_get_availability_text', 'x', $gone ), below( $gone ) );
	$pages  = array_merge( $pages, ...array_map( 'array_values', apply_filters( 'woocommerce_get_item_data', array(), line( 'a', $waits, 1 ) ) ) );
	$pages  = array_merge( $pages, array_values( apply_filters( LISTS[0], array() ) ), array( shown( array( $waits ) ), settings(), shown( array() ), settings() ) );
	foreach ( array( 'made', 'there', 'failed', 'kept', 'refused' ) as $happened ) {
		$_GET['happened'] = $happened;
		$pages[]          = settings();
	}
	World::$options['backorder_connector_page'] = array( 'id' => 5 );
	World::$posts[5]                            = new WP_Post( 5 );
	$pages[]                                    = settings();
	foreach ( array( $order, $none ) as $one ) {
		$pages[] = cell( $one );
		$pages[] = written( fn() => do_action( 'woocommerce_my_account_my_orders_column_backorder-connector', $one ) );
		$pages[] = written( fn() => do_action( 'woocommerce_order_details_after_order_table', $one ) );
		$pages[] = written( fn() => BackorderConnector\Order_Box::show( $one ) );
	}
	$pages[]     = written( fn() => do_action( 'restrict_manage_posts', 'shop_order' ) );
	World::$may  = array();
	$pages[]     = ended( fn() => do_action( 'admin_post_' . MAKE ) );
	return implode( "\n", $pages );
}

test(
	'markup in what was published is text everywhere',
	function () {
		$all = everything();
		lacks( '<i>', preg_replace( '#<script.*?</script>#s', '', $all ) );
		same( true, substr_count( $all, '&lt;i&gt;bold' ) > 15 );
	}
);

test(
	'markup in a translation is text everywhere',
	function () {
		World::$locale = 'ja';
		World::$words  = array_map( fn() => BOLD, World::$words );
		$all           = everything();
		lacks( '<i>', preg_replace( '#<script.*?</script>#s', '', $all ) );
		same( true, substr_count( $all, '&lt;i&gt;bold' ) > 40 );
	}
);
