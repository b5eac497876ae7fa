<?php
/**
 * One step of an offer.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** The first `reach` units can leave by a day; without a reach: as many as one likes. */
final class Step {

	/**
	 * Kept as published.
	 *
	 * @param int|null $reach Units, or null.
	 * @param string   $on    ISO date.
	 * @param bool     $now   They are on hand.
	 * @param array    $day   The day in words, by language.
	 * @param array    $text  The whole sentence, by language.
	 */
	private function __construct( public ?int $reach, public string $on, public bool $now, private array $day, private array $text ) {}

	/**
	 * What was published, or null where it cannot be read.
	 *
	 * @param mixed $body Published by the connector.
	 */
	public static function read( $body ): ?self {
		if ( ! is_array( $body ) || ! Words::is_day( $body['on'] ?? null ) || ! is_bool( $body['now'] ?? null ) ) {
			return null;
		}
		$reach = $body['reach'] ?? null;
		if ( null !== $reach && ! is_int( $reach ) ) {
			return null;
		}
		$day  = is_array( $body['day'] ?? null ) ? $body['day'] : array();
		$text = is_array( $body['text'] ?? null ) ? $body['text'] : array();
		return new self( $reach, $body['on'], $body['now'], $day, $text );
	}

	/** Whether so many units can leave by then. */
	public function reaches( int $units ): bool {
		return null === $this->reach || $units <= $this->reach;
	}

	/** Whether it may be shown: it is no stock, and its day has not passed. Nobody renewed one that has. */
	public function is_shown(): bool {
		return ! $this->now && $this->on >= Words::today() && '' !== $this->sentence();
	}

	/** The day in words. Not escaped. */
	public function day(): string {
		return Words::pick( $this->day );
	}

	/** The whole sentence. Not escaped. */
	public function sentence(): string {
		return Words::pick( $this->text );
	}
}
