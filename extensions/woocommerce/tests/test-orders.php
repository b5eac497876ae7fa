<?php
/** What the merchant and the buyer see of an order. */

/** An order with a record. */
function order( int $id, $record ): WC_Order {
	$order = new WC_Order( $id );
	if ( null !== $record ) {
		$order->meta['_backorder_connector'] = $record;
	}
	return $order;
}

/** A line of a record. */
function owed( int $owed, int $ready, ?string $on, array $more = array() ): array {
	return array_merge(
		array(
			'title'        => 'Lamp <b>',
			'sku'          => 'L&1',
			'owed'         => $owed,
			'ready'        => $ready,
			'promised_for' => $on,
			'rests_on'     => 'the delivery of <2 December>',
		),
		$more
	);
}

/** The column of an order. */
function cell( $order, string $hook = 'manage_woocommerce_page_wc-orders_custom_column' ): string {
	return written( fn() => do_action( $hook, 'backorder_connector', $order ) );
}

const LISTS = array( 'manage_woocommerce_page_wc-orders_columns', 'manage_edit-shop_order_columns' );
const ASKS  = 'woocommerce_order_list_table_prepare_items_query_args';

test(
	'the plugin says that it works with orders in tables of their own and with blocks',
	function () {
		same( array( 'custom_order_tables' => array( 'backorder-connector.php', true ), 'cart_checkout_blocks' => array( 'backorder-connector.php', true ) ), World::$declared );
	}
);

test(
	'both lists of orders have the column, behind the status',
	function () {
		foreach ( LISTS as $hook ) {
			same( array( 'order_number', 'order_status', 'backorder_connector', 'order_total' ), array_keys( apply_filters( $hook, array( 'order_number' => 'Order', 'order_status' => 'Status', 'order_total' => 'Total' ) ) ) );
			same( array( 'a', 'backorder_connector' ), array_keys( apply_filters( $hook, array( 'a' => 'A' ) ) ) );
		}
	}
);

test(
	'the column says what is owed, when, and what is ready',
	function () {
		$record = array( '7' => owed( 2, 0, '2026-12-10' ), '8' => owed( 1, 1, '2026-12-03' ) );
		same( '3 owed<br>Thu 3 December, Thu 10 December<br>1 ready', cell( order( 1, $record ) ) );
		same( '3 owed<br>Thu 3 December, Thu 10 December<br>1 ready', cell( 1, 'manage_shop_order_posts_custom_column' ) );
		same( '1 owed', cell( order( 2, array( '7' => owed( 1, 0, null ) ) ) ) );
		World::$locale = 'ja';
		same( '未発送 3点<br>12月3日(木), 12月10日(木)<br>発送準備完了 1点', cell( World::$orders[1] ) );
	}
);

test(
	'an order without a record, or with a strange one, is empty there',
	function () {
		foreach ( array( null, '', 'x', 7, array( 'x' ), array( '7' => array() ), array( '7' => array( 'owed' => 'many' ) ), array( '7' => owed( 0, 0, '2026-12-03' ) ) ) as $strange ) {
			same( '&ndash;', cell( order( 1, $strange ) ) );
		}
		same( '&ndash;', cell( 99, 'manage_shop_order_posts_custom_column' ) );
		same( '', written( fn() => do_action( 'manage_woocommerce_page_wc-orders_custom_column', 'order_total', order( 1, null ) ) ) );
	}
);

test(
	'a date that is none is not shown, and the year is said when it is another',
	function () {
		same( '1 owed', cell( order( 1, array( '7' => owed( 1, 0, '<b>' ) ) ) ) );
		same( '1 owed<br>Thu 7 January 2027', cell( order( 1, array( '7' => owed( 1, 0, '2027-01-07' ) ) ) ) );
	}
);

test(
	'the filter is offered for orders only, and shows what was chosen',
	function () {
		$_GET['backorder_connector'] = 'ready';
		foreach ( array( 'woocommerce_order_list_table_restrict_manage_orders', 'restrict_manage_posts' ) as $hook ) {
			$html = written( fn() => do_action( $hook, 'shop_order', 'top' ) );
			has( '<label class="screen-reader-text" for="filter-by-backorder">', $html );
			has( '<option value="ready" selected=\'selected\'>', $html );
			same( 4, substr_count( $html, '<option' ) );
			same( '', written( fn() => do_action( $hook, 'post', 'top' ) ) );
		}
	}
);

test(
	'owed, ready and none narrow the query of orders in tables of their own',
	function () {
		same( array( 'limit' => 20 ), apply_filters( ASKS, array( 'limit' => 20 ) ) );
		foreach ( array( 'owed', 'ready' ) as $asked ) {
			$_GET['backorder_connector'] = $asked;
			$clause                      = array( 'key' => '_backorder_connector', 'value' => '"' . $asked . '";i:[1-9]', 'compare' => 'REGEXP' );
			same( array( 'limit' => 20, 'meta_query' => array( $clause ) ), apply_filters( ASKS, array( 'limit' => 20 ) ) );
		}
		$_GET['backorder_connector'] = 'none';
		same( array( array( 'key' => '_backorder_connector', 'compare' => 'NOT EXISTS' ) ), apply_filters( ASKS, array() )['meta_query'] );
	}
);

