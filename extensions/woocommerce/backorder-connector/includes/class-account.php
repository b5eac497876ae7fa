<?php
/**
 * The buyer's dates in My Account.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** In the list of orders and on an order's page. */
final class Account {

	private const COLUMN = 'backorder-connector';

	/** Hooks. */
	public static function register(): void {
		add_filter( 'woocommerce_my_account_my_orders_columns', array( self::class, 'columns' ), 20 );
		add_action( 'woocommerce_my_account_my_orders_column_' . self::COLUMN, array( self::class, 'cell' ) );
		add_action( 'woocommerce_order_details_after_order_table', array( self::class, 'table' ) );
	}

	/**
	 * The column stands before the buttons.
	 *
	 * @param mixed $columns Names and headings.
	 */
	public static function columns( $columns ) {
		if ( ! is_array( $columns ) ) {
			return $columns;
		}
		$ours  = array( self::COLUMN => __( 'Ships', 'backorder-connector' ) );
		$place = array_search( 'order-actions', array_keys( $columns ), true );
		$place = false === $place ? count( $columns ) : $place;
		return array_slice( $columns, 0, $place, true ) + $ours + array_slice( $columns, $place, null, true );
	}

	/**
	 * The days of one order.
	 *
	 * @param mixed $order The order.
	 */
	public static function cell( $order ): void {
		$days = Record::days( Record::of( $order ) );
		echo $days ? esc_html( implode( ', ', $days ) ) : '&ndash;';
	}

	/**
	 * What of an order is still to come, and when.
	 *
	 * @param mixed $order The order.
	 */
	public static function table( $order ): void {
		$lines = Record::of( $order );
		if ( ! $lines ) {
			return;
		}
		echo '<section class="backorder-connector-dates"><h2>' . esc_html__( 'When the rest ships', 'backorder-connector' ) . '</h2>';
		echo '<table class="shop_table"><thead><tr><th scope="col">' . esc_html__( 'Product', 'backorder-connector' ) . '</th><th scope="col">' . esc_html__( 'Ships', 'backorder-connector' ) . '</th></tr></thead><tbody>';
		foreach ( $lines as $line ) {
			foreach ( self::rows( $line ) as list( $units, $when ) ) {
				/* translators: 1: a product. 2: a number of units. */
				$goods = sprintf( __( '%1$s × %2$d', 'backorder-connector' ), $line['title'], $units );
				echo '<tr><td>' . esc_html( $goods ) . '</td><td>' . esc_html( $when ) . '</td></tr>';
			}
		}
		echo '</tbody></table></section>';
	}

	/** Units and what is said of them. The sentence that was published wins. */
	private static function rows( array $line ): array {
		$rows = array();
		if ( $line['ready'] ) {
			$rows[] = array( $line['ready'], __( 'Ready to ship', 'backorder-connector' ) );
		}
		if ( $line['owed'] ) {
			$day    = '' !== $line['day'] ? $line['day'] : __( 'No date is known yet', 'backorder-connector' );
			$rows[] = array( $line['owed'], '' !== $line['said'] ? $line['said'] : $day );
		}
		return $rows;
	}
}
