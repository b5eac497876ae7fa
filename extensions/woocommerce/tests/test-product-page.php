<?php
/** The date on a product's page. */

test(
	'the sentence stands where WooCommerce says that it is on backorder',
	function () {
		$product = product( 12, waits( 'On backorder: ships on Thu 3 December' ) );
		same( 'On backorder: ships on Thu 3 December', apply_filters( 'woocommerce_get_availability_text', 'Available on backorder', $product ) );
	}
);

test(
	'goods that are here say what WooCommerce says, and from how many on they wait',
	function () {
		$product = product( 12, published() );
		same( '2 in stock', apply_filters( 'woocommerce_get_availability_text', '2 in stock', $product ) );
		$html = apply_filters( 'woocommerce_get_stock_html', '<p class="stock">2 in stock</p>', $product );
		has( '<p class="stock">2 in stock</p><ul', $html );
		has( '<li>3 or more: On backorder: ships on Thu 3 December</li>', $html );
		has( '<li>8 or more: On backorder: ships on Thu 7 January 2027</li>', $html );
	}
);

test(
	'a buyer in a country with an end reads the end',
	function () {
		buyer( 'JP' );
		$html = apply_filters( 'woocommerce_get_stock_html', '', product( 12, published() ) );
		has( '<li>5 or more: Only 4 can be ordered now</li>', $html );
	}
);

test(
	'who ships to no address yet is asked for the country of the bill',
	function () {
		World::$shop->customer = new WC_Customer( '', 'JP' );
		same( 'On backorder: ships on Thu 10 December', apply_filters( 'woocommerce_get_availability_text', 'x', product( 12, published() ) ) );
	}
);

test(
	'a product that is sold by the dozen says the day of a dozen',
	function () {
		$product        = product( 12, published() );
		$product->least = 12;
		same( 'On backorder: ships on Thu 7 January 2027', apply_filters( 'woocommerce_get_availability_text', 'x', $product ) );
		same( '', preg_replace( '#<p.*</p>#', '', apply_filters( 'woocommerce_get_stock_html', '', $product ) ) );
	}
);

test(
	'a product that is sold in pairs says from which pair on another day holds',
	function () {
		$product        = product( 12, published() );
		$product->least = 2;
		has( '<li>3 or more: ', apply_filters( 'woocommerce_get_stock_html', '', $product ) );
	}
);

test(
	'a product without an offer is as it was',
	function () {
		$html = '<p class="stock">Available on backorder</p>';
		same( $html, apply_filters( 'woocommerce_get_stock_html', $html, product( 12 ) ) );
		same( 'x', apply_filters( 'woocommerce_get_availability_text', 'x', product( 12 ) ) );
		same( 'x', apply_filters( 'woocommerce_get_availability_text', 'x', null ) );
		same( array( 'a' => 1 ), apply_filters( 'woocommerce_available_variation', array( 'a' => 1 ), product( 16 ), product( 17 ) ) );
	}
);

test(
	'of goods that the shop does not sell no date is told, but that none is known is',
	function () {
		$product           = product( 12, waits( 'x', '2026-12-03', 'note' ) );
		$product->in_stock = false;
		same( 'Out of stock', apply_filters( 'woocommerce_get_availability_text', 'Out of stock', $product ) );
		same( '', apply_filters( 'woocommerce_get_stock_html', '', $product ) );
		same( array(), apply_filters( 'woocommerce_available_variation', array(), $product, $product ) );
		same( array(), apply_filters( 'woocommerce_structured_data_product_offer', array(), $product ) );
		$ended           = product( 13, array( 'regions' => array( '' => array( 'most' => 0, 'end' => array( 'en' => 'Sold out: no date is known yet' ), 'steps' => array() ) ) ) );
		$ended->in_stock = false;
		same( 'Sold out: no date is known yet', apply_filters( 'woocommerce_get_availability_text', 'Out of stock', $ended ) );
	}
);

test(
	'a variation brings its own sentence, so that another choice changes it',
	function () {
		$parent = product( 16, waits( 'of the parent' ) );
		$small  = product( 17, waits( 'of the small one' ) );
		same( 'of the small one', apply_filters( 'woocommerce_get_availability_text', 'x', $small ) );
		$data = apply_filters( 'woocommerce_available_variation', array( 'variation_id' => 17 ), $parent, $small );
		same( array( 'variation_id' => 17, 'backorder_connector' => 'of the small one' ), $data );
	}
);

test(
	'a variation whose parent counts the stock has the sentence of the parent',
	function () {
		product( 19, waits( 'of the parent' ) );
		$red         = product( 20, waits( 'left over from before' ) );
		$red->parent = 19;
		same( 'of the parent', apply_filters( 'woocommerce_get_availability_text', 'x', $red ) );
		unset( World::$products[19] );
		same( 'x', apply_filters( 'woocommerce_get_availability_text', 'x', $red ) );
	}
);

test(
	'markup in a sentence or a note is text',
	function () {
		$product = product( 12, waits( '<script>alert(1)</script>', '2026-12-03', '<img src=x onerror=alert(1)>' ) );
		same( '&lt;script&gt;alert(1)&lt;/script&gt;', apply_filters( 'woocommerce_get_availability_text', 'x', $product ) );
		$html = apply_filters( 'woocommerce_get_stock_html', '', $product );
		has( '&lt;img src=x onerror=alert(1)&gt;', $html );
		lacks( '<img', $html );
		$data = apply_filters( 'woocommerce_available_variation', array(), $product, $product );
		lacks( '<script', $data['backorder_connector'] );
	}
);

test(
	'the note is read beside a date, and is not said of what has none',
	function () {
		$html = apply_filters( 'woocommerce_get_stock_html', '', product( 12, published() ) );
		has( '<p class="backorder-connector-note">Made by hand &amp; &lt;b&gt;slowly&lt;/b&gt;</p>', $html );
		World::$today = '2026-12-24';
		same( '', apply_filters( 'woocommerce_get_stock_html', '', product( 13, waits( 'x', '2026-12-23', 'note' ) ) ) );
	}
);

test(
	'search engines read that it is on backorder, and from which day it ships',
	function () {
		$was    = array( '@type' => 'Offer', 'availability' => 'https://schema.org/InStock' );
		$markup = apply_filters( 'woocommerce_structured_data_product_offer', $was, product( 12, waits( 'x' ) ) );
		same( array( '@type' => 'Offer', 'availability' => 'https://schema.org/BackOrder', 'availabilityStarts' => '2026-12-03' ), $markup );
		same( $was, apply_filters( 'woocommerce_structured_data_product_offer', $was, product( 13, published() ) ) );
	}
);
