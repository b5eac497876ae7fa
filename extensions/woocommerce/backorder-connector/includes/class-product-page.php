<?php
/**
 * The date on a product's page.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/**
 * It stands where WooCommerce says whether there is stock, so that every theme has a place for it. A variation's
 * comes with the variation: choosing another one changes it.
 */
final class Product_Page {

	/** Hooks. */
	public static function register(): void {
		add_filter( 'woocommerce_get_availability_text', array( self::class, 'text' ), 20, 2 );
		add_filter( 'woocommerce_get_stock_html', array( self::class, 'html' ), 20, 2 );
		add_filter( 'woocommerce_available_variation', array( self::class, 'variation' ), 20, 3 );
	}

	/**
	 * The sentence in the place of WooCommerce's own, escaped as that is.
	 *
	 * @param mixed $text    WooCommerce's.
	 * @param mixed $product A product or variation.
	 */
	public static function text( $text, $product ) {
		$said = self::said( $product );
		return '' === $said ? $text : esc_html( $said );
	}

	/**
	 * Below it: from how many units on another day holds, and the merchant's note; or the waitlist.
	 *
	 * @param mixed $html    WooCommerce's.
	 * @param mixed $product A product or variation.
	 */
	public static function html( $html, $product ) {
		$offer = Offer::of( $product, Buyer::country() );
		if ( ! $offer ) {
			return $html;
		}
		$fewest = self::fewest( $product );
		if ( ! $product->is_in_stock() || ! $offer->step_for( $fewest ) ) {
			return $html . Waitlist::link( $product, $fewest );
		}
		$further = $offer->further( $fewest );
		$waits   = '' !== self::said( $product );
		return $html . self::further( $further ) . ( $offer->note && ( $waits || $further ) ? self::note( $offer->note ) : '' );
	}

	/**
	 * What a theme that draws variations by itself may read: the sentence for the fewest units.
	 *
	 * @param mixed $data      WooCommerce's, for its script.
	 * @param mixed $parent    The variable product.
	 * @param mixed $variation The variation.
	 */
	public static function variation( $data, $parent, $variation ) {
		$said = self::said( $variation );
		if ( '' !== $said && is_array( $data ) ) {
			$data['backorder_connector'] = esc_html( $said );
		}
		return $data;
	}

	/** The sentence for the fewest units; of goods that the shop does not sell no date is told. Not escaped. */
	private static function said( $product ): string {
		$offer = Offer::of( $product, Buyer::country() );
		if ( ! $offer ) {
			return '';
		}
		$fewest = self::fewest( $product );
		return $product->is_in_stock() || ! $offer->step_for( $fewest ) ? $offer->sentence_for( $fewest ) : '';
	}

	/** The fewest units that can be ordered. */
	private static function fewest( $product ): int {
		return max( 1, (int) ceil( (float) $product->get_min_purchase_quantity() ) );
	}

	/** A list of sentences, by the number of units from which each holds. */
	private static function further( array $said ): string {
		$rows = '';
		foreach ( $said as $from => $sentence ) {
			/* translators: 1: a number of units. 2: a sentence on when they ship. */
			$row   = sprintf( __( '%1$d or more: %2$s', 'backorder-connector' ), $from, $sentence );
			$rows .= '<li>' . esc_html( $row ) . '</li>';
		}
		return '' === $rows ? '' : '<ul class="backorder-connector-further">' . $rows . '</ul>';
	}

	/** The merchant's note. */
	private static function note( string $note ): string {
		return '<p class="backorder-connector-note">' . esc_html( $note ) . '</p>';
	}
}
