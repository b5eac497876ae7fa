<?php
/**
 * The date is kept on the order's line.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** What the buyer was shown stays with the order, for both. Both checkouts pass here. */
final class Checkout {

	/** Hooks. */
	public static function register(): void {
		add_action( 'woocommerce_checkout_create_order_line_item', array( self::class, 'keep' ), 20, 4 );
		add_filter( 'woocommerce_hidden_order_itemmeta', array( self::class, 'hide' ) );
	}

	/**
	 * Writes the date, and the day in words, on a line that waits.
	 *
	 * @param mixed $item  The order's line.
	 * @param mixed $key   The line's key in the cart.
	 * @param mixed $line  The line of the cart.
	 * @param mixed $order The order.
	 */
	public static function keep( $item, $key, $line, $order ): void {
		if ( ! is_array( $line ) ) {
			return;
		}
		$offer = Offer::of( $line['data'] ?? null, Buyer::country() );
		$step  = $offer ? $offer->shown_for( Cart_Units::up_to( $line, (string) $key ) ) : null;
		if ( ! $step ) {
			return;
		}
		$item->add_meta_data( SHOWN_META, $step->on, true );
		$item->add_meta_data( __( 'Ships', 'backorder-connector' ), sanitize_text_field( $step->day() ), true );
	}

	/**
	 * The date for machines is not shown beside the one in words.
	 *
	 * @param mixed $hidden Names of meta that the order's page leaves out.
	 */
	public static function hide( $hidden ) {
		return is_array( $hidden ) ? array_merge( $hidden, array( SHOWN_META ) ) : $hidden;
	}
}
