<?php
/**
 * What search engines read.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Says that a product is on backorder and from which day it ships, in schema.org's words. */
final class Structured_Data {

	/** Hooks. */
	public static function register(): void {
		add_filter( 'woocommerce_structured_data_product_offer', array( self::class, 'offer' ), 20, 2 );
	}

	/**
	 * WooCommerce's own description of a product's page.
	 *
	 * @param mixed $markup  WooCommerce's.
	 * @param mixed $product The product.
	 */
	public static function offer( $markup, $product ) {
		$offer = Offer::of( $product, Buyer::country() );
		$step  = $offer ? $offer->shown_for( 1 ) : null;
		return $step && $product->is_in_stock() && is_array( $markup ) ? array_merge( $markup, self::waits( $step ) ) : $markup;
	}

	/** A product that waits, described whole. */
	public static function product( \WC_Product $product, Step $step ): array {
		$offer = array(
			'@type' => 'Offer',
			'url'   => $product->get_permalink(),
		);
		if ( '' !== $product->get_price() ) {
			$offer['price']         = wc_format_decimal( wc_get_price_to_display( $product ), wc_get_price_decimals() );
			$offer['priceCurrency'] = get_woocommerce_currency();
		}
		$found = array(
			'@type'  => 'Product',
			'name'   => wp_strip_all_tags( $product->get_name() ),
			'url'    => $product->get_permalink(),
			'offers' => array_merge( $offer, self::waits( $step ) ),
		);
		$image = $product->get_image_id() ? wp_get_attachment_url( $product->get_image_id() ) : '';
		return array_merge( $found, array_filter( array( 'sku' => $product->get_sku(), 'image' => $image ) ) );
	}

	/** Descriptions in the page. No text in them can end the script. */
	public static function script( array $products ): string {
		$whole = array(
			'@context' => 'https://schema.org',
			'@graph'   => $products,
		);
		return '<script type="application/ld+json">' . wp_json_encode( $whole, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) . '</script>';
	}

	/** On backorder, and from when. */
	private static function waits( Step $step ): array {
		return array(
			'availability'       => 'https://schema.org/BackOrder',
			'availabilityStarts' => $step->on,
		);
	}
}
