<?php
/**
 * Words in the language of the page.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** Picks a language, and says days as the letters do. */
final class Words {

	/** The language of the page: "ja" for every Japanese locale, else "en". */
	public static function language(): string {
		return 1 === preg_match( '/^ja(?:[_-]|$)/Di', determine_locale() ) ? 'ja' : 'en';
	}

	/**
	 * The text for the page's language among texts by language; English where that one is missing.
	 *
	 * @param mixed $texts Published by the connector.
	 */
	public static function pick( $texts ): string {
		if ( ! is_array( $texts ) ) {
			return '';
		}
		$text = $texts[ self::language() ] ?? $texts['en'] ?? '';
		return is_string( $text ) ? trim( $text ) : '';
	}

	/** Whether it is a real day in ISO form. */
	public static function is_day( $on ): bool {
		return is_string( $on )
			&& 1 === preg_match( '/^(\d{4})-(\d\d)-(\d\d)$/D', $on, $part )
			&& checkdate( (int) $part[2], (int) $part[3], (int) $part[1] );
	}

	/** The shop's local date today, ISO. */
	public static function today(): string {
		return (string) wp_date( 'Y-m-d' );
	}

	/** A day (ISO) where nobody published words for it. Its year is said when it is not this year. */
	public static function day( string $on ): string {
		if ( ! self::is_day( $on ) ) {
			return '';
		}
		$utc = new \DateTimeZone( 'UTC' );
		/* translators: How a day of this year is written, for PHP's date(). */
		$this_year = __( 'D j F', 'backorder-connector' );
		/* translators: How a day of another year is written, for PHP's date(). */
		$any_year = __( 'D j F Y', 'backorder-connector' );
		$form     = substr( $on, 0, 4 ) === substr( self::today(), 0, 4 ) ? $this_year : $any_year;
		return (string) wp_date( $form, ( new \DateTimeImmutable( $on, $utc ) )->getTimestamp(), $utc );
	}
}
