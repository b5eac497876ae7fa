<?php
/**
 * A box beside an order.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** What is owed of the order, when it ships, and what that rests on. Read only. */
final class Order_Box {

	/** Hooks. */
	public static function register(): void {
		add_action( 'add_meta_boxes', array( self::class, 'add' ) );
	}

	/** On the order's page, of whichever kind it is. */
	public static function add(): void {
		$screens = array( 'shop_order', function_exists( 'wc_get_page_screen_id' ) ? wc_get_page_screen_id( 'shop-order' ) : '' );
		foreach ( array_unique( array_filter( $screens ) ) as $screen ) {
			add_meta_box( 'backorder-connector', __( 'Backorder', 'backorder-connector' ), array( self::class, 'show' ), $screen, 'side', 'default' );
		}
	}

	/**
	 * The box.
	 *
	 * @param mixed $thing The order, or its post.
	 */
	public static function show( $thing ): void {
		$lines = Record::of( $thing instanceof \WP_Post ? wc_get_order( $thing->ID ) : $thing );
		if ( ! $lines ) {
			echo '<p>' . esc_html__( 'Nothing on this order is on backorder.', 'backorder-connector' ) . '</p>';
			return;
		}
		echo '<ul>';
		foreach ( $lines as $line ) {
			echo '<li><strong>' . esc_html( self::name( $line ) ) . '</strong>';
			foreach ( self::sentences( $line ) as $sentence ) {
				echo '<br>' . esc_html( $sentence );
			}
			echo '</li>';
		}
		echo '</ul>';
	}

	/** A line's goods. */
	private static function name( array $line ): string {
		return '' === $line['sku'] ? $line['title'] : $line['title'] . ' (' . $line['sku'] . ')';
	}

	/** What is said of a line, a sentence in each row. */
	private static function sentences( array $line ): array {
		$said = array();
		if ( $line['ready'] ) {
			/* translators: %d: a number of units. */
			$said[] = sprintf( __( '%d set aside, ready to ship', 'backorder-connector' ), $line['ready'] );
		}
		if ( $line['owed'] ) {
			$day = '' !== $line['day'] ? $line['day'] : __( 'no date is known yet', 'backorder-connector' );
			/* translators: 1: a number of units. 2: the day on which they ship. */
			$said[] = sprintf( __( '%1$d owed: %2$s', 'backorder-connector' ), $line['owed'], $day );
			$said[] = $line['rests_on'];
		}
		return array_filter( $said, 'strlen' );
	}
}