test(
	'the query finds a record as WordPress keeps it',
	function () {
		$kept = serialize( array( '7' => owed( 12, 0, '2026-12-03' ) ) );
		foreach ( array( 'owed' => 1, 'ready' => 0 ) as $asked => $finds ) {
			$_GET['backorder_connector'] = $asked;
			same( $finds, preg_match( '/' . apply_filters( ASKS, array() )['meta_query'][0]['value'] . '/', $kept ) );
		}
	}
);

test(
	'a query that others narrowed stays narrowed, and a choice that we do not know changes nothing',
	function () {
		$theirs                      = array( array( 'key' => 'theirs' ) );
		$_GET['backorder_connector'] = 'owed';
		$whole                       = apply_filters( ASKS, array( 'meta_query' => $theirs ) )['meta_query'];
		same( 'AND', $whole['relation'] );
		same( $theirs, $whole[0] );
		same( 'REGEXP', $whole[1]['compare'] );
		foreach ( array( "owed' OR 1=1", array( 'owed' ), 'x' ) as $strange ) {
			$_GET['backorder_connector'] = $strange;
			same( array(), apply_filters( ASKS, array() ) );
		}
	}
);

test(
	'orders that are posts are narrowed in the admin, and nothing else is',
	function () {
		$_GET['backorder_connector'] = 'owed';
		same( array( 'post_type' => 'shop_order' ), apply_filters( 'request', array( 'post_type' => 'shop_order' ) ) );
		World::$admin = true;
		same( 'REGEXP', apply_filters( 'request', array( 'post_type' => 'shop_order' ) )['meta_query'][0]['compare'] );
		same( array( 'post_type' => 'product' ), apply_filters( 'request', array( 'post_type' => 'product' ) ) );
		same( array(), apply_filters( 'request', array() ) );
	}
);

test(
	'an order\'s box says what is owed and what its date rests on, escaped',
	function () {
		do_action( 'add_meta_boxes' );
		same( array( 'shop_order', 'woocommerce_page_wc-orders' ), array_keys( World::$boxes ) );
		$show = World::$boxes['woocommerce_page_wc-orders'][1];
		$html = written( fn() => $show( order( 5, array( '7' => owed( 2, 1, '2026-12-03' ) ) ) ) );
		same( '<ul><li><strong>Lamp &lt;b&gt; (L&amp;1)</strong><br>1 set aside, ready to ship<br>2 owed: Thu 3 December<br>the delivery of &lt;2 December&gt;</li></ul>', $html );
		same( $html, written( fn() => $show( new WP_Post( 5 ) ) ) );
		has( 'Nothing on this order', written( fn() => $show( order( 6, null ) ) ) );
		has( 'no date is known yet', written( fn() => $show( order( 6, array( '7' => owed( 2, 0, null ) ) ) ) ) );
	}
);

test(
	'the buyer\'s list of orders has the days, before the buttons',
	function () {
		$columns = apply_filters( 'woocommerce_my_account_my_orders_columns', array( 'order-number' => 'Order', 'order-actions' => 'Actions' ) );
		same( array( 'order-number', 'backorder-connector', 'order-actions' ), array_keys( $columns ) );
		$hook = 'woocommerce_my_account_my_orders_column_backorder-connector';
		same( 'Thu 3 December', written( fn() => do_action( $hook, order( 1, array( '7' => owed( 1, 0, '2026-12-03' ) ) ) ) ) );
		same( '&ndash;', written( fn() => do_action( $hook, order( 1, null ) ) ) );
	}
);

test(
	'the buyer\'s order says when the rest ships, escaped, and nothing of what it rests on',
	function () {
		$hook = 'woocommerce_order_details_after_order_table';
		$html = written( fn() => do_action( $hook, order( 1, array( '7' => owed( 2, 1, '2026-12-03' ), '8' => owed( 1, 0, null ) ) ) ) );
		has( '<tr><td>Lamp &lt;b&gt; × 1</td><td>Ready to ship</td></tr><tr><td>Lamp &lt;b&gt; × 2</td><td>Thu 3 December</td></tr>', $html );
		has( '<td>No date is known yet</td>', $html );
		lacks( 'delivery of', $html );
		same( '', written( fn() => do_action( $hook, order( 1, null ) ) ) );
	}
);

test(
	'words that were published for a line win over our own, in the page\'s language',
	function () {
		$words = array( 'day' => array( 'en' => 'the 3rd', 'ja' => '三日' ), 'text' => array( 'en' => 'Ships on the 3rd', 'ja' => '三日に発送予定' ) );
		$order = order( 1, array( '7' => owed( 2, 0, '2026-12-03', $words ) ) );
		same( '2 owed<br>the 3rd', cell( $order ) );
		World::$locale = 'ja';
		has( '<td>三日に発送予定</td>', written( fn() => do_action( 'woocommerce_order_details_after_order_table', $order ) ) );
	}
);

test(
	'a record that the connector published is read whole',
	function () {
		$order = order( 1, json_decode( file_get_contents( __DIR__ . '/fixtures/record.json' ), true, 512, JSON_THROW_ON_ERROR ) );
		same( '2 owed<br>Thu 3 December<br>1 ready', cell( $order ) );
		World::$locale = 'ja';
		same( '未発送 2点<br>12月3日(木)<br>発送準備完了 1点', cell( $order ) );
		has( '<td>入荷待ち：12月3日(木)に発送予定</td>', written( fn() => do_action( 'woocommerce_order_details_after_order_table', $order ) ) );
	}
);
