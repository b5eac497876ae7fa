<?php
/** The page of products that wait. */

/** The page, with these products found. */
function shown( array $products, array $attributes = array() ): string {
	World::$found = array_map( fn( $product ) => $product->id, $products );
	return Hooks::$shortcodes['backorder_items']( $attributes ?: '' );
}

/** The structured data in a page. */
function described( string $page ): array {
	preg_match( '#<script type="application/ld\+json">(.*)</script>$#s', $page, $found );
	return json_decode( $found[1], true, 512, JSON_THROW_ON_ERROR );
}

test(
	'each product is shown with picture, price, delivery time and a link to order it',
	function () {
		$page = shown( array( product( 12, waits( 'On backorder: ships on Thu 3 December', '2026-12-03', 'by <hand>' ) ) ) );
		has( '<img src="https://shop.example/12.jpg" alt="">', $page );
		has( '<bdi>$120</bdi>', $page );
		has( '<dt>Delivery time</dt><dd><time datetime="2026-12-03">On backorder: ships on Thu 3 December</time></dd>', $page );
		has( 'by &lt;hand&gt;', $page );
		has( '<a class="button" href="https://shop.example/product/12/?a=1&#038;b=2">Order', $page );
	}
);

test(
	'a Japanese page says the delivery time by its name in law',
	function () {
		World::$locale = 'ja';
		buyer( 'JP' );
		$page = shown( array( product( 12, published() ) ) );
		has( '<dt>引渡時期</dt><dd><time datetime="2026-12-10">入荷待ち：12月10日(木)に発送予定</time></dd>', $page );
	}
);

test(
	'a product without a delivery time, hidden, not sold, or here for this buyer is not shown',
	function () {
		$hidden          = product( 14, waits( 'x' ) );
		$hidden->visible = false;
		$ended           = product( 16, waits( 'x' ) );
		$ended->in_stock = false;
		$page            = shown( array( product( 12, waits( 'x', '2026-11-22' ) ), product( 13 ), $hidden, product( 15, published() ), $ended ) );
		same( '<p class="backorder-connector-none">Nothing is on backorder now.</p>', $page );
	}
);

test(
	'all are found in one query, a page at a time',
	function () {
		$_GET['backorder_page'] = '3';
		World::$pages           = 7;
		$page                   = shown( array( product( 12, waits( 'x' ) ) ), array( 'per_page' => '500', 'columns' => '99' ) );
		same( 1, count( World::$queries ) );
		same( array( 48, 3, 'publish' ), array( World::$queries[0]['posts_per_page'], World::$queries[0]['paged'], World::$queries[0]['post_status'] ) );
		has( 'columns-6', $page );
		has( '3 of 7', $page );
		$_GET['backorder_page'] = array( 'x' );
		shown( array() );
		same( 1, World::$queries[1]['paged'] );
	}
);

test(
	'the query finds what waits, and not what is on hand somewhere or hidden in the shop',
	function () {
		shown( array() );
		$finds = function ( array $offer ): bool {
			list( , $waits, $here ) = array_values( World::$queries[0]['meta_query'] );
			$kept                   = serialize( $offer );
			same( array( 'LIKE', 'NOT LIKE' ), array( $waits['compare'], $here['compare'] ) );
			return str_contains( $kept, $waits['value'] ) && ! str_contains( $kept, $here['value'] );
		};
		same( true, $finds( waits( 'x' ) ) );
		same( false, $finds( published() ) );
		same( array( 'product_visibility', array( 'exclude-from-catalog' ), 'NOT IN' ), array( World::$queries[0]['tax_query'][0]['taxonomy'], World::$queries[0]['tax_query'][0]['terms'], World::$queries[0]['tax_query'][0]['operator'] ) );
	}
);

test(
	'search engines read the day, and a title cannot end the script',
	function () {
		$lamp        = product( 12, waits( 'x' ), 'Lamp </script><script>alert(1)</script> "&' );
		$lamp->image = 9;
		$lamp->sku   = '</script><script>';
		$page        = shown( array( $lamp ) );
		same( 1, substr_count( $page, '<script' ) );
		same( 1, substr_count( $page, '</script' ) );
		has( 'Lamp &lt;/script&gt;', $page );
		$found = described( $page )['@graph'][0];
		same( 'Product', $found['@type'] );
		same( array( 'https://shop.example/image-9.jpg', '</script><script>' ), array( $found['image'], $found['sku'] ) );
		same(
			array(
				'@type'              => 'Offer',
				'url'                => 'https://shop.example/product/12/?a=1&b=2',
				'price'              => '120.00',
				'priceCurrency'      => 'USD',
				'availability'       => 'https://schema.org/BackOrder',
				'availabilityStarts' => '2026-12-03',
			),
			$found['offers']
		);
	}
);

test(
	'a product without a price has none in its description',
	function () {
		$lamp        = product( 12, waits( 'x' ) );
		$lamp->price = '';
		same( array( '@type', 'url', 'availability', 'availabilityStarts' ), array_keys( described( shown( array( $lamp ) ) )['@graph'][0]['offers'] ) );
	}
);

test(
	'what is in stock instead is linked where it was published, and only what is',
	function () {
		$offer          = waits( 'x' );
		$here           = product( 21, null, 'Candle <b>' );
		$here->waits    = false;
		product( 22, null, 'Torch' );
		$offer['alternatives'] = array( '21', 22, 'x', array( 1 ), 99 );
		$page                  = shown( array( product( 12, $offer ) ) );
		has( '>Candle &lt;b&gt;</a>', $page );
		lacks( 'Torch', $page );
		lacks( 'In stock now', shown( array( product( 12, waits( 'x' ) ) ) ) );
	}
);
