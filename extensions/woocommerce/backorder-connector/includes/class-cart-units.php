<?php
/**
 * How many units of one stock a cart wants.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Lines that are served from one stock are served one after the other. */
final class Cart_Units {

	/**
	 * Units that have to be there for this line: its own, and those of the lines before it from the same stock.
	 *
	 * @param array  $line A line of the cart, with its product in `data`.
	 * @param string $key  The line's key in the cart; empty where it is not known.
	 */
	public static function up_to( array $line, string $key ): int {
		$units = self::units( $line );
		$lines = function_exists( 'WC' ) && ( WC()->cart ?? null ) instanceof \WC_Cart ? WC()->cart->get_cart() : array();
		if ( '' === $key || ! isset( $lines[ $key ] ) ) {
			return $units;
		}
		foreach ( $lines as $other_key => $other ) {
			if ( (string) $other_key === $key ) {
				break;
			}
			$units += self::stock( $other ) === self::stock( $line ) ? self::units( $other ) : 0;
		}
		return $units;
	}

	/** The units of a line: a part of one needs a whole one. */
	private static function units( array $line ): int {
		return (int) ceil( (float) ( $line['quantity'] ?? 0 ) );
	}

	/** Whose stock serves a line. */
	private static function stock( array $line ): int {
		$product = $line['data'] ?? null;
		return $product instanceof \WC_Product ? (int) $product->get_stock_managed_by_id() : 0;
	}
}
