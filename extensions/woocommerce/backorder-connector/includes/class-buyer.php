<?php
/**
 * Who looks at the page.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Where the goods would go to. */
final class Buyer {

	/** The country that WooCommerce ships to for this buyer; empty where nobody knows it. */
	public static function country(): string {
		$customer = function_exists( 'WC' ) ? ( WC()->customer ?? null ) : null;
		if ( ! $customer instanceof \WC_Customer ) {
			return '';
		}
		$country = $customer->get_shipping_country();
		return (string) ( $country ? $country : $customer->get_billing_country() );
	}
}
