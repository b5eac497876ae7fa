<?php
/** Goods that cannot be ordered lead to the waitlist. */

/** An offer of nothing. */
function published_end(): array {
	return array( 'regions' => array( '' => array( 'most' => 0, 'end' => array( 'en' => 'Sold out' ), 'steps' => array() ) ) );
}

/** What stands below a product's stock. */
function below( WC_Product $product ): string {
	return apply_filters( 'woocommerce_get_stock_html', '', $product );
}

const LIST_ADDRESS = 'https://connector.example/storefront/v1/key/waitlist';

test(
	'goods that cannot be ordered are linked to the waitlist once the merchant gave its address',
	function () {
		same( '', below( product( 12, published_end() ) ) );
		World::$options['backorder_connector_public_url'] = LIST_ADDRESS;
		same( '<p class="backorder-connector-waitlist"><a href="' . LIST_ADDRESS . '?item=12&#038;quantity=1&#038;lang=en">Tell me when it can be ordered</a></p>', below( product( 12, published_end() ) ) );
		World::$locale = 'ja';
		has( 'lang=ja">', below( product( 12, published_end() ) ) );
	}
);

test(
	'goods that can be ordered, and goods that nobody published, are not',
	function () {
		World::$options['backorder_connector_public_url'] = LIST_ADDRESS;
		lacks( 'waitlist', below( product( 12, waits( 'x' ) ) ) );
		lacks( 'waitlist', below( product( 12, published() ) ) );
		same( '', below( product( 12 ) ) );
	}
);

test(
	'goods that the shop takes no order for are linked as well',
	function () {
		World::$options['backorder_connector_public_url'] = LIST_ADDRESS;
		$product           = product( 12, waits( 'x' ) );
		$product->in_stock = false;
		$product->least    = 6;
		has( 'item=12&#038;quantity=6', below( $product ) );
	}
);

test(
	'a variation is named behind its product, and one whose parent counts by its parent',
	function () {
		World::$options['backorder_connector_public_url'] = LIST_ADDRESS;
		$small         = product( 17, published_end() );
		$small->family = 16;
		has( 'item=16%2F17&', below( $small ) );
		product( 19, published_end() );
		$red         = product( 20 );
		$red->family = 19;
		$red->parent = 19;
		has( 'item=19&', below( $red ) );
	}
);

test(
	'what is no https address is no link',
	function () {
		foreach ( array( 'javascript:alert(1)', 'http://x.example', array( LIST_ADDRESS ), '' ) as $kept ) {
			World::$options['backorder_connector_public_url'] = $kept;
			same( '', below( product( 12, published_end() ) ) );
		}
	}
);
