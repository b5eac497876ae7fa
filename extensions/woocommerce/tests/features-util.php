<?php
/** Where plugins tell WooCommerce what they work with. */

namespace Automattic\WooCommerce\Utilities;

final class FeaturesUtil {
	public static function declare_compatibility( string $feature, string $file, bool $works ): void {
		\World::$declared[ $feature ] = array( basename( $file ), $works );
	}
}
