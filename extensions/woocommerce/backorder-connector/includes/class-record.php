<?php
/**
 * What is owed of an order, as the connector keeps it beside the order.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Lines with what is owed of each. A part that cannot be read says nothing. */
final class Record {

	/**
	 * The lines of an order's record, in their order.
	 *
	 * @param mixed $order An order.
	 * @return array<int, array{title: string, sku: string, owed: int, ready: int, on: string, day: string, said: string, rests_on: string}>
	 */
	public static function of( $order ): array {
		if ( ! $order instanceof \WC_Abstract_Order ) {
			return array();
		}
		$body = $order->get_meta( RECORD_META );
		$body = is_string( $body ) ? json_decode( $body, true ) : $body;
		$rows = array_filter( is_array( $body ) ? $body : array(), 'is_array' );
		$read = array_map( array( self::class, 'line' ), array_values( $rows ) );
		return array_values( array_filter( $read, fn( $line ) => $line['owed'] || $line['ready'] ) );
	}

	/** Units in all, of what is owed or ready. */
	public static function units( array $lines, string $which ): int {
		return array_sum( array_column( $lines, $which ) );
	}

	/**
	 * The days on which what is owed ships, in words, the nearest first.
	 *
	 * @return string[]
	 */
	public static function days( array $lines ): array {
		$days = array();
		foreach ( $lines as $line ) {
			if ( $line['owed'] && '' !== $line['day'] ) {
				$days[ $line['on'] ] = $line['day'];
			}
		}
		ksort( $days );
		return array_values( $days );
	}

	/** One line; the words that were published win over our own. */
	private static function line( array $row ): array {
		$on  = Words::is_day( $row['promised_for'] ?? null ) ? $row['promised_for'] : '';
		$day = Words::pick( $row['day'] ?? null );
		return array(
			'title'    => self::text( $row, 'title' ),
			'sku'      => self::text( $row, 'sku' ),
			'owed'     => self::count( $row, 'owed' ),
			'ready'    => self::count( $row, 'ready' ),
			'on'       => $on,
			'day'      => '' !== $day ? $day : Words::day( $on ),
			'said'     => Words::pick( $row['text'] ?? null ),
			'rests_on' => self::text( $row, 'rests_on' ),
		);
	}

	/** A text of a row, or an empty one. */
	private static function text( array $row, string $name ): string {
		return is_string( $row[ $name ] ?? null ) ? $row[ $name ] : '';
	}

	/** A number of units of a row, or none. */
	private static function count( array $row, string $name ): int {
		return is_int( $row[ $name ] ?? null ) ? max( 0, $row[ $name ] ) : 0;
	}
}
