<?php
/**
 * The products that wait.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Found by what was published for them, in one query. */
final class Waiting {

	/**
	 * One page of published products and variations of which nothing is on hand.
	 *
	 * @param int $page  From 1.
	 * @param int $units How many on a page.
	 * @return array{0: \WC_Product[], 1: int} The products, and how many pages there are.
	 */
	public static function page( int $page, int $units ): array {
		$query    = new \WP_Query( self::asked( max( 1, $page ), max( 1, $units ) ) );
		$products = array_map( fn( $post ) => wc_get_product( $post->ID ), $query->posts );
		$products = array_filter( $products, fn( $product ) => $product instanceof \WC_Product );
		return array( array_values( $products ), (int) $query->max_num_pages );
	}

	/** The offer is kept serialised: one with a step that is on hand has `"now";b:1` in it. */
	private static function asked( int $page, int $units ): array {
		return array(
			'post_type'           => array( 'product', 'product_variation' ),
			'post_status'         => 'publish',
			'posts_per_page'      => $units,
			'paged'               => $page,
			'ignore_sticky_posts' => true,
			'orderby'             => array(
				'menu_order' => 'ASC',
				'title'      => 'ASC',
				'ID'         => 'ASC',
			),
			'meta_query'          => array( // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_query -- one query for a page.
				'relation' => 'AND',
				array(
					'key'     => OFFER_META,
					'value'   => '"now";b:0',
					'compare' => 'LIKE',
				),
				array(
					'key'     => OFFER_META,
					'value'   => '"now";b:1',
					'compare' => 'NOT LIKE',
				),
			),
			'tax_query'           => array( // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_tax_query -- what the shop hides stays hidden.
				array(
					'taxonomy' => 'product_visibility',
					'field'    => 'name',
					'terms'    => array( 'exclude-from-catalog' ),
					'operator' => 'NOT IN',
				),
			),
		);
	}
}
