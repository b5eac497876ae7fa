<?php
/**
 * Fields of a product that the merchant fills in.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/**
 * Lead time and note, beside the stock of a product, and with each variation. The connector reads them. WooCommerce has looked at
 * the form's nonce before it calls us to save; who may edit the product is looked at again here.
 */
final class Product_Fields {

	private const MOST_DAYS  = 730;
	private const MOST_CHARS = 300;

	/** Hooks. */
	public static function register(): void {
		add_action( 'woocommerce_product_options_inventory_product_data', array( self::class, 'product' ) );
		add_action( 'woocommerce_product_after_variable_attributes', array( self::class, 'variation' ), 10, 3 );
		add_action( 'woocommerce_admin_process_product_object', array( self::class, 'save_product' ) );
		add_action( 'woocommerce_admin_process_variation_object', array( self::class, 'save_variation' ), 10, 2 );
	}

	/** The fields of a product. */
	public static function product(): void {
		global $product_object;
		if ( $product_object instanceof \WC_Product ) {
			echo '<div class="options_group">';
			self::fields( $product_object, '', '', '' );
			echo '</div>';
		}
	}

	/**
	 * The fields of a variation.
	 *
	 * @param mixed $loop      Its place in the form.
	 * @param mixed $data      WooCommerce's.
	 * @param mixed $variation Its post.
	 */
	public static function variation( $loop, $data, $variation ): void {
		$product = wc_get_product( $variation->ID ?? 0 );
		if ( $product instanceof \WC_Product ) {
			self::fields( $product, '_variation_' . (int) $loop, '_variation[' . (int) $loop . ']', 'form-row form-row-full' );
		}
	}

	/**
	 * Keeps what was typed for a product.
	 *
	 * @param mixed $product The product, which WooCommerce saves next.
	 */
	public static function save_product( $product ): void {
		self::save( $product, fn( string $name ) => $_POST[ $name ] ?? null ); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- WooCommerce has looked at the nonce; cleaned in save().
	}

	/**
	 * Keeps what was typed for a variation.
	 *
	 * @param mixed $variation The variation, which WooCommerce saves next.
	 * @param mixed $loop      Its place in the form.
	 */
	public static function save_variation( $variation, $loop ): void {
		self::save( $variation, fn( string $name ) => $_POST[ $name . '_variation' ][ (int) $loop ] ?? null ); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- WooCommerce has looked at the nonce; cleaned in save().
	}

	/** Writes the two fields; one that was not sent stays as it is. */
	private static function save( $product, callable $typed ): void {
		if ( ! $product instanceof \WC_Product || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			return;
		}
		$days = $typed( LEAD_META );
		if ( is_string( $days ) ) {
			self::put( $product, LEAD_META, self::days( sanitize_text_field( wp_unslash( $days ) ) ) );
		}
		$note = $typed( NOTE_META );
		if ( is_string( $note ) ) {
			$clean = sanitize_text_field( wp_unslash( $note ) );
			self::put( $product, NOTE_META, function_exists( 'mb_substr' ) ? mb_substr( $clean, 0, self::MOST_CHARS ) : $clean );
		}
	}

	/** An empty field is no field. Null: what was typed is no answer, and changes nothing. */
	private static function put( \WC_Product $product, string $name, ?string $value ): void {
		if ( '' === $value ) {
			$product->delete_meta_data( $name );
		} elseif ( null !== $value ) {
			$product->update_meta_data( $name, $value );
		}
	}

	/** Whole days as typed, or empty; null for anything else. */
	private static function days( string $typed ): ?string {
		if ( '' === $typed ) {
			return '';
		}
		$whole = 1 === preg_match( '/^\d{1,4}$/D', $typed ) ? (int) $typed : -1;
		return $whole >= 0 && $whole <= self::MOST_DAYS ? (string) $whole : null;
	}

	/** Both fields, filled. */
	private static function fields( \WC_Product $product, string $id_end, string $name_end, string $place ): void {
		woocommerce_wp_text_input(
			array(
				'id'                => LEAD_META . $id_end,
				'name'              => LEAD_META . $name_end,
				'value'             => (string) $product->get_meta( LEAD_META ),
				'label'             => __( 'Lead time (days)', 'backorder-connector' ),
				'desc_tip'          => true,
				'description'       => __( 'How many calendar days it takes from ordering these goods until they are here. Empty: as the connector is set.', 'backorder-connector' ),
				'type'              => 'number',
				'custom_attributes' => array(
					'min'  => '0',
					'max'  => (string) self::MOST_DAYS,
					'step' => '1',
				),
				'wrapper_class'     => $place,
			)
		);
		woocommerce_wp_text_input(
			array(
				'id'                => NOTE_META . $id_end,
				'name'              => NOTE_META . $name_end,
				'value'             => (string) $product->get_meta( NOTE_META ),
				'label'             => __( 'Backorder note', 'backorder-connector' ),
				'desc_tip'          => true,
				'description'       => __( 'Buyers read it beside the date.', 'backorder-connector' ),
				'custom_attributes' => array( 'maxlength' => (string) self::MOST_CHARS ),
				'wrapper_class'     => $place,
			)
		);
	}
}
