<?php
/** The fields that a merchant fills in. */

/** Saves a product's form. */
function saved( WC_Product $product, array $typed ): array {
	$_POST = $typed;
	do_action( 'woocommerce_admin_process_product_object', $product );
	return $product->meta;
}

test(
	'a product has both fields, filled with what is kept',
	function () {
		$GLOBALS['product_object']       = product( 12 );
		$GLOBALS['product_object']->meta = array( '_backorder_lead_days' => '14', '_backorder_note' => 'by hand' );
		$html                            = written( fn() => do_action( 'woocommerce_product_options_inventory_product_data' ) );
		same( '<div class="options_group"></div>', $html );
		same( array( array( '_backorder_lead_days', '14' ), array( '_backorder_note', 'by hand' ) ), array_map( fn( $field ) => array( $field['id'], $field['value'] ), World::$fields ) );
	}
);

test(
	'a variation has fields of its own, and none where there is no product',
	function () {
		product( 17 );
		do_action( 'woocommerce_product_after_variable_attributes', 3, array(), new WP_Post( 17 ) );
		same( array( '_backorder_lead_days_variation[3]', '_backorder_note_variation[3]' ), array_column( World::$fields, 'name' ) );
		do_action( 'woocommerce_product_after_variable_attributes', 3, array(), new WP_Post( 99 ) );
		do_action( 'woocommerce_product_options_inventory_product_data' );
		same( 2, count( World::$fields ) );
	}
);

test(
	'what was typed is kept, cleaned',
	function () {
		World::$may = array( 'edit_product' );
		same( array( '_backorder_lead_days' => '14', '_backorder_note' => 'by "hand"' ), saved( product( 12 ), array( '_backorder_lead_days' => ' 14 ', '_backorder_note' => "by <script>\n</script> \\\"hand\\\"" ) ) );
		same( 300, mb_strlen( saved( product( 12 ), array( '_backorder_note' => str_repeat( 'あ', 400 ) ) )['_backorder_note'] ) );
	}
);

test(
	'an empty field is taken off, and one that was not sent stays',
	function () {
		World::$may    = array( 'edit_product' );
		$product       = product( 12 );
		$product->meta = array( '_backorder_lead_days' => '14', '_backorder_note' => 'by hand' );
		same( array( '_backorder_note' => 'by hand' ), saved( $product, array( '_backorder_lead_days' => '' ) ) );
		same( array(), saved( $product, array( '_backorder_note' => ' ' ) ) );
	}
);

test(
	'a lead time that is none changes nothing',
	function () {
		World::$may = array( 'edit_product' );
		foreach ( array( '-1', '1.5', 'soon', '731', '99999', array( '7' ), '7 days' ) as $typed ) {
			$product       = product( 12 );
			$product->meta = array( '_backorder_lead_days' => '14' );
			same( array( '_backorder_lead_days' => '14' ), saved( $product, array( '_backorder_lead_days' => $typed ) ) );
		}
		same( array( '_backorder_lead_days' => '0' ), saved( product( 12 ), array( '_backorder_lead_days' => '0' ) ) );
		same( array( '_backorder_lead_days' => '730' ), saved( product( 12 ), array( '_backorder_lead_days' => '730' ) ) );
	}
);

test(
	'who may not edit the product changes nothing',
	function () {
		same( array(), saved( product( 12 ), array( '_backorder_lead_days' => '14', '_backorder_note' => 'x' ) ) );
	}
);

test(
	'each variation is saved from its own place in the form',
	function () {
		World::$may = array( 'edit_product' );
		$_POST      = array( '_backorder_lead_days_variation' => array( '7', '9' ), '_backorder_note_variation' => array( 'a', 'b' ) );
		$small      = product( 17 );
		do_action( 'woocommerce_admin_process_variation_object', $small, 1 );
		same( array( '_backorder_lead_days' => '9', '_backorder_note' => 'b' ), $small->meta );
		do_action( 'woocommerce_admin_process_variation_object', $small, 5 );
		same( '9', $small->meta['_backorder_lead_days'] );
	}
);
