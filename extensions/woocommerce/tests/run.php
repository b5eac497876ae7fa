<?php
/**
 * Runs every test beside this file: `php run.php`. What PHP itself complains about fails the test.
 */

error_reporting( E_ALL );
set_error_handler(
	function ( int $kind, string $said, string $file, int $line ): bool {
		throw new ErrorException( $said, 0, $kind, $file, $line );
	}
);

$tests = array();

/** A test: what holds, and the proof. */
function test( string $holds, callable $proof ): void {
	global $tests;
	if ( isset( $tests[ $holds ] ) ) {
		throw new LogicException( "two tests say: $holds" );
	}
	$tests[ $holds ] = $proof;
}

/** The two are the same, in kind and value. */
function same( $wanted, $got ): void {
	if ( $wanted !== $got ) {
		throw new Exception( 'wanted ' . var_export( $wanted, true ) . "\n  but got " . var_export( $got, true ) );
	}
}

/** The text has this part. */
function has( string $part, string $whole ): void {
	if ( ! str_contains( $whole, $part ) ) {
		throw new Exception( "no $part\n  in $whole" );
	}
}

/** The text has not this part. */
function lacks( string $part, string $whole ): void {
	if ( str_contains( $whole, $part ) ) {
		throw new Exception( "a $part\n  in $whole" );
	}
}

/** What is written to the page meanwhile. */
function written( callable $by ): string {
	ob_start();
	try {
		$by();
	} finally {
		$page = ob_get_clean();
	}
	return $page;
}

/** How a request ended. */
function ended( callable $by ): string {
	try {
		$by();
	} catch ( Ended $how ) {
		return $how->getMessage();
	}
	throw new Exception( 'the request went on' );
}

require __DIR__ . '/stubs.php';
require __DIR__ . '/features-util.php';
World::anew();
require dirname( __DIR__ ) . '/backorder-connector/backorder-connector.php';
do_action( 'before_woocommerce_init' );
do_action( 'plugins_loaded' );

foreach ( glob( __DIR__ . '/test-*.php' ) as $file ) {
	require $file;
}

$failed = 0;
foreach ( $tests as $holds => $proof ) {
	World::anew();
	do_action( 'init' );
	try {
		$proof();
	} catch ( Throwable $why ) {
		++$failed;
		echo "FAILED: $holds\n  {$why->getMessage()}\n  " . basename( $why->getFile() ) . ":{$why->getLine()}\n";
	}
}
echo ( count( $tests ) - $failed ) . " passed, $failed failed\n";
exit( $failed ? 1 : 0 );
