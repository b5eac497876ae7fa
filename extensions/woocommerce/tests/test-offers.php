<?php
/** What is read of what was published, and what is never shown. */

use BackorderConnector\Offer;

/** An offer as the connector's own code publishes it. */
function published(): array {
	return json_decode( file_get_contents( __DIR__ . '/fixtures/offer.json' ), true, 512, JSON_THROW_ON_ERROR );
}

/** An offer with one sentence, from the first unit on. */
function waits( string $text, string $on = '2026-12-03', string $note = '' ): array {
	$step = array(
		'reach' => null,
		'on'    => $on,
		'now'   => false,
		'day'   => array( 'en' => "day of $text" ),
		'text'  => array( 'en' => $text ),
	);
	return array(
		'regions' => array(
			'' => array(
				'most'  => null,
				'end'   => array(),
				'steps' => array( $step ),
			),
		),
		'note'    => $note,
	);
}

/** A product with an offer. */
function product( int $id, $offer = null, string $name = 'Lamp' ): WC_Product {
	$product = new WC_Product( $id, $name );
	if ( null !== $offer ) {
		$product->meta['_backorder_connector_offer'] = $offer;
	}
	return $product;
}

/** A buyer in a country, with a cart. */
function buyer( string $country ): void {
	World::$shop->customer = new WC_Customer( $country );
	World::$shop->cart     = new WC_Cart();
}

test(
	'an offer that the connector published is read step by step',
	function () {
		$offer = Offer::read( published(), '' );
		same( '', $offer->sentence_for( 2 ) );
		same( 'On backorder: ships on Thu 3 December', $offer->sentence_for( 3 ) );
		same( 'On backorder: ships on Thu 3 December', $offer->sentence_for( 7 ) );
		same( 'On backorder: ships on Thu 7 January 2027', $offer->sentence_for( 8 ) );
		same( 'On backorder: ships on Thu 7 January 2027', $offer->sentence_for( 100000 ) );
	}
);

test(
	'a country with an offer of its own has that one, and every other the one for everybody else',
	function () {
		same( 'On backorder: ships on Thu 10 December', Offer::read( published(), 'JP' )->sentence_for( 1 ) );
		same( 'Only 4 can be ordered now', Offer::read( published(), 'JP' )->sentence_for( 5 ) );
		same( 'On backorder: ships on Thu 3 December', Offer::read( published(), 'DE' )->sentence_for( 5 ) );
	}
);

test(
	'a Japanese page says it in Japanese, and every other one in English',
	function () {
		foreach ( array( 'ja' => '入荷待ち：12月3日(木)に発送予定', 'ja_JP' => '入荷待ち：12月3日(木)に発送予定', 'de_DE' => 'On backorder: ships on Thu 3 December', 'jam' => 'On backorder: ships on Thu 3 December' ) as $locale => $said ) {
			World::$locale = $locale;
			same( $said, Offer::read( published(), '' )->sentence_for( 3 ) );
		}
	}
);

test(
	'a day that has passed is not shown, and today is',
	function () {
		World::$today = '2026-12-03';
		same( 'On backorder: ships on Thu 3 December', Offer::read( published(), '' )->sentence_for( 3 ) );
		World::$today = '2026-12-04';
		same( '', Offer::read( published(), '' )->sentence_for( 3 ) );
		same( null, Offer::read( published(), '' )->shown_for( 3 ) );
	}
);

test(
	'an offer that is kept as text is read as well',
	function () {
		same( 'On backorder: ships on Thu 3 December', Offer::read( json_encode( published() ), '' )->sentence_for( 3 ) );
	}
);

test(
	'what cannot be read is not shown, also not in part',
	function () {
		$step    = waits( 'x' )['regions']['']['steps'][0];
		$strange = array( null, '', 'text', 7, array(), array( 'regions' => 'x' ), array( 'regions' => array( '' => 1 ) ), new stdClass() );
		foreach ( array( array( 'on' => '2026-13-40' ), array( 'on' => array() ), array( 'now' => 'no' ), array( 'reach' => '5' ) ) as $wrong ) {
			$strange[] = array( 'regions' => array( '' => array( 'steps' => array( $step, array_merge( $step, $wrong ) ) ) ) );
		}
		$strange[] = array( 'regions' => array( '' => array( 'steps' => array( 'x' ) ) ) );
		foreach ( $strange as $body ) {
			same( null, Offer::read( $body, '' ) );
		}
	}
);

test(
	'without words there is nothing to show and nothing to keep',
	function () {
		$body = waits( 'x' );
		$body['regions']['']['steps'][0]['text'] = array( 'en' => array( 'x' ) );
		same( '', Offer::read( $body, '' )->sentence_for( 1 ) );
		same( null, Offer::read( $body, '' )->shown_for( 1 ) );
	}
);
