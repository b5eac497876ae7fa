<?php
/** The date in the cart, at the checkout, and on the order's line. */

/** A line of the cart. */
function line( string $key, WC_Product $product, $quantity ): array {
	$line = array(
		'key'        => $key,
		'product_id' => $product->parent ? $product->parent : $product->id,
		'data'       => $product,
		'quantity'   => $quantity,
	);
	if ( World::$shop->cart ) {
		World::$shop->cart->lines[ $key ] = $line;
	}
	return $line;
}

/** What is said of a line. */
function said( array $line ): array {
	return array_column( apply_filters( 'woocommerce_get_item_data', array(), $line ), 'value' );
}

/** What the order keeps of a line. */
function kept( array $line ): array {
	$item = new WC_Order_Item_Product();
	do_action( 'woocommerce_checkout_create_order_line_item', $item, $line['key'], $line, new WC_Order( 1 ) );
	return $item->meta;
}

test(
	'a line says the day of as many units as it has',
	function () {
		buyer( '' );
		$lamp = product( 12, published() );
		same( array(), said( line( 'a', $lamp, 2 ) ) );
		same( array( 'On backorder: ships on Thu 3 December' ), said( line( 'a', $lamp, 3 ) ) );
		same( array( 'On backorder: ships on Thu 7 January 2027' ), said( line( 'a', $lamp, 8 ) ) );
		same( array( 'On backorder: ships on Thu 3 December' ), said( line( 'a', $lamp, 2.5 ) ) );
	}
);

test(
	'a line goes to the buyer\'s country, and says when it is too many',
	function () {
		buyer( 'JP' );
		same( array( 'On backorder: ships on Thu 10 December' ), said( line( 'a', product( 12, published() ), 4 ) ) );
		same( array( 'Only 4 can be ordered now' ), said( line( 'a', product( 12, published() ), 5 ) ) );
	}
);

test(
	'lines that share a stock are served one after the other',
	function () {
		buyer( '' );
		product( 19, published() );
		$red          = product( 20 );
		$blue         = product( 21 );
		$red->parent  = 19;
		$blue->parent = 19;
		$other        = line( 'o', product( 12, published() ), 9 );
		$first        = line( 'a', $red, 2 );
		$second       = line( 'b', $blue, 1 );
		same( array( 'On backorder: ships on Thu 7 January 2027' ), said( $other ) );
		same( array(), said( $first ) );
		same( array( 'On backorder: ships on Thu 3 December' ), said( $second ) );
		same( '2026-12-03', kept( $second )['_backorder_shown'] );
		same( array(), kept( $first ) );
	}
);

test(
	'a line keeps the data of others, and what it adds is plain text for the blocks',
	function () {
		$was  = array( array( 'key' => 'Colour', 'value' => 'red' ) );
		$data = apply_filters( 'woocommerce_get_item_data', $was, line( 'a', product( 12, waits( '<b>x</b>' ) ), 1 ) );
		same( $was[0], $data[0] );
		same( array( 'key' => 'Availability', 'value' => '&lt;b&gt;x&lt;/b&gt;' ), $data[1] );
		World::$locale = 'ja';
		same( '在庫状況', apply_filters( 'woocommerce_get_item_data', array(), line( 'a', product( 12, published() ), 3 ) )[0]['key'] );
	}
);

test(
	'strange lines are passed over',
	function () {
		same( array(), apply_filters( 'woocommerce_get_item_data', array(), array() ) );
		same( array(), apply_filters( 'woocommerce_get_item_data', array(), null ) );
		same( array(), apply_filters( 'woocommerce_get_item_data', array(), array( 'data' => false ) ) );
		do_action( 'woocommerce_checkout_create_order_line_item', new WC_Order_Item_Product(), 'a', null, null );
	}
);

test(
	'WooCommerce\'s own words go where a line says more, and stay where it does not',
	function () {
		buyer( '' );
		line( 'a', product( 12, waits( 'x' ) ), 1 );
		line( 'b', product( 13 ), 1 );
		same( '', apply_filters( 'woocommerce_cart_item_backorder_notification', '<p>Available on backorder</p>', 12 ) );
		same( '<p>Available on backorder</p>', apply_filters( 'woocommerce_cart_item_backorder_notification', '<p>Available on backorder</p>', 13 ) );
		same( 'y', apply_filters( 'woocommerce_cart_item_backorder_notification', 'y', 99 ) );
	}
);

test(
	'the order keeps the date that was shown, for machines and in words',
	function () {
		buyer( '' );
		$line = line( 'a', product( 12, published() ), 3 );
		same( array( '_backorder_shown' => '2026-12-03', 'Ships' => 'Thu 3 December' ), kept( $line ) );
		World::$locale = 'ja';
		same( array( '_backorder_shown' => '2026-12-03', '発送予定' => '12月3日(木)' ), kept( $line ) );
	}
);

test(
	'the order keeps nothing of what is here, of a day that has passed, or of too many',
	function () {
		buyer( '' );
		same( array(), kept( line( 'a', product( 12, published() ), 2 ) ) );
		buyer( 'JP' );
		same( array(), kept( line( 'a', product( 12, published() ), 5 ) ) );
		World::$today = '2026-12-11';
		same( array(), kept( line( 'a', product( 12, published() ), 1 ) ) );
	}
);

test(
	'no markup is kept on the order',
	function () {
		$kept = kept( line( 'a', product( 12, waits( '<script>x</script>' ) ), 1 ) );
		same( 'day of x', $kept['Ships'] );
	}
);

test(
	'the date for machines is not shown on the order\'s page',
	function () {
		same( array( '_qty', '_backorder_shown' ), apply_filters( 'woocommerce_hidden_order_itemmeta', array( '_qty' ) ) );
	}
);
