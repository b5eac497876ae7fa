<?php
/**
 * The date in the cart and at the checkout.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** The same sentence, for as many units as the line has. The blocks read the same filter. */
final class Cart {

	/** Hooks. */
	public static function register(): void {
		add_filter( 'woocommerce_get_item_data', array( self::class, 'line' ), 20, 2 );
		add_filter( 'woocommerce_cart_item_backorder_notification', array( self::class, 'notification' ), 20, 2 );
	}

	/**
	 * Adds the sentence to a line's data.
	 *
	 * @param mixed $data WooCommerce's list of `key` and `value`.
	 * @param mixed $line A line of the cart.
	 */
	public static function line( $data, $line ) {
		$said = is_array( $line ) ? self::sentence( $line ) : '';
		if ( '' !== $said && is_array( $data ) ) {
			$data[] = array(
				'key'   => esc_html__( 'Availability', 'backorder-connector' ),
				'value' => esc_html( $said ),
			);
		}
		return $data;
	}

	/**
	 * WooCommerce's own "Available on backorder" goes where the line says more.
	 *
	 * @param mixed $html       WooCommerce's.
	 * @param mixed $product_id The product of the line, not its variation.
	 */
	public static function notification( $html, $product_id ) {
		$lines = function_exists( 'WC' ) && ( WC()->cart ?? null ) instanceof \WC_Cart ? WC()->cart->get_cart() : array();
		$lines = array_filter( $lines, fn( $line ) => (int) ( $line['product_id'] ?? 0 ) === (int) $product_id );
		$said  = array_filter( array_map( array( self::class, 'sentence' ), $lines ), 'strlen' );
		return $lines && count( $said ) === count( $lines ) ? '' : $html;
	}

	/** What is said of a line. Not escaped. */
	private static function sentence( array $line ): string {
		$offer = Offer::of( $line['data'] ?? null, Buyer::country() );
		return $offer ? $offer->sentence_for( Cart_Units::up_to( $line, (string) ( $line['key'] ?? '' ) ) ) : '';
	}
}
