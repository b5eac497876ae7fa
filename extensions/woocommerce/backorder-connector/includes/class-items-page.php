<?php
/**
 * The page of all products that wait.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** The shortcode [backorder_items]: pictures, prices, and always when each ships. */
final class Items_Page {

	public const SHORTCODE = 'backorder_items';
	private const PAGE     = 'backorder_page';

	/** Hooks. */
	public static function register(): void {
		add_shortcode( self::SHORTCODE, array( self::class, 'show' ) );
	}

	/**
	 * The grid.
	 *
	 * @param mixed $attributes Of the shortcode: `per_page`, 1 to 48; `columns`, 1 to 6.
	 */
	public static function show( $attributes = array() ): string {
		$wanted  = shortcode_atts(
			array(
				'per_page' => 12,
				'columns'  => 3,
			),
			is_array( $attributes ) ? $attributes : array(),
			self::SHORTCODE
		);
		$columns = min( 6, max( 1, (int) $wanted['columns'] ) );

		list( $products, $pages ) = Waiting::page( self::asked(), min( 48, max( 1, (int) $wanted['per_page'] ) ) );

		$cards = '';
		$data  = array();
		foreach ( $products as $product ) {
			$offer = $product->is_visible() && $product->is_in_stock() ? Offer::of( $product, Buyer::country() ) : null;
			$step  = $offer ? $offer->shown_for( 1 ) : null;
			if ( $step ) {
				$cards .= self::card( $product, $offer, $step );
				$data[] = Structured_Data::product( $product, $step );
			}
		}
		if ( '' === $cards ) {
			return '<p class="backorder-connector-none">' . esc_html__( 'Nothing is on backorder now.', 'backorder-connector' ) . '</p>' . self::pages( $pages );
		}
		return '<div class="woocommerce columns-' . $columns . '"><ul class="products columns-' . $columns . ' backorder-connector-items">' . $cards . '</ul></div>' . self::pages( $pages ) . Structured_Data::script( $data );
	}

	/** One product. Picture and price are WooCommerce's own markup. */
	private static function card( \WC_Product $product, Offer $offer, Step $step ): string {
		$address = esc_url( $product->get_permalink() );
		$label   = esc_html__( 'Delivery time', 'backorder-connector' );
		return '<li class="product backorder-connector-item">'
			. '<a href="' . $address . '">' . $product->get_image() . '<h2 class="woocommerce-loop-product__title">' . esc_html( $product->get_name() ) . '</h2></a>'
			. '<span class="price">' . $product->get_price_html() . '</span>'
			. '<dl class="backorder-connector-when"><dt>' . $label . '</dt><dd><time datetime="' . esc_attr( $step->on ) . '">' . esc_html( $step->sentence() ) . '</time></dd></dl>'
			. ( '' === $offer->note ? '' : '<p class="backorder-connector-note">' . esc_html( $offer->note ) . '</p>' )
			. self::alternatives( $offer )
			. '<a class="button" href="' . $address . '">' . esc_html__( 'Order', 'backorder-connector' ) . '<span class="screen-reader-text"> ' . esc_html( $product->get_name() ) . '</span></a>'
			. '</li>';
	}

	/** What is in stock instead: products of this shop, by their ids as published. */
	private static function alternatives( Offer $offer ): string {
		$rows = '';
		foreach ( array_slice( $offer->alternatives, 0, 3 ) as $id ) {
			$other = is_int( $id ) || ( is_string( $id ) && ctype_digit( $id ) ) ? wc_get_product( (int) $id ) : null;
			if ( $other instanceof \WC_Product && $other->is_visible() && $other->is_in_stock() && ! $other->is_on_backorder( 1 ) ) {
				$rows .= '<li><a href="' . esc_url( $other->get_permalink() ) . '">' . esc_html( $other->get_name() ) . '</a></li>';
			}
		}
		return '' === $rows ? '' : '<p class="backorder-connector-else">' . esc_html__( 'In stock now:', 'backorder-connector' ) . '</p><ul>' . $rows . '</ul>';
	}

	/** Links to the other pages. */
	private static function pages( int $pages ): string {
		if ( $pages < 2 ) {
			return '';
		}
		$links = paginate_links(
			array(
				'base'    => add_query_arg( self::PAGE, '%#%' ),
				'format'  => '',
				'current' => self::asked(),
				'total'   => $pages,
			)
		);
		return '<nav class="woocommerce-pagination" aria-label="' . esc_attr__( 'Pages', 'backorder-connector' ) . '">' . wp_kses_post( (string) $links ) . '</nav>';
	}

	/** Which page was asked for. */
	private static function asked(): int {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a page's number changes nothing.
		return isset( $_GET[ self::PAGE ] ) && is_scalar( $_GET[ self::PAGE ] ) ? max( 1, absint( $_GET[ self::PAGE ] ) ) : 1;
	}
}
