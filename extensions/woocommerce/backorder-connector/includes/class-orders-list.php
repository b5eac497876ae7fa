<?php
/**
 * A column and a filter in the list of orders.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** For orders in tables of their own, and for those that are posts. */
final class Orders_List {

	private const COLUMN = 'backorder_connector';
	private const ASKED  = 'backorder_connector';

	/** Hooks. */
	public static function register(): void {
		foreach ( array( 'manage_woocommerce_page_wc-orders_columns', 'manage_edit-shop_order_columns' ) as $hook ) {
			add_filter( $hook, array( self::class, 'columns' ), 20 );
		}
		add_action( 'manage_woocommerce_page_wc-orders_custom_column', array( self::class, 'cell' ), 10, 2 );
		add_action( 'manage_shop_order_posts_custom_column', array( self::class, 'cell' ), 10, 2 );
		add_action( 'woocommerce_order_list_table_restrict_manage_orders', array( self::class, 'choice' ) );
		add_action( 'restrict_manage_posts', array( self::class, 'choice' ) );
		add_filter( 'woocommerce_order_list_table_prepare_items_query_args', array( self::class, 'narrow' ) );
		add_filter( 'request', array( self::class, 'narrow_posts' ) );
	}

	/**
	 * The column stands behind the status.
	 *
	 * @param mixed $columns Names and headings.
	 */
	public static function columns( $columns ) {
		if ( ! is_array( $columns ) ) {
			return $columns;
		}
		$ours  = array( self::COLUMN => esc_html__( 'Backorder', 'backorder-connector' ) );
		$place = array_search( 'order_status', array_keys( $columns ), true );
		$place = false === $place ? count( $columns ) : $place + 1;
		return array_slice( $columns, 0, $place, true ) + $ours + array_slice( $columns, $place, null, true );
	}

	/**
	 * What is owed of an order, and when it ships.
	 *
	 * @param mixed $column The column's name.
	 * @param mixed $order  The order, or its id where orders are posts.
	 */
	public static function cell( $column, $order ): void {
		if ( self::COLUMN !== $column ) {
			return;
		}
		$lines = Record::of( is_object( $order ) ? $order : wc_get_order( $order ) );
		$owed  = Record::units( $lines, 'owed' );
		$ready = Record::units( $lines, 'ready' );
		$said  = array();
		if ( $owed ) {
			/* translators: %d: a number of units. */
			$said[] = sprintf( __( '%d owed', 'backorder-connector' ), $owed );
			$said[] = implode( ', ', Record::days( $lines ) );
		}
		if ( $ready ) {
			/* translators: %d: a number of units. */
			$said[] = sprintf( __( '%d ready', 'backorder-connector' ), $ready );
		}
		$said = array_filter( $said, 'strlen' );
		echo $said ? implode( '<br>', array_map( 'esc_html', $said ) ) : '&ndash;'; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above.
	}

	/**
	 * The filter's select.
	 *
	 * @param mixed $type The kind of order, or of post.
	 */
	public static function choice( $type ): void {
		if ( 'shop_order' !== $type ) {
			return;
		}
		$label = esc_html__( 'Filter by backorder', 'backorder-connector' );
		echo '<label class="screen-reader-text" for="filter-by-backorder">' . $label . '</label>'; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above.
		echo '<select name="' . esc_attr( self::ASKED ) . '" id="filter-by-backorder">';
		foreach ( self::choices() as $value => $words ) {
			printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( self::asked(), $value, false ), esc_html( $words ) );
		}
		echo '</select>';
	}

	/**
	 * The query of orders in tables of their own.
	 *
	 * @param mixed $args For wc_get_orders().
	 */
	public static function narrow( $args ) {
		$clause = is_array( $args ) ? self::clause( self::asked() ) : array();
		if ( $clause ) {
			$was                = is_array( $args['meta_query'] ?? null ) ? $args['meta_query'] : array();
			$args['meta_query'] = $was ? array( 'relation' => 'AND', $was, $clause ) : array( $clause ); // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_query -- a person asked.
		}
		return $args;
	}

	/**
	 * The query of orders that are posts.
	 *
	 * @param mixed $vars Of WordPress' query.
	 */
	public static function narrow_posts( $vars ) {
		return is_admin() && is_array( $vars ) && 'shop_order' === ( $vars['post_type'] ?? '' ) ? self::narrow( $vars ) : $vars;
	}

	/** What may be chosen, with its words. */
	private static function choices(): array {
		return array(
			''      => __( 'All orders', 'backorder-connector' ),
			'owed'  => __( 'On backorder', 'backorder-connector' ),
			'ready' => __( 'Backorder ready to ship', 'backorder-connector' ),
			'none'  => __( 'Not on backorder', 'backorder-connector' ),
		);
	}

	/** What was chosen; nothing that we do not know. */
	private static function asked(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a filter in an address changes nothing.
		$asked = isset( $_GET[ self::ASKED ] ) ? sanitize_key( wp_unslash( $_GET[ self::ASKED ] ) ) : '';
		return isset( self::choices()[ $asked ] ) ? $asked : '';
	}

	/** The record is kept serialised: a line is owed where its number of units does not begin with a zero. */
	private static function clause( string $asked ): array {
		if ( '' === $asked ) {
			return array();
		}
		if ( 'none' === $asked ) {
			return array(
				'key'     => RECORD_META,
				'compare' => 'NOT EXISTS',
			);
		}
		return array(
			'key'     => RECORD_META,
			'value'   => '"' . $asked . '";i:[1-9]',
			'compare' => 'REGEXP',
		);
	}
}
