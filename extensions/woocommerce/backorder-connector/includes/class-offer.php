<?php
/**
 * What the shop may tell the next buyer of a product.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Steps of growing reach and later days, for the buyer's country. */
final class Offer {

	/**
	 * Read by `of` or `read`.
	 *
	 * @param Step[] $steps        Nearest first.
	 * @param array  $end          Said to who wants more than all of them, by language.
	 * @param string $note         The merchant's words on the product.
	 * @param array  $alternatives What else there is, where it was published.
	 */
	private function __construct( public array $steps, private array $end, public string $note, public array $alternatives ) {}

	/**
	 * The offer of a product to a buyer in that country; null where there is none.
	 *
	 * @param mixed  $product A product or variation.
	 * @param string $country ISO 3166-1 alpha-2, or empty.
	 */
	public static function of( $product, string $country ): ?self {
		$holder = self::holder( $product );
		return $holder ? self::read( $holder->get_meta( OFFER_META ), $country ) : null;
	}

	/**
	 * Whose stock it is: a variation's parent, where the parent counts it.
	 *
	 * @param mixed $product A product or variation.
	 */
	private static function holder( $product ): ?\WC_Product {
		if ( ! $product instanceof \WC_Product ) {
			return null;
		}
		$id = $product->get_stock_managed_by_id();
		if ( $id === $product->get_id() ) {
			return $product;
		}
		$holder = wc_get_product( $id );
		return $holder instanceof \WC_Product ? $holder : null;
	}

	/**
	 * An offer as published, or null: one that cannot be read in full is not shown in part.
	 *
	 * @param mixed  $body    Published by the connector.
	 * @param string $country ISO 3166-1 alpha-2, or empty.
	 */
	public static function read( $body, string $country ): ?self {
		$body    = is_string( $body ) ? json_decode( $body, true ) : $body;
		$regions = is_array( $body ) ? ( $body['regions'] ?? null ) : null;
		$region  = is_array( $regions ) ? ( $regions[ $country ] ?? $regions[''] ?? null ) : null;
		if ( ! is_array( $region ) || ! is_array( $region['steps'] ?? null ) ) {
			return null;
		}
		$steps = array_map( array( Step::class, 'read' ), array_values( $region['steps'] ) );
		if ( in_array( null, $steps, true ) ) {
			return null;
		}
		$end  = is_array( $region['end'] ?? null ) ? $region['end'] : array();
		$note = is_string( $body['note'] ?? null ) ? trim( $body['note'] ) : '';
		$else = is_array( $body['alternatives'] ?? null ) ? $body['alternatives'] : array();
		return new self( $steps, $end, $note, $else );
	}

	/** The step that reaches all of so many units; null: so many cannot be promised. */
	public function step_for( int $units ): ?Step {
		foreach ( $this->steps as $step ) {
			if ( $step->reaches( max( 1, $units ) ) ) {
				return $step;
			}
		}
		return null;
	}

	/** The step for so many units, where it is to be shown. */
	public function shown_for( int $units ): ?Step {
		$step = $this->step_for( $units );
		return $step && $step->is_shown() ? $step : null;
	}

	/** What is said to who wants so many units; empty where nothing is. Not escaped. */
	public function sentence_for( int $units ): string {
		$step = $this->step_for( $units );
		if ( ! $step ) {
			return Words::pick( $this->end );
		}
		return $step->is_shown() ? $step->sentence() : '';
	}

	/**
	 * What is said to who wants more than the fewest: units from which it holds => sentence. Not escaped.
	 *
	 * @return array<int, string>
	 */
	public function further( int $fewest ): array {
		$said = array();
		foreach ( $this->steps as $step ) {
			if ( null !== $step->reach && $step->reach >= $fewest ) {
				$said[ $step->reach + 1 ] = $this->sentence_for( $step->reach + 1 );
			}
		}
		return array_filter( $said, 'strlen' );
	}
}
