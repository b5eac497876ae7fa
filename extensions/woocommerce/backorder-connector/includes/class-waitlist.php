<?php
/**
 * A link to the shop's waitlist.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** For goods that cannot be ordered, once the merchant gave the list's address. */
final class Waitlist {

	/** The link for so many units of a product; empty where no address was given. */
	public static function link( \WC_Product $product, int $units ): string {
		$address = Settings::public_url();
		if ( '' === $address ) {
			return '';
		}
		$asked   = array(
			'item'     => rawurlencode( self::name( $product ) ),
			'quantity' => $units,
			'lang'     => Words::language(),
		);
		$address = add_query_arg( $asked, $address );
		return '<p class="backorder-connector-waitlist"><a href="' . esc_url( $address ) . '">' . esc_html__( 'Tell me when it can be ordered', 'backorder-connector' ) . '</a></p>';
	}

	/** How the connector names whose stock it is: a product by its id, a variation with its own behind its product's. */
	private static function name( \WC_Product $product ): string {
		$holder = $product->get_stock_managed_by_id();
		$family = $holder === $product->get_id() ? $product->get_parent_id() : 0;
		return $family ? $family . '/' . $holder : (string) $holder;
	}
}
